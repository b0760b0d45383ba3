"""The ranking: what experts gave, bid by bid, best first."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, case, exists, func, select

from grantsapp.calls import queries as calls
from grantsapp.calls.models import Application, Call
from grantsapp.db import db
from grantsapp.review import scoring
from grantsapp.review.models import (
    Assignment,
    Check,
    Conflict,
    Kind,
    Phase,
    Review,
    Score,
    Stage,
)


class Checked(NamedTuple):
    """What the eligibility check found of a bid."""

    is_eligible: bool
    reason: str


@dataclass(frozen=True)
class Field:
    """The bids of a call, with their checks by number; None where nobody checks."""

    bids: list[calls.Line]
    checks: dict[int, Checked] | None

    @property
    def eligible(self) -> list[calls.Line]:
        """The bids that go on to the experts."""
        if self.checks is None:
            return self.bids
        passed = {number for number, check in self.checks.items() if check.is_eligible}
        return [bid for bid in self.bids if bid.number in passed]


def field_of(call: Call) -> Field:
    """Read the bids of a call with their checks in the first eligibility phase."""
    first = (
        select(Phase.id)
        .where(Phase.call_id == call.id, Phase.kind == Kind.ELIGIBILITY)
        .order_by(Phase.position)
        .limit(1)
        .cte("first_check")
    )
    query = (
        select(Application.number, Check.is_eligible, Check.reason)
        .select_from(first)
        .outerjoin(Check, Check.phase_id == first.c.id)
        .outerjoin(Application, Application.id == Check.application_id)
    )
    found = db.session.execute(query).all()
    checks = {n: Checked(bool(yes), why) for n, yes, why in found if n is not None}
    return Field(calls.submitted_lines(call), checks if found else None)


@dataclass(frozen=True)
class Row:
    """One line of the ranking."""

    rank: int | None
    bid: calls.Line
    standing: scoring.Standing
    asked: int


def ranking(phase: Phase, field: Field | None = None) -> list[Row]:
    """Rank the eligible bids of a phase by their submitted scores."""
    bids = (field or field_of(phase.call)).eligible
    weights = [c.weight for c in phase.criteria]
    given: dict[int, list[tuple[int | None, ...]]] = {bid.number: [] for bid in bids}
    asked = dict.fromkeys(given, 0)
    for line in db.session.execute(_given_in(phase)):
        number, is_in, *values = tuple(line)
        if number in given:
            asked[number] += 1
            if is_in:
                given[number].append(tuple(values))
    standings = {n: scoring.standing(rows, weights) for n, rows in given.items()}
    by_number = {bid.number: bid for bid in bids}
    return [
        Row(rank, by_number[n], standings[n], asked[n])
        for n, rank in scoring.ranked(standings).items()
    ]


def _given_in(phase: Phase) -> Select[Any]:
    """Select a line an assignment: bid, whether the review is in, a value a criterion.

    What somebody in conflict scored does not count.
    """
    values = [
        func.max(case((Score.criterion_id == c.id, Score.value)))
        for c in phase.criteria
    ]
    conflict = exists().where(
        Conflict.moderator_id == Assignment.moderator_id,
        Conflict.application_id == Assignment.application_id,
    )
    submitted = Review.stage == Stage.SUBMITTED
    return (
        select(Application.number, func.count(Review.id) > 0, *values)
        .select_from(Assignment)
        .join(Application, Application.id == Assignment.application_id)
        .outerjoin(Review, and_(Review.assignment_id == Assignment.id, submitted))
        .outerjoin(Score, Score.review_id == Review.id)
        .where(Assignment.phase_id == phase.id, ~conflict)
        .group_by(Application.number, Assignment.id)
    )
