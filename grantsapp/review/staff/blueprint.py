"""The pages of fund managers, under one name, and what they begin with."""

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from grantsapp.access import require
from grantsapp.calls import queries as calls
from grantsapp.calls.models import Call
from grantsapp.forms import Form

bp = Blueprint("review_staff", __name__, url_prefix="/staff")


def the_call(reference: str, *, lock: bool = False) -> Call:
    """Find a call that this person manages."""
    found = calls.call(reference, lock=lock) or abort(404)
    require("manage", found)
    return found


def page_of(template: str, form: Form, **things: object) -> ResponseReturnValue:
    """Show a form on its page: 422 where what was typed is not right yet."""
    status = 422 if form.is_submitted() else 200
    return render_template(template, form=form, **things), status
