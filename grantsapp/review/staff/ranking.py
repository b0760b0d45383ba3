"""The bids in the order of their scores."""

from flask import render_template
from flask.typing import ResponseReturnValue

from grantsapp.review.models import (
    Kind,
)
from grantsapp.review.queries import ranking as rankings
from grantsapp.review.staff.blueprint import bp, the_call


@bp.get("/calls/<reference>/ranking")
def ranking(reference: str) -> ResponseReturnValue:
    """Rank the bids by their weighted means, with the spread between moderators."""
    found = the_call(reference)
    field = rankings.field_of(found)
    phase = field.phase_of_kind(Kind.SCORING)
    return render_template(
        "review/staff/ranking.html",
        call=found,
        phase=phase,
        rows=rankings.ranking(phase, field) if phase else [],
    )
