"""The awards of a call."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp.access import may, person, require
from grantsapp.awards import forms, queries
from grantsapp.awards.actions import offering
from grantsapp.awards.forms.money import WAITS
from grantsapp.awards.models import PUBLICATIONS, Award
from grantsapp.awards.queries import agreements as agreed
from grantsapp.awards.queries import changes, money, readiness
from grantsapp.awards.staff import agreements
from grantsapp.awards.staff.blueprint import bp, the_call
from grantsapp.i18n import gettext as _


@bp.get("/calls/<reference>/awards")
def awards(reference: str) -> ResponseReturnValue:
    """Show the awards of a call, and how many results were not sent."""
    found = the_call(reference)
    reserves, left = agreed.reserves_in(found)
    return render_template(
        "awards/staff/awards.html",
        call=found,
        awards=queries.awards_in(found),
        untold=queries.untold_decisions(found),
        reserves=reserves,
        left=left,
    )


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
    sees_cases = may("see cases", found)
    return render_template(
        "awards/staff/award.html",
        call=found.call,
        award=found,
        form=form,
        waits_for=WAITS,
        agreement=agreements.shown_of(found),
        changes=changes.of(found, with_cases=sees_cases),
        ready=readiness.of(found),
        its=money.of(found, with_cases=sees_cases),
        publications=PUBLICATIONS,
    )
