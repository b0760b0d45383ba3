"""Looking at everything once more, and handing it in."""

from uuid import UUID

from flask import (
    abort,
    redirect,
    render_template,
    url_for,
)
from flask.typing import ResponseReturnValue

from grantsapp import clock
from grantsapp.access import person, require
from grantsapp.calls import queries
from grantsapp.calls.actions import applying
from grantsapp.calls.forms import applicant as forms
from grantsapp.calls.models import Application
from grantsapp.calls.routes.blueprint import bp


@bp.get("/applications/<uuid:key>/check")
def check_answers(key: UUID) -> ResponseReturnValue:
    """Show everything once more before it is sent, or as it was sent."""
    found = queries.application(key) or abort(404)
    require("read", found)
    return _check_page(found, 200)


def _check_page(found: Application, status: int) -> ResponseReturnValue:
    page = render_template(
        "calls/check_answers.html",
        application=found,
        readings=queries.readings(found),
        raw=queries.raw_answers(found),
        sentence=forms.sentence,
        shown=forms.shown,
        lacks_sponsor=found.is_draft and queries.lacks_sponsor(found),
        help=queries.help_in(found),
        refused=status != 200,  # noqa: PLR2004
    )
    return page, status


@bp.post("/applications/<uuid:key>/submission")
def submit_application(key: UUID) -> ResponseReturnValue:
    """Hand it in, once."""
    found = queries.application(key, lock=True) or abort(404)
    require("submit", found)
    faults = any(reading.fault for reading in queries.readings(found).values())
    if faults or queries.lacks_sponsor(found):
        return _check_page(found, 422)
    applying.submit_application(found, by=person(), at=clock.now())
    return redirect(url_for(".application", key=key), 303)
