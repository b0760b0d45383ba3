"""What the panel agreed on a bid, beside what its moderators gave on their own."""

from collections.abc import Sequence
from fractions import Fraction
from uuid import UUID

from sqlalchemy import select

from grantsapp.calls.models import Application
from grantsapp.db import db
from grantsapp.review import scoring
from grantsapp.review.models import Criterion, Kind, Moderated, Phase
from grantsapp.review.queries.ranking import Scores, field_of, scores_in

Fixed = dict[int, dict[UUID, int]]  # by the number of a bid, then by criterion


def scored_before(phase: Phase, phases: Sequence[Phase]) -> Phase | None:
    """Find the phase whose scores count in this one: itself, or the last one before."""
    if phase.kind is Kind.SCORING:
        return phase
    scored = [
        earlier
        for earlier in phases
        if earlier.kind is Kind.SCORING and earlier.position < phase.position
    ]
    return scored[-1] if scored else None


def moderated_on(scored: Phase, *, until: Phase | None = None) -> Fixed:
    """Read what was agreed on the criteria of a phase; a later meeting's word counts.

    With `until`, only what was agreed up to that phase.
    """
    query = (
        select(Application.number, Moderated.criterion_id, Moderated.value)
        .join(Application, Application.id == Moderated.application_id)
        .join(Criterion, Criterion.id == Moderated.criterion_id)
        .join(Phase, Phase.id == Moderated.phase_id)
        .where(Criterion.phase_id == scored.id)
        .order_by(Phase.position)
    )
    if until is not None:
        query = query.where(Phase.position <= until.position)
    found: Fixed = {}
    for number, criterion, value in db.session.execute(query):
        found.setdefault(number, {})[criterion] = value
    return found


def means_with(
    found: Scores, standings: dict[int, scoring.Standing], fixed: Fixed
) -> dict[int, Fraction | None]:
    """Give each bid's weighted mean; what was agreed stands for what was given."""
    weights, criteria = found.weights, [c.id for c in found.phase.criteria]
    means = {number: standing.mean for number, standing in standings.items()}
    for number in fixed.keys() & means.keys():
        moderated = [fixed[number].get(criterion) for criterion in criteria]
        reviews = found.values(number)
        means[number] = scoring.agreed_mean(reviews, weights, moderated)
    return means


def agreed_means(phase: Phase) -> dict[int, Fraction | None]:
    """Give the weighted mean of each bid in a phase, with what the panel agreed on.

    By the number of the bid, exact; none where a criterion was neither scored nor
    agreed on. Of a phase in which nothing is scored, it is that of the scores before
    it, with what was agreed up to it.
    """
    field = field_of(phase.call)
    scored = scored_before(phase, field.phases)
    if scored is None:
        return dict.fromkeys(bid.number for bid in field.within(phase))
    found = scores_in(scored, field)
    until = None if scored is phase else phase
    means = means_with(found, found.standings(), moderated_on(scored, until=until))
    return {bid.number: means.get(bid.number) for bid in field.within(phase)}
