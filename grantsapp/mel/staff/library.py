"""The desk of an evaluator, and the library of instruments."""

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
    return render_template(
        "mel/staff/desk.html", calls=queries.calls_to_evaluate(person())
    )


@bp.get("/instruments")
def instruments() -> ResponseReturnValue:
    """Show the instruments, item by item."""
    require("list", Instrument)
    tools = [row.tool for row in queries.instruments()]
    return render_template("mel/staff/instruments.html", tools=tools)
