"""Calls, as visitors read them."""

from flask import (
    abort,
    render_template,
)
from flask.typing import ResponseReturnValue

from grantsapp.access import may, require
from grantsapp.calls import queries
from grantsapp.calls.models import Call
from grantsapp.calls.routes.blueprint import bp


@bp.get("/calls")
def calls() -> ResponseReturnValue:
    """List the calls: open ones first."""
    require("list", Call)
    now, others = queries.open_calls(), queries.other_calls()
    return render_template("calls/calls.html", open_calls=now, other_calls=others)


@bp.get("/calls/<reference>")
def call(reference: str) -> ResponseReturnValue:
    """Show a call: what it is for, how much, until when."""
    found = queries.call(reference) or abort(404)
    if not found.is_published and not may("read", found):
        abort(404)  # a call that is being written does not exist outside
    require("read", found)
    version = queries.form_version_of(found)
    return render_template(
        "calls/call.html", call=found, form=version.form if version else None
    )
