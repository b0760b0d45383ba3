"""A survey of needs: written and published by a fund, answered without an account."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from grantsapp import audit, clock, i18n
from grantsapp.accounts.models import Person
from grantsapp.calls import counting, questions
from grantsapp.calls.models import Consultation, Fund, Reply
from grantsapp.calls.queries import telling as queries
from grantsapp.db import db
from grantsapp.errors import Refused
from grantsapp.i18n import gettext as _

MOST_QUESTIONS = 10
WORDS = 300
KINDS = (questions.Kind.ONE, questions.Kind.SEVERAL, questions.Kind.LONG)


def add_consultation(fund: Fund, *, by: Person, **facts: Any) -> Consultation:
    """Begin to write a survey, in the languages of its fund."""
    made = Consultation(fund_id=fund.id, languages=list(fund.languages), **facts)
    db.session.add(made)
    audit.record("made", made, by=by)
    return made


def edit_consultation(found: Consultation, *, by: Person, **facts: Any) -> None:
    """Change what a survey says of itself, before it is published."""
    for name, value in facts.items():
        setattr(found, name, value)
    audit.record("edited", found, by=by)


def add_question(
    found: Consultation,
    *,
    kind: questions.Kind,
    label: i18n.Text,
    options: list[i18n.Text],
    by: Person,
) -> None:
    """Ask one more thing; its code and those of its answers never come again."""
    if len(found.questions) >= MOST_QUESTIONS:
        words = _("There are %(most)s questions already.", most=MOST_QUESTIONS)
        raise Refused(words)
    found.last_number += 1
    question = {
        "code": f"q{found.last_number}",
        "kind": str(kind),
        "label": dict(label),
        "options": [
            {"code": f"a{number}", "label": dict(option)}
            for number, option in enumerate(options, start=1)
        ],
    }
    found.questions = [*found.questions, question]
    audit.record("added a question", found, by=by, code=question["code"])


def drop_question(found: Consultation, code: str, *, by: Person) -> None:
    """Ask it no longer."""
    found.questions = [q for q in found.questions if q["code"] != code]
    audit.record("removed a question", found, by=by, code=code)


def publish(found: Consultation, *, by: Person) -> None:
    """Let people answer; from here on its questions stay as they are."""
    if not found.questions:
        raise Refused(_("Add at least one question."))
    if found.closes_at <= clock.now():
        raise Refused(_("The closing time has passed already."))
    found.published_at = clock.now()
    audit.record("published", found, by=by)


def untranslated(found: Consultation) -> list[str]:
    """Name the languages in which some text is missing; there another one shows."""
    texts = [found.title, found.intro, found.consent]
    for question in asked(found):
        texts.append(i18n.Text(question.label))
        texts += [i18n.Text(option.label) for option in question.options]
    return [c for c in found.languages if not all(text.plain(c) for text in texts)]


def asked(found: Consultation) -> list[questions.Question]:
    """Give the questions as plain values; an answer is never required."""
    return [
        questions.Question(
            code=q["code"],
            kind=questions.Kind(q["kind"]),
            label=q["label"],
            required=False,
            words=WORDS if q["kind"] == questions.Kind.LONG else None,
            options=tuple(
                questions.Option(o["code"], o["label"]) for o in q["options"]
            ),
        )
        for q in found.questions
    ]


def readings(
    found: Consultation, raw: Mapping[str, list[str]], language: str
) -> dict[str, questions.Reading]:
    """Read what a visitor answered."""
    return {
        q.code: questions.read(q, raw.get(q.code, []), language) for q in asked(found)
    }


def reply(
    found: Consultation, respondent: str, raw: dict[str, list[str]], *, language: str
) -> None:
    """Keep what a visitor answered, once."""
    if raw and not queries.has_replied(found, respondent):
        row = Reply(
            consultation_id=found.id,
            respondent=respondent,
            language=language,
            raw=raw,
        )
        db.session.add(row)


class Result(NamedTuple):
    """What came in for one question: counts by answer, or the texts."""

    question: questions.Question
    counts: dict[str, counting.Shown]
    texts: list[str]


def results(found: Consultation, replies: list[Reply]) -> list[Result]:
    """Count the answers and list the texts, in an order that tells nothing."""
    return [_result(question, replies) for question in asked(found)]


def _result(question: questions.Question, replies: list[Reply]) -> Result:
    given = [raw for row in replies for raw in row.raw.get(question.code, [])]
    if question.kind is questions.Kind.LONG:
        return Result(question, {}, sorted(given, key=i18n.fold))
    counts = counting.counted([o.code for o in question.options], given)
    if question.kind is questions.Kind.ONE:
        return Result(question, counting.without_small_parts(counts), [])
    return Result(question, counting.without_small(counts), [])
