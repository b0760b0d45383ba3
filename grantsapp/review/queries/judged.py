"""What became of the bids of a call in its moderation, as an evaluation counts it."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from grantsapp import i18n
from grantsapp.calls.models import Application, Call
from grantsapp.db import db
from grantsapp.review import scoring
from grantsapp.review.models import Criterion, Decision, Kind
from grantsapp.review.queries.ranking import Scores, field_of, scores_in

Values = list[list[int | None]]  # of each bid, what its moderators gave; nobody named


@dataclass(frozen=True)
class Marked:
    """What was given on one criterion in one phase, bid by bid."""

    code: str
    title: i18n.Text
    values: Values


@dataclass(frozen=True)
class Scoring:
    """What was given in one phase: on each criterion, and the weighted whole.

    `people` is how many moderators handed in a review.
    """

    title: i18n.Text
    criteria: list[Marked]
    totals: list[list[float]]
    people: int


@dataclass(frozen=True)
class Judged:
    """The bids that passed the check and those that were scored, by number.

    None where the call has no such phase, so that nobody knows. `waiting` is how many
    bids could be funded and have not heard.
    """

    eligible: set[int] | None
    scored: set[int] | None
    scorings: list[Scoring]
    waiting: int


def judged_in(call: Call) -> Judged:
    """Read what a call's moderation made of its bids, in one query for each phase."""
    field = field_of(call)
    phases = [p for p in field.phases if p.kind is Kind.SCORING]
    found = [scores_in(phase, field) for phase in phases]
    scored = {number for one in found for number, given in one.given.items() if given}
    eligible = None
    if field.checks is not None:
        eligible = {bid.number for bid in field.eligible}
    scorings = [_scoring(one) for one in found]
    could = {bid.number for bid in field.eligible}
    waiting = len(could - _told(call))
    return Judged(eligible, scored if phases else None, scorings, waiting)


def _told(call: Call) -> set[int]:
    """Name the bids whose groups have heard what was decided."""
    query = select(Application.number).join(
        Decision, Decision.application_id == Application.id
    )
    told = Application.call_id == call.id, Decision.told_at.is_not(None)
    return set(db.session.scalars(query.where(*told)))


def _scoring(found: Scores) -> Scoring:
    reviews = [found.values(number) for number in found.given]
    people: set[UUID] = {
        one.moderator for given in found.given.values() for one in given
    }
    return Scoring(
        title=found.phase.title,
        criteria=[
            _marked(criterion, place, reviews)
            for place, criterion in enumerate(found.phase.criteria)
        ],
        totals=[_totals(given, found.weights) for given in reviews],
        people=len(people),
    )


def _marked(
    criterion: Criterion, place: int, reviews: list[list[scoring.Given]]
) -> Marked:
    values: Values = [[given[place] for given in of_bid] for of_bid in reviews]
    return Marked(criterion.code, criterion.title, values)


def _totals(given: list[scoring.Given], weights: list[int]) -> list[float]:
    """Weigh each review by itself; one that leaves out a criterion has no whole."""
    found = []
    for one in given:
        known = [value for value in one if value is not None]
        if weights and len(known) == len(one):
            weighted = sum(v * w for v, w in zip(known, weights, strict=True))
            found.append(weighted / sum(weights))
    return found
