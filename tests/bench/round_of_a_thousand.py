"""A round of a thousand bids, four reviews each, three criteria: written in bulk."""

from random import Random
from uuid import UUID, uuid4

from sqlalchemy import insert

from grantsapp import clock
from grantsapp.accounts.models import Membership, Organisation
from grantsapp.calls import queries as calls
from grantsapp.calls.models import Answer, Application, Call, Stage
from grantsapp.db import db
from grantsapp.review.models import Assignment, Check, Kind, Moderator, Review, Score
from grantsapp.review.models import Stage as ReviewStage
from grantsapp.review.queries import phase_of_kind
from tests.cast import ANSWERS, Cast, a_call, a_fund

BIDS, REVIEWS = 1000, 4


def fill(cast: Cast, bids: int = BIDS, reference: str = "CF1") -> tuple[Call, UUID]:
    """Fill the database; gives the call and the key of a draft of Amina's."""
    call = a_call(a_fund(cast.stella), cast.stella, reference=reference)
    version = calls.form_version_of(call)
    assert version is not None
    chance, now = Random(1), clock.now()  # noqa: S311 - the same bids each time
    moderators = [uuid4() for _ in range(REVIEWS)]
    people = (cast.rosa, cast.ravi, cast.mei, cast.zed)
    rows: dict[type, list[dict]] = {t: [] for t in TABLES}
    for key, person in zip(moderators, people, strict=True):
        facts = {"person_id": person.id, "expertise": [], "answered": "accepted"}
        rows[Moderator].append({"id": key, "call_id": call.id, **facts})
    for number in range(1, bids + 2):
        draft = number > bids
        bid, group = uuid4(), uuid4()
        rows[Organisation].append(_organisation(group, number))
        member = {"person_id": cast.amina.id, "organisation_id": group, "id": uuid4()}
        rows[Membership].append(member)
        stage = Stage.DRAFT if draft else Stage.SUBMITTED
        rows[Application].append(
            {
                "id": bid,
                "call_id": call.id,
                "organisation_id": group,
                "form_version_id": version.id,
                "number": number,
                "stage": stage,
                "language": "en",
                "title": f"Project {number}",
                "amount": 100_000 + 1_000 * (number % 800),
                "submitted_at": None if draft else now,
            }
        )
        rows[Answer] += _answers(bid, now)
        if not draft:
            _moderation(rows, call, bid, moderators, chance, now)
    for table, lines in rows.items():
        db.session.execute(insert(table), lines)
    db.session.commit()
    return call, bid


TABLES = (
    Organisation, Membership, Application, Answer, Moderator, Check, Assignment,
    Review, Score,
)  # fmt: skip


def _organisation(key, number):
    facts = {"kind": "informal_group", "borough": "Haringey", "language": "en"}
    return {"id": key, "name": f"Group {number}", **facts}


def _answers(bid, now):
    return [
        {
            "id": uuid4(),
            "application_id": bid,
            "question": code,
            "raw": raw,
            "language": "en",
            "version": 1,
            "at": now,
            "by_name": "Amina",
        }
        for code, raw in ANSWERS.items()
    ]


def _moderation(rows, call, bid, moderators, chance, now):
    eligibility, scoring = (
        phase_of_kind(call, kind) for kind in (Kind.ELIGIBILITY, Kind.SCORING)
    )
    facts = {"is_eligible": True, "reason": "", "by_name": "Stella", "at": now}
    rows[Check].append(
        {"id": uuid4(), "phase_id": eligibility.id, "application_id": bid, **facts}
    )
    for moderator in moderators:
        assignment, review = uuid4(), uuid4()
        rows[Assignment].append(
            {
                "id": assignment,
                "phase_id": scoring.id,
                "application_id": bid,
                "moderator_id": moderator,
            }
        )
        rows[Review].append(
            {
                "id": review,
                "assignment_id": assignment,
                "stage": ReviewStage.SUBMITTED,
                "comment": "",
                "submitted_at": now,
            }
        )
        for criterion in scoring.criteria:
            value, key = chance.randint(1, 5), uuid4()
            score = {"criterion_id": criterion.id, "value": value, "reason": "because"}
            rows[Score].append(
                {"id": key, "review_id": review, "is_answered": True, **score}
            )
