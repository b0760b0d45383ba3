"""The desk of an evaluator."""

from flask import render_template
from flask.typing import ResponseReturnValue

from grantsapp.access import person, require
from grantsapp.mel import queries
from grantsapp.mel.models import Instrument
from grantsapp.mel.staff.blueprint import bp


@bp.get("/evaluations")
def desk() -> ResponseReturnValue:
    """Show an evaluator the calls to evaluate."""
    require("list", Instrument)
    calls = queries.calls_to_evaluate(person())
    return render_template("mel/staff/desk.html", calls=calls)
