"""What the panel recommends on the bids of a call; the fund decides."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from grantsapp.calls.models import Call
from grantsapp.db import db
from grantsapp.review.models import Phase, Recommendation
from grantsapp.review.queries.closing import Outgo, closing_of


def recommendations_in(call: Call) -> dict[UUID, Recommendation]:
    """Give what was recommended last on each bid of a call, by application."""
    query = select(Recommendation).join(Phase, Phase.id == Recommendation.phase_id)
    query = query.where(Phase.call_id == call.id).order_by(Phase.position)
    return {one.application_id: one for one in db.session.scalars(query)}


@dataclass(frozen=True)
class Weighed:
    """A bid in a phase of recommendation, beside its place in the ranking."""

    line: Outgo
    recommendation: Recommendation | None


def weighed_in(phase: Phase) -> list[Weighed]:
    """List the bids of a phase, best first, with what is recommended on them."""
    query = select(Recommendation).where(Recommendation.phase_id == phase.id)
    made = {one.application_id: one for one in db.session.scalars(query)}
    return [Weighed(one, made.get(one.bid.id)) for one in closing_of(phase).lines]
