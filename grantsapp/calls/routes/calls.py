"""Calls and funds, as visitors read them."""

from uuid import UUID

from flask import (
    abort,
    render_template,
)
from flask.typing import ResponseReturnValue

from grantsapp.access import may, require
from grantsapp.calls import queries
from grantsapp.calls.actions import aiming, fitting
from grantsapp.calls.models import Call
from grantsapp.calls.models.aims import AIM_KINDS
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
        "calls/call.html",
        call=found,
        form=version.form if version else None,
        has_quiz=queries.has_quiz(found),
        has_theory=queries.has_theory(found.fund),
        money_line=aiming.where_the_money_is_from(found),
        kinds=fitting.kinds_in_words(found),
    )


@bp.get("/funds/<uuid:key>")
def fund(key: UUID) -> ResponseReturnValue:
    """Show what a fund is for: its themes, its theory of change, its calls."""
    found = queries.fund(key) or abort(404)
    if not may("read", found):
        abort(404)  # a fund without a published call does not exist outside
    require("read", found)
    return render_template(
        "calls/fund.html",
        fund=found,
        theory=queries.theory_of(found),
        kinds=AIM_KINDS,
        calls=[c for c in found.calls if c.is_published],
    )
