"""The rounds of a fund beside each other."""

from uuid import UUID

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from grantsapp.access import require
from grantsapp.calls import queries as calls
from grantsapp.evaluation import queries
from grantsapp.evaluation.models import Evaluation
from grantsapp.evaluation.routes.blueprint import bp


@bp.get("/evaluations/funds/<uuid:key>", endpoint="rounds")
def rounds_of_fund(key: UUID) -> ResponseReturnValue:
    """Show each instrument over the published rounds in which it was asked."""
    require("list", Evaluation)
    fund = calls.fund(key) or abort(404)
    rounds = queries.rounds_of(key) or abort(404)
    return render_template(
        "evaluation/rounds.html",
        fund=fund,
        rounds=rounds,
        every=queries.series_of(key),
    )
