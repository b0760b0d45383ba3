"""Clarifications and appeals, as the fund asks, reads and answers them."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp import audit, i18n
from grantsapp.access import elsewhere, person, require
from grantsapp.calls import queries
from grantsapp.calls.actions import appealing, clarifying
from grantsapp.calls.forms import applicant as answers
from grantsapp.calls.forms import lives as forms
from grantsapp.calls.models import Appeal, Application, Finding
from grantsapp.calls.staff.blueprint import bp, page
from grantsapp.errors import Refused
from grantsapp.forms import choices
from grantsapp.i18n import gettext as _


@bp.get("/calls/<reference>/clarifications")
def clarifications(reference: str) -> ResponseReturnValue:
    """List what was asked about the bids of a call: open, answered, lapsed."""
    found = queries.call(reference) or abort(404)
    require("manage", found)
    return render_template(
        "calls/staff/clarifications.html",
        call=found,
        clarifications=queries.clarifications_in(found),
    )


@bp.route("/applications/<uuid:key>/clarifications/new", methods=["GET", "POST"])
def ask(key: UUID) -> ResponseReturnValue:
    """Ask the group about one section."""
    found = queries.application(key, lock=request.method == "POST") or abort(404)
    require("ask about", found)
    form = _ask_form(found)
    if form.validate_on_submit():
        part = found.form_version.form.section(str(form.section.data)) or abort(404)
        words = str(form.words.data).replace("\r\n", "\n").strip()
        until = form.until.data or abort(400)
        made = clarifying.ask(found, part, words=words, until=until, by=person())
        flash(_("The question is on its way to everybody in the group."))
        return redirect(url_for(".clarification", key=made.id), 303)
    return page("calls/staff/ask.html", form, application=found, call=found.call)


def _ask_form(found: Application) -> forms.AskForm:
    form = forms.AskForm()
    parts = found.form_version.form.sections
    form.section.choices = choices((s.code, str(i18n.Text(s.title))) for s in parts)
    form.until.in_zone(found.call.fund.time_zone)
    return form


@bp.get("/clarifications/<uuid:key>")
def clarification(key: UUID) -> ResponseReturnValue:
    """Show what was asked, and both versions of the answers."""
    found = queries.clarification(key) or abort(404)
    require("manage", found.application)
    part = found.application.form_version.form.section(found.section)
    return render_template(
        "calls/staff/clarification.html",
        clarification=found,
        application=found.application,
        call=found.application.call,
        section=part or abort(404),
        compared=queries.compared(found) if found.answered_at else [],
    )


@bp.get("/calls/<reference>/appeals")
def appeals(reference: str) -> ResponseReturnValue:
    """List the appeals on the decisions of a call."""
    found = queries.call(reference) or abort(404)
    require("manage", found)
    return render_template(
        "calls/staff/appeals.html",
        call=found,
        appeals=queries.appeals_in(found),
        findings=forms.FINDINGS,
    )


@bp.get("/appeals/<uuid:key>")
def appeal(key: UUID) -> ResponseReturnValue:
    """Show an appeal to those who find its judge, and to its judge."""
    found = _appeal(key)
    require("handle", found)
    return _appeal_page(found, forms.AssignForm(), forms.FindingForm(), 200)


def _appeal(key: UUID, *, lock: bool = False) -> Appeal:
    return queries.appeal(key, lock=lock) or abort(404)


def _appeal_page(
    found: Appeal,
    assigning: forms.AssignForm,
    answering: forms.FindingForm,
    status: int,
) -> ResponseReturnValue:
    bid = found.application
    shown = render_template(
        "calls/staff/appeal.html",
        appeal=found,
        application=bid,
        assigning=assigning,
        answering=answering,
        result=elsewhere("told_result", bid),
        readings=queries.readings(bid),
        raw=queries.raw_answers(bid),
        **answers.TELLING,
        findings=forms.FINDINGS,
        history=audit.history(bid),
    )
    return shown, status


@bp.post("/appeals/<uuid:key>/assignment")
def assign_appeal(key: UUID) -> ResponseReturnValue:
    """Ask somebody who took no part to answer it."""
    found = _appeal(key, lock=True)
    require("assign", found)
    form = forms.AssignForm()
    if not form.validate_on_submit():
        return _appeal_page(found, form, forms.FindingForm(formdata=None), 422)
    email, name = str(form.email.data), str(form.name.data)
    try:
        judge = appealing.assign(found, email=email, name=name, by=person())
    except Refused as reason:
        form.email.errors = [str(reason)]
        return _appeal_page(found, form, forms.FindingForm(formdata=None), 422)
    flash(_("%(name)s is asked to answer the appeal.", name=judge.called))
    return redirect(url_for(".appeal", key=key), 303)


@bp.post("/appeals/<uuid:key>/answer")
def answer_appeal(key: UUID) -> ResponseReturnValue:
    """Answer it, for good."""
    found = _appeal(key, lock=True)
    require("answer", found)
    form = forms.FindingForm()
    if not form.validate_on_submit():
        return _appeal_page(found, forms.AssignForm(formdata=None), form, 422)
    words = str(form.answer.data).replace("\r\n", "\n").strip()
    finding = Finding(form.finding.data)
    appealing.answer(found, finding=finding, words=words, by=person())
    flash(_("Your answer is on its way to the group."))
    return redirect(url_for(".appeal", key=key), 303)
