"""The ranking: what experts gave, bid by bid, best first."""

from dataclasses import dataclass
from dataclasses import field as a_field
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    Select,
    and_,
    case,
    func,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import joinedload

from grantsapp.calls import queries as calls
from grantsapp.calls.models import Application, Call
from grantsapp.db import db
from grantsapp.review import scoring
from grantsapp.review.models import (
    Assignment,
    Check,
    Kind,
    Passage,
    Phase,
    Review,
    Score,
    Stage,
)
from grantsapp.review.queries.conflicts import is_kept_out


class Passed(NamedTuple):
    """Whether a bid went on from a phase, and why where somebody chose."""

    goes_on: bool
    by_rule: bool
    reason: str


class Checked(NamedTuple):
    """What the eligibility check found of a bid."""

    is_eligible: bool
    reason: str


@dataclass(frozen=True)
class Field:
    """The bids of a call, with their checks by number; None where nobody checks.

    `passages` holds, for each phase that let bids on, what became of them.
    """

    bids: list[calls.Line]
    checks: dict[int, Checked] | None
    phases: list[Phase] = a_field(default_factory=list)
    passages: dict[UUID, dict[int, Passed]] = a_field(default_factory=dict)

    @property
    def eligible(self) -> list[calls.Line]:
        """The bids that go on to the experts."""
        if self.checks is None:
            return self.bids
        passed = {number for number, check in self.checks.items() if check.is_eligible}
        return [bid for bid in self.bids if bid.number in passed]

    def phase_of_kind(self, kind: Kind) -> Phase | None:
        """Find the first phase of a kind."""
        return next((p for p in self.phases if p.kind is kind), None)

    def within(self, phase: Phase) -> list[calls.Line]:
        """List the bids that every phase before this one let on."""
        found = self.eligible
        for earlier in self.phases:
            if earlier.kind is Kind.ELIGIBILITY or earlier.position >= phase.position:
                continue
            passed = self.passages.get(earlier.id, {})
            on = {number for number, one in passed.items() if one.goes_on}
            found = [bid for bid in found if bid.number in on]
        return found


def field_of(call: Call) -> Field:
    """Read the bids of a call with what each phase found of them, in three queries."""
    query = select(Phase).where(Phase.call_id == call.id).order_by(Phase.position)
    whole = query.options(joinedload(Phase.criteria))
    phases = list(db.session.scalars(whole).unique())
    checks, passages = _found(call)
    first = next((p for p in phases if p.kind is Kind.ELIGIBILITY), None)
    checked = checks.get(first.id, {}) if first else None
    return Field(calls.submitted_lines(call), checked, phases, passages)


def _found(
    call: Call,
) -> tuple[dict[UUID, dict[int, Checked]], dict[UUID, dict[int, Passed]]]:
    """Read the checks and the passages of a call together, by phase and by number."""
    checks: dict[UUID, dict[int, Checked]] = {}
    passages: dict[UUID, dict[int, Passed]] = {}
    for line in db.session.execute(_checks_and_passages(call)):
        phase, number, yes, rule, why = tuple(line)
        if rule is None:
            checks.setdefault(phase, {})[number] = Checked(yes, why)
        else:
            passages.setdefault(phase, {})[number] = Passed(yes, rule, why)
    return checks, passages


def _checks_and_passages(call: Call) -> Any:
    no_rule = null().label("by_rule")
    halves = (
        (Check, (Check.is_eligible, no_rule, Check.reason)),
        (Passage, (Passage.goes_on, Passage.by_rule, Passage.reason)),
    )
    return union_all(
        *(
            select(table.phase_id, Application.number, *facts)
            .join(Application, Application.id == table.application_id)
            .where(Application.call_id == call.id)
            for table, facts in halves
        )
    )


@dataclass(frozen=True)
class Row:
    """One line of the ranking."""

    rank: int | None
    bid: calls.Line
    standing: scoring.Standing
    asked: int


class In(NamedTuple):
    """A review that is in: whose, and what it gave in the order of the criteria."""

    moderator: UUID
    values: scoring.Given


@dataclass(frozen=True)
class Scores:
    """What was given in a phase to the bids in it, by their numbers."""

    phase: Phase
    bids: dict[int, calls.Line]
    given: dict[int, list[In]]
    asked: dict[int, int]  # how many reviews

    @property
    def weights(self) -> list[int]:
        """What each criterion counts, in their order."""
        return [criterion.weight for criterion in self.phase.criteria]

    def values(self, number: int) -> list[scoring.Given]:
        """Give the reviews of a bid without those who wrote them."""
        return [one.values for one in self.given[number]]

    def standings(self) -> dict[int, scoring.Standing]:
        """Sum up each bid."""
        weights = self.weights
        return {
            number: scoring.standing([one.values for one in rows], weights)
            for number, rows in self.given.items()
        }


def scores_in(phase: Phase, field: Field | None = None) -> Scores:
    """Read what was submitted in a phase on the bids that came this far."""
    bids = {bid.number: bid for bid in (field or field_of(phase.call)).within(phase)}
    given: dict[int, list[In]] = {number: [] for number in bids}
    asked = dict.fromkeys(given, 0)
    for line in db.session.execute(_given_in(phase)):
        number, moderator, is_in, *values = tuple(line)
        if number in given:
            asked[number] += 1
            if is_in:
                given[number].append(In(moderator, tuple(values)))
    return Scores(phase, bids, given, asked)


def ranking(phase: Phase, field: Field | None = None) -> list[Row]:
    """Rank the eligible bids of a phase by their submitted scores."""
    found = scores_in(phase, field)
    return rows_of(found, found.standings())


def rows_of(found: Scores, standings: dict[int, scoring.Standing]) -> list[Row]:
    """Put the bids of a phase in the order of their means."""
    return [
        Row(rank, found.bids[n], standings[n], found.asked[n])
        for n, rank in scoring.ranked(standings).items()
    ]


def _given_in(phase: Phase) -> Select[Any]:
    """Select a line an assignment: bid, whose, whether it is in, a value a criterion.

    What somebody scored who has a tie to the bid, or takes its side, does not count.
    """
    values = [
        func.max(case((Score.criterion_id == c.id, Score.value)))
        for c in phase.criteria
    ]
    submitted = Review.stage == Stage.SUBMITTED
    return (
        select(
            Application.number,
            Assignment.moderator_id,
            func.count(Review.id) > 0,
            *values,
        )
        .select_from(Assignment)
        .join(Application, Application.id == Assignment.application_id)
        .outerjoin(Review, and_(Review.assignment_id == Assignment.id, submitted))
        .outerjoin(Score, Score.review_id == Review.id)
        .where(Assignment.phase_id == phase.id, Assignment.declined_at.is_(None))
        .where(~is_kept_out())
        .group_by(Application.number, Assignment.id, Assignment.moderator_id)
    )
