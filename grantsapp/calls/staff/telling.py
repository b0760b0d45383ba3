"""Announcements, answers, links and what people told: a manager's side of it."""

from uuid import UUID, uuid4

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp import i18n
from grantsapp.access import person, require
from grantsapp.calls import counting, queries
from grantsapp.calls.actions import telling_applicants as telling
from grantsapp.calls.forms.telling import staff as forms
from grantsapp.calls.models import (
    AUDIENCES,
    FORMATS,
    SOURCES,
    Audience,
    Call,
    Enquiry,
    Format,
    Source,
)
from grantsapp.calls.queries import telling as told
from grantsapp.calls.staff.blueprint import bp, facts_of, page
from grantsapp.i18n import gettext as _

bp.add_app_template_global(told.count_waiting, "count_waiting")
bp.add_app_template_global(told.count_subscribers, "count_subscribers")


@bp.route("/calls/<reference>/announcements", methods=["GET", "POST"])
def announcements(reference: str) -> ResponseReturnValue:
    """Write an announcement, look at it, send it; and read what was sent before."""
    found = queries.call(reference, lock=request.method == "POST") or abort(404)
    require("announce in", found)
    form = forms.AnnouncementForm().in_languages(found.languages)
    then = request.form.get("then", "look")
    if form.validate_on_submit() and then in {"look", "send"}:
        return _send(found, form) if then == "send" else _preview(found, form)
    shown = render_template(
        "calls/staff/announcements.html",
        form=form,
        call=found,
        announcements=told.announcements_of(found),
        audiences=AUDIENCES,
    )
    return shown, 422 if form.is_submitted() and not form.validate() else 200


def _preview(found: Call, form: forms.AnnouncementForm) -> ResponseReturnValue:
    people = told.people_with_bids(found, Audience(form.audience.data))
    return render_template(
        "calls/staff/announcement_preview.html",
        form=form,
        call=found,
        people=len(people),
        key=uuid4(),
        audience=AUDIENCES[Audience(form.audience.data)],
    )


def _send(found: Call, form: forms.AnnouncementForm) -> ResponseReturnValue:
    try:
        key = UUID(request.form.get("key", ""))
    except ValueError:
        return _preview(found, form)
    known = told.announcement(key)
    if known is not None and known.call_id != found.id:
        return _preview(found, form)
    said = telling.announce(
        found,
        key,
        title=form.title.data,
        text=form.text.data,
        audience=Audience(form.audience.data),
        by=person(),
    )
    flash(
        _("It is announced. Letters on their way: %(n)s.", n=i18n.number(said.people))
    )
    return redirect(url_for(".announcements", reference=found.reference), 303)


@bp.get("/calls/<reference>/enquiries")
def enquiries(reference: str) -> ResponseReturnValue:
    """List what people asked about a call, and who asked."""
    found = queries.call(reference) or abort(404)
    require("manage", found)
    asked = told.enquiries_of(found)
    return render_template("calls/staff/enquiries.html", call=found, enquiries=asked)


@bp.route("/enquiries/<uuid:key>", methods=["GET", "POST"])
def answer_enquiry(key: UUID) -> ResponseReturnValue:
    """Answer a question, for everybody or for who asked alone."""
    found = told.enquiry(key, lock=request.method == "POST") or abort(404)
    require("answer", found)
    form = _answer_form(found)
    if form.validate_on_submit():
        telling.answer(
            found,
            question=form.question.data,
            answer=form.answer.data,
            is_public=form.way.data == forms.PUBLIC,
            by=person(),
        )
        flash(_("The answer is on its way to the person who asked."))
        return redirect(url_for(".enquiries", reference=found.call.reference), 303)
    return page("calls/staff/enquiry.html", form, enquiry=found, call=found.call)


def _answer_form(found: Enquiry) -> forms.AnswerForm:
    """Ask for the question in its own language first, for the answer in the call's."""
    form = forms.AnswerForm(obj=found)
    form.question.in_languages(
        list(dict.fromkeys([found.language, *found.call.languages]))
    )
    form.answer.in_languages(found.call.languages)
    return form


@bp.route("/calls/<reference>/formats", methods=["GET", "POST"])
def alternatives(reference: str) -> ResponseReturnValue:
    """Show the links to other formats of a call, and add one."""
    found = queries.call(reference, lock=request.method == "POST") or abort(404)
    require("manage", found)
    form = forms.AlternativeForm().in_languages(found.languages)
    if form.validate_on_submit():
        facts = facts_of(form)
        telling.link(found, by=person(), **{**facts, "format": Format(facts["format"])})
        return redirect(url_for(".alternatives", reference=reference), 303)
    links = told.alternatives_of(found)
    template = "calls/staff/alternatives.html"
    return page(template, form, call=found, links=links, formats=FORMATS)


@bp.post("/calls/<reference>/formats/<uuid:key>/removal")
def remove_alternative(reference: str, key: UUID) -> ResponseReturnValue:
    """Take a link away."""
    found = queries.call(reference, lock=True) or abort(404)
    require("manage", found)
    link = told.alternative(found, key) or abort(404)
    telling.unlink(link, found, by=person())
    return redirect(url_for(".alternatives", reference=reference), 303)


@bp.get("/calls/<reference>/heard")
def heard(reference: str) -> ResponseReturnValue:
    """Count how people heard of a call, without the small numbers."""
    found = queries.call(reference) or abort(404)
    require("manage", found)
    rows = told.hearings_in(found)
    counts = counting.counted([*SOURCES], [source for source, _other in rows])
    shown = counting.without_small(counts)
    others = [other for source, other in rows if source is Source.OTHER and other]
    return render_template(
        "calls/staff/heard.html",
        call=found,
        counts=shown,
        sources=SOURCES,
        others=others if counts[Source.OTHER] >= counting.LEAST else [],
    )
