"""Looking at everything once more, and handing it in."""

from uuid import UUID

from flask import (
    abort,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from grantsapp import clock
from grantsapp.access import may, person, require
from grantsapp.calls import queries
from grantsapp.calls.actions import applying, correcting
from grantsapp.calls.forms import applicant as forms
from grantsapp.calls.models import Application
from grantsapp.calls.routes.blueprint import bp


@bp.get("/applications/<uuid:key>/check")
def check_answers(key: UUID) -> ResponseReturnValue:
    """Show everything once more before it is sent, or as it was sent."""
    found = queries.application(key) or abort(404)
    require("read", found)
    return _check_page(found, 200, working="unsent" in request.args)


def _check_page(
    found: Application, status: int, *, working: bool = True
) -> ResponseReturnValue:
    """Show what can still be changed as it is now, all else as it was sent."""
    working = working or may("write", found)
    page = render_template(
        "calls/check_answers.html",
        application=found,
        readings=queries.readings(found, working=working),
        raw=queries.raw_answers(found, working=working),
        showing_unsent=working,
        files=found.attachments if working else found.files,
        asked_then=forms.shown_raw,
        **forms.TELLING,
        lacks_sponsor=found.is_draft and queries.lacks_sponsor(found),
        help=queries.help_in(found),
        refused=status == 422,  # noqa: PLR2004
        corrected_meanwhile=status == 409,  # noqa: PLR2004
        corrections=correcting.since_begun(found) if may("write", found) else [],
    )
    return page, status


@bp.post("/applications/<uuid:key>/submission")
def submit_application(key: UUID) -> ResponseReturnValue:
    """Hand it in, once."""
    found = queries.application(key, lock=True) or abort(404)
    require("submit", found)
    read = request.form.get("form", type=int)
    if read is not None and read != found.form_version.number:
        return _check_page(found, 409)
    readings = queries.readings(found, working=True)
    faults = any(reading.fault for reading in readings.values())
    if faults or queries.lacks_sponsor(found):
        return _check_page(found, 422)
    applying.submit_application(found, by=person(), at=clock.now())
    return redirect(url_for(".application", key=key), 303)
