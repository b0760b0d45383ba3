"""What the panel says together of bids: scores that it agreed on, recommendations."""

from fractions import Fraction
from uuid import UUID

from sqlalchemy import select

from grantsapp.calls.models import Application, Call
from grantsapp.db import db
from grantsapp.review.models import Moderated, Phase, Recommendation
from grantsapp.review.queries.ranking import Row

Agreed = dict[UUID, dict[UUID, int]]  # by application, then by criterion


def agreed_in(call: Call) -> Agreed:
    """Give the scores that the panel agreed on; of two phases the later one counts."""
    query = (
        select(Moderated.application_id, Moderated.criterion_id, Moderated.value)
        .join(Phase, Phase.id == Moderated.phase_id)
        .where(Phase.call_id == call.id)
        .order_by(Phase.position)
    )
    found: Agreed = {}
    for bid, criterion, value in db.session.execute(query):
        found.setdefault(bid, {})[criterion] = value
    return found


def agreed_mean(row: Row, phase: Phase, agreed: Agreed) -> Fraction | None:
    """Weigh a bid's criteria anew, with the agreed score in place of the mean.

    None where the panel agreed on nothing, or nobody scored a criterion.
    """
    own = agreed.get(row.bid.id, {})
    if not any(c.id in own for c in phase.criteria):
        return None
    total, whole = Fraction(0), 0
    for criterion, mean in zip(phase.criteria, row.standing.means, strict=True):
        value = own.get(criterion.id, mean)
        if value is None:
            return None
        # a mean of whole numbers is a fraction with a small denominator
        total += criterion.weight * Fraction(value).limit_denominator(1_000)
        whole += criterion.weight
    return total / whole


def recommendations_in(call: Call) -> dict[UUID, Recommendation]:
    """Give what the panel recommends, by application; the latest phase counts."""
    query = (
        select(Recommendation)
        .join(Phase, Phase.id == Recommendation.phase_id)
        .join(Application, Application.id == Recommendation.application_id)
        .where(Phase.call_id == call.id)
        .order_by(Phase.position)
    )
    return {one.application_id: one for one in db.session.scalars(query)}
