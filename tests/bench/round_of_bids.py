"""A call of many bids with thirty answers each, in several scripts: written in bulk."""

from datetime import timedelta
from itertools import accumulate
from random import Random
from uuid import UUID, uuid4

from sqlalchemy import insert

from grantsapp import clock, i18n
from grantsapp.accounts.models import Membership, Organisation
from grantsapp.calls import queries as calls
from grantsapp.calls.actions import writing
from grantsapp.calls.models import Answer, Application, Call, Stage
from grantsapp.calls.questions import Kind
from grantsapp.db import db
from tests.cast import ANSWERS, Cast, a_call, a_fund, text

BIDS, MORE = 2000, 21  # with the nine of every bid in the tests: thirty answers
WORDS = {
    "en": "Neighbours cook together every Thursday and talk about what worries them.",
    "ar": "يطبخ الجيران معاً كل خميس ويتحدثون عمّا يقلقهم في الحي والمدرسة.",
    "pl": "Sąsiedzi gotują razem w każdy czwartek i rozmawiają o swoich troskach.",
    "bn": "প্রতিবেশীরা প্রতি বৃহস্পতিবার একসঙ্গে রান্না করেন এবং কথা বলেন।",
}
# As in real texts: the second word half as often as the first, and so on.
COMMON = list(accumulate(1 / rank for rank in range(1, 30_001)))
BOROUGHS = ("Haringey", "Hackney", "Newham", "Brent", "Barnet")


def fill(cast: Cast, bids: int = BIDS, reference: str = "BIG1") -> tuple[Call, UUID]:
    """Fill the database; gives the call and the key of its seventh bid."""
    call = _call(cast, reference)
    version = calls.form_version_of(call)
    assert version is not None
    rows: dict[type, list[dict]] = {t: [] for t in TABLES}
    vocabulary = _vocabulary()
    for number in range(1, bids + 1):
        language = list(WORDS)[number % len(WORDS)]
        bid, group = uuid4(), uuid4()
        rows[Organisation].append(_organisation(group, number, language))
        member = {"person_id": cast.amina.id, "organisation_id": group, "id": uuid4()}
        rows[Membership].append(member)
        answers = _answers(number, language, vocabulary[language])
        rows[Answer] += _rows(bid, answers, language)
        found = " ".join(words for raw in answers.values() for words in raw)
        bid_row = _bid(bid, number, language, found)
        ties = {"call_id": call.id, "organisation_id": group}
        rows[Application].append({**bid_row, **ties, "form_version_id": version.id})
    for table, lines in rows.items():
        db.session.execute(insert(table), lines)
    db.session.commit()
    return call, rows[Application][min(6, bids - 1)]["id"]


TABLES = (Organisation, Membership, Application, Answer)


def _call(cast: Cast, reference: str) -> Call:
    """A call that asks thirty things."""
    later = clock.now() + timedelta(days=9)
    call = a_call(
        a_fund(cast.stella),
        cast.stella,
        reference=reference,
        closes_at=later,
        published=False,
    )
    section = calls.sections_of(call)[0]
    for number in range(MORE):
        facts = {"label": text(f"Question {number}"), "help": i18n.Text(), "words": 150}
        code = f"more_{number}"
        writing.add_question(
            section, call, by=cast.stella, code=code, kind=Kind.LONG, **facts
        )
        db.session.flush()
        db.session.refresh(section, ["questions"])
    writing.open_call(calls.call(reference) or call, by=cast.stella)
    db.session.commit()
    return call


def _organisation(key, number, language):
    facts = {"kind": "informal_group", "borough": BOROUGHS[number % len(BOROUGHS)]}
    return {"id": key, "name": f"Group {number}", "language": language, **facts}


def _vocabulary():
    """Thirty thousand words of each language's own letters, the common ones first."""
    chance = Random(2)  # noqa: S311 - the same words each time
    made = {}
    for language, words in WORDS.items():
        letters = sorted({c for c in words if c.isalpha()})
        made[language] = [
            "".join(chance.choices(letters, k=chance.randint(3, 10)))
            for _ in range(30_000)
        ]
    return made


def _answers(number, language, vocabulary):
    chance = Random(number)  # noqa: S311 - the same texts each time
    own = {}
    for number_of_it in range(MORE):
        words = chance.choices(vocabulary, cum_weights=COMMON, k=25)
        own[f"more_{number_of_it}"] = [" ".join([WORDS[language], *words])]
    return {**ANSWERS, "title": [f"{WORDS[language][:24]} {number}"], **own}


def _bid(key, number, language, words):
    return {
        "id": key,
        "number": number,
        "stage": Stage.SUBMITTED,
        "language": language,
        "title": f"{WORDS[language][:24]} {number}",
        "amount": 100_000 + 1_000 * (number % 800),
        "tier": "small",
        "theme": ("awareness", "resilience")[number % 2],
        "search_text": " ".join(
            sorted(set(i18n.fold(f"Group {number} {words}").split()))
        ),
        "submitted_at": clock.now(),
    }


def _rows(bid, answers, language):
    facts = {"language": language, "version": 1, "at": clock.now(), "by_name": "Amina"}
    return [
        {"id": uuid4(), "application_id": bid, "question": code, "raw": raw, **facts}
        for code, raw in answers.items()
    ]
