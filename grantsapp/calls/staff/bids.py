"""The bids that came, as the fund reads them."""

from uuid import UUID

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from grantsapp import audit
from grantsapp.access import require
from grantsapp.accounts.models import KINDS as ORGANISATION_KINDS
from grantsapp.calls import queries
from grantsapp.calls.forms import applicant as answers
from grantsapp.calls.forms.lives import CHANNELS
from grantsapp.calls.staff.blueprint import bp


@bp.get("/calls/<reference>/applications")
def applications(reference: str) -> ResponseReturnValue:
    """List the bids of a call, and search them."""
    found = queries.call(reference) or abort(404)
    require("manage", found)
    search = request.args.get("search", "")
    return render_template(
        "calls/staff/applications.html",
        call=found,
        applications=queries.submitted_applications(found, search),
        search=search,
        withdrawn=queries.withdrawn_applications(found),
        entered=queries.entered_drafts(found),
    )


@bp.get("/applications/<uuid:key>")
def application(key: UUID) -> ResponseReturnValue:
    """Show a bid to its fund."""
    found = queries.application(key) or abort(404)
    require("manage", found)
    return render_template(
        "calls/staff/application.html",
        application=found,
        readings=queries.readings(found),
        shown=answers.shown,
        sentence=answers.sentence,
        organisation_kinds=ORGANISATION_KINDS,
        history=audit.history(found),
        raw=queries.raw_answers(found),
        submissions=found.submissions,
        clarifications=queries.clarifications_of(found),
        channels=CHANNELS,
    )
