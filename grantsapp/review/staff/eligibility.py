"""Whether the call can fund a bid at all."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp.access import may, person, require
from grantsapp.calls import queries as calls
from grantsapp.calls.forms.applicant import TELLING
from grantsapp.calls.models import Application, Call
from grantsapp.errors import Late
from grantsapp.i18n import gettext as _
from grantsapp.review import queries
from grantsapp.review.actions import planning
from grantsapp.review.forms.eligibility import EligibilityForm
from grantsapp.review.models import (
    Check,
    Kind,
)
from grantsapp.review.queries import planning as plans
from grantsapp.review.staff.blueprint import bp, page_of, shown_of, the_call


@bp.get("/calls/<reference>/eligibility")
def eligibility(reference: str) -> ResponseReturnValue:
    """List the bids with what the eligibility check found, and who looked."""
    found = the_call(reference)
    phase = queries.phase_of_kind(found, Kind.ELIGIBILITY)
    lines = calls.submitted_lines(found) if phase else []
    bids, left_out = shown_of(found, lines, lambda bid: bid.id)
    return render_template(
        "review/staff/eligibility.html",
        call=found,
        phase=phase,
        bids=bids,
        left_out=left_out,
        checks=queries.checks_of(phase),
    )


@bp.route("/calls/<reference>/eligibility/<uuid:key>", methods=["GET", "POST"])
def check_eligibility(reference: str, key: UUID) -> ResponseReturnValue:
    """Check one bid; once the phase is closed, what was found stays."""
    found = the_call(reference, lock=request.method == "POST")
    phase = queries.phase_of_kind(found, Kind.ELIGIBILITY) or abort(404)
    bid = _bid_in(found, key)
    check = queries.checks_of(phase).get(bid.id)
    form = _eligibility_form(check, bid)
    if form.is_submitted():
        require("shape", phase)
    if form.is_submitted() and form.is_stale(_version(check)):
        raise Late(_("Somebody else checked this bid meanwhile. Look at it again."))
    if form.validate_on_submit():
        eligible = form.verdict.data == "yes"
        reason = "" if eligible else str(form.reason.data).strip()
        planning.check_eligibility(
            phase, bid, is_eligible=eligible, reason=reason, by=person()
        )
        flash(_("The check of %(bid)s is saved.", bid=bid.reference))
        return redirect(url_for(".eligibility", reference=reference), 303)
    things = {"readings": calls.readings(bid), "raw": calls.raw_answers(bid), **TELLING}
    things |= {"check": check, "is_open": may("shape", phase)}
    return page_of(
        "review/staff/check.html", form, call=found, application=bid, **things
    )


def _bid_in(call: Call, key: UUID) -> Application:
    bid = calls.application(key) or abort(404)
    if bid.call_id != call.id:
        abort(404)
    require("check", bid)
    return bid


def _version(check: Check | None) -> str:
    """Name what was found, so that two managers do not answer one over the other."""
    return check.at.isoformat() if check else "0"


def _eligibility_form(check: Check | None, bid: Application) -> EligibilityForm:
    told = {}
    if check is not None:
        verdict = "yes" if check.is_eligible else "no"
        told = {"verdict": verdict, "reason": check.reason}
    form = EligibilityForm(data=told)
    if not form.is_submitted():
        form.version.data = _version(check)
    form.reviews = plans.reviews_begun(bid.id)
    if not form.reviews:
        del form.anyway
    return form
