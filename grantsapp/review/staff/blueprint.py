"""The pages of fund managers, under one name, and what they begin with."""

import json
from collections.abc import Callable, Iterable
from typing import TypeVar
from uuid import UUID

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from grantsapp import i18n
from grantsapp.access import person, require
from grantsapp.calls import queries as calls
from grantsapp.calls.models import Call
from grantsapp.errors import Late
from grantsapp.forms import Form
from grantsapp.i18n import gettext as _
from grantsapp.review.models import Criterion, Phase
from grantsapp.review.rules import part_in

Row = TypeVar("Row")

bp = Blueprint("review_staff", __name__, url_prefix="/staff")


def the_call(reference: str, *, lock: bool = False) -> Call:
    """Find a call that this person manages."""
    found = calls.call(reference, lock=lock) or abort(404)
    require("manage", found)
    return found


def shown_of(
    call: Call, rows: Iterable[Row], bid_of: Callable[[Row], UUID]
) -> tuple[list[Row], int]:
    """Leave out the bids that this person has a part in; say how many those are."""
    mine, every = part_in(person(), call), list(rows)
    shown = [row for row in every if bid_of(row) not in mine]
    return shown, len(every) - len(shown)


def state_of(thing: Phase | Criterion) -> str:
    """Name what a manager looks at, so that two do not edit one over the other."""
    apart = {"id", "made_at", "position", "closed_at"}
    names = [column.key for column in type(thing).__table__.columns]
    told = [str(getattr(thing, name)) for name in names if name not in apart]
    return i18n.digest(json.dumps(told))


def refuse_stale(form: Form, state: str) -> None:
    """Mark a form that is opened; raise Late where somebody saved the thing since."""
    if not form.is_submitted():
        form.version.data = state
    elif form.is_stale(state):
        raise Late(_("Somebody else changed this meanwhile. Look at it again."))


def page_of(template: str, form: Form, **things: object) -> ResponseReturnValue:
    """Show a form on its page: 422 where what was typed is not right yet."""
    status = 422 if form.is_submitted() else 200
    return render_template(template, form=form, **things), status
