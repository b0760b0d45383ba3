"""The pages of fund managers: results and awards."""

from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp import clock
from grantsapp.access import person, require
from grantsapp.awards import forms, queries
from grantsapp.awards.actions import offering
from grantsapp.awards.models import WAITS_FOR, Award
from grantsapp.calls import queries as calls
from grantsapp.i18n import gettext as _

bp = Blueprint("awards_staff", __name__, url_prefix="/staff")


@bp.route("/calls/<reference>/awards", methods=["GET", "POST"])
def awards(reference: str) -> ResponseReturnValue:
    """Show the awards of a call, and send the results that are approved."""
    found = calls.call(reference, lock=request.method == "POST") or abort(404)
    require("manage", found)
    untold = queries.untold_decisions(found)
    form = forms.ResultsForm()
    form.offers = any(queries.is_yes(decision) for decision in untold)
    if request.method == "POST" and not untold:
        flash(_("Every approved result has been sent."))
        return redirect(url_for(".awards", reference=reference), 303)
    if form.validate_on_submit():
        offers, refusals = offering.send_results(
            found,
            starts_on=form.starts_on.data or clock.now().date(),  # type: ignore[arg-type]
            by=person(),
        )
        words = _(
            "Sent: %(offers)s offers, %(no)s refusals.", offers=offers, no=refusals
        )
        flash(words)
        return redirect(url_for(".awards", reference=reference), 303)
    page = render_template(
        "awards/staff/awards.html",
        call=found,
        form=form,
        awards=queries.awards_in(found),
        untold=untold,
    )
    return page, 422 if form.is_submitted() else 200


@bp.route("/awards/<uuid:key>", methods=["GET", "POST"])
def award(key: UUID) -> ResponseReturnValue:
    """Show one award, and write what the public reads of it."""
    found = queries.award(key, lock=request.method == "POST") or abort(404)
    require("manage", found)
    form = forms.SummaryForm(obj=found)
    seen = queries.edit_of(found)
    if not form.is_submitted():
        form.version.data = seen
    elif form.version.data != seen:
        form.show_both(found, seen)
        page = _award_page(found, form)
        return page, 409
    if form.validate_on_submit():
        summary = str(form.summary.data).strip()
        offering.describe(found, summary=summary, by=person())
        flash(_("Your changes are saved."))
        return redirect(url_for(".award", key=key), 303)
    return _award_page(found, form), 422 if form.is_submitted() else 200


def _award_page(found: Award, form: forms.SummaryForm) -> str:
    return render_template(
        "awards/staff/award.html",
        call=found.call,
        award=found,
        form=form,
        waits_for=WAITS_FOR,
    )
