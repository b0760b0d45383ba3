"""Doubts about an award, for managers who take no side."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp.access import may, person, require
from grantsapp.awards import queries
from grantsapp.awards.actions import cases as deeds
from grantsapp.awards.forms.cases import CaseForm, CloseCaseForm
from grantsapp.awards.models import OUTCOMES, Outcome
from grantsapp.awards.queries import cases
from grantsapp.awards.staff.blueprint import bp
from grantsapp.i18n import gettext as _


@bp.route("/awards/<uuid:key>/cases", methods=["GET", "POST"])
def award_cases(key: UUID) -> ResponseReturnValue:
    """Show the cases of an award, and open one; then nothing is paid."""
    is_deed = request.method == "POST"
    found = queries.award(key, lock=is_deed) or abort(404)
    require("open a case" if is_deed else "see cases", found)
    form = CaseForm()
    if form.validate_on_submit():
        what = str(form.what.data).strip()
        case = deeds.open_a_case(found, what=what, by=person())
        flash(_("The case is open. Nothing is paid for this award until it is closed."))
        return redirect(url_for(".case", key=case.id), 303)
    page = render_template(
        "awards/staff/cases.html",
        call=found.call,
        award=found,
        cases=cases.cases_of(found),
        form=form,
        is_open=may("open a case", found),
        outcomes=OUTCOMES,
    )
    return page, 422 if form.is_submitted() else 200


@bp.route("/awards/cases/<uuid:key>", methods=["GET", "POST"])
def case(key: UUID) -> ResponseReturnValue:
    """Show a case, and close it as another person than who opened it."""
    found = cases.case(key) or abort(404)
    require("read", found)
    if request.method == "POST":
        require("close", found)
        queries.award(found.award_id, lock=True)
        cases.case(key, lock=True)
        require("close", found)
    form = CloseCaseForm()
    if form.validate_on_submit():
        outcome = Outcome(form.outcome.data)
        note = str(form.note.data).strip()
        deeds.close(found, outcome=outcome, note=note, by=person())
        is_over = outcome is Outcome.ENDED
        plain = _("The case is closed. Payments go on as planned.")
        flash(_("The case is closed. Nothing more is paid.") if is_over else plain)
        return redirect(url_for(".award", key=found.award_id), 303)
    page = render_template(
        "awards/staff/case.html",
        call=found.award.call,
        award=found.award,
        case=found,
        form=form,
        may_close=may("close", found),
        outcomes=OUTCOMES,
    )
    return page, 422 if form.is_submitted() else 200
