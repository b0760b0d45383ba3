"""Money that became free goes to the next bid on the reserve list."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp.access import person, require
from grantsapp.awards.forms.agreements import CallUpForm
from grantsapp.awards.staff.blueprint import bp
from grantsapp.calls import queries as calls
from grantsapp.errors import Refused
from grantsapp.i18n import gettext as _
from grantsapp.review.actions import deciding
from grantsapp.review.queries import deciding as decided


@bp.route("/decisions/<uuid:key>/call-up", methods=["GET", "POST"])
def call_up(key: UUID) -> ResponseReturnValue:
    """Propose to fund a bid of the reserve list; a second person approves."""
    found = decided.decision(key, lock=request.method == "POST") or abort(404)
    require("call up", found)
    bid = found.application
    tier = calls.tier(bid.call, bid.tier)
    form = CallUpForm(data={"amount": found.amount or bid.amount})
    form.for_bid(bid.call, tier.maximum if tier else None)
    is_fine = form.validate_on_submit()
    if is_fine:
        try:
            reason = str(form.reason.data).strip()
            amount = int(form.amount.data or 0)  # type: ignore[call-overload]
            deciding.call_up(found, amount, reason=reason, by=person())
        except Refused as why:
            form.amount.errors = [str(why)]
            is_fine = False
    if is_fine:
        flash(
            _(
                "%(bid)s is proposed for a grant. Somebody else approves it; then it "
                "goes out with the next release.",
                bid=bid.reference,
            )
        )
        return redirect(url_for(".awards", reference=bid.call.reference), 303)
    page = render_template(
        "awards/staff/call_up.html",
        call=bid.call,
        decision=found,
        bid=bid,
        form=form,
        left=decided.left_of(bid.call),
    )
    return page, 422 if form.is_submitted() else 200
