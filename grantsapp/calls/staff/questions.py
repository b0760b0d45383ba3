"""The form of a call, while it is written."""

from types import SimpleNamespace
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp import i18n
from grantsapp.access import person, require
from grantsapp.calls import queries
from grantsapp.calls.actions import correcting, writing
from grantsapp.calls.forms import questions as forms
from grantsapp.calls.forms.applicant import fields
from grantsapp.calls.forms.staff import SectionForm
from grantsapp.calls.models import Call, Question, Section
from grantsapp.calls.questions import CHOICES, Kind, read_all
from grantsapp.calls.staff.blueprint import bp, facts_of, page
from grantsapp.forms import choices
from grantsapp.i18n import gettext as _


@bp.route("/calls/<reference>/form", methods=["GET", "POST"])
def form(reference: str) -> ResponseReturnValue:
    """Show the form of a call, and add a section."""
    found = _call_to_shape(reference)
    sections = queries.sections_of(found)
    form = SectionForm().in_languages(found.languages)
    if form.validate_on_submit():
        writing.add_section(found, by=person(), **facts_of(form))
        return redirect(url_for(".form", reference=reference), 303)
    return page(
        "calls/staff/form.html",
        form,
        call=found,
        sections=sections,
        kinds=forms.KINDS,
        waiting=len(correcting.waiting(found)),
    )


@bp.route("/calls/<reference>/questions/new", methods=["GET", "POST"])
def add_question(reference: str) -> ResponseReturnValue:
    """Add a question to the form."""
    found = _call_to_shape(reference)
    sections = queries.sections_of(found)
    form = _question_form(found, sections)
    if form.validate_on_submit():
        facts = _question_facts(form)
        chosen = facts.pop("section")
        section = next(s for s in sections if s.code == chosen)
        writing.add_question(section, found, by=person(), **facts)
        flash(_("The question is added."))
        return redirect(url_for(".form", reference=reference), 303)
    return page("calls/staff/question.html", form, call=found, question=None)


@bp.route("/calls/<reference>/questions/<code>", methods=["GET", "POST"])
def edit_question(reference: str, code: str) -> ResponseReturnValue:
    """Change a question."""
    found = _call_to_shape(reference)
    question = queries.question(found, code) or abort(404)
    form = _question_form(found, queries.sections_of(found), question)
    if form.validate_on_submit():
        facts = _question_facts(form)
        facts.pop("section")
        writing.edit_question(question, found, by=person(), **facts)
        flash(_("The question is saved."))
        return redirect(url_for(".form", reference=reference), 303)
    return page("calls/staff/question.html", form, call=found, question=question)


def _call_to_shape(reference: str) -> Call:
    """Read a call, to change its form: before it opens, or as a correction."""
    found = queries.call(reference, lock=request.method == "POST") or abort(404)
    require("shape", found)
    return found


def _question_form(
    call: Call, sections: list[Any], question: Question | None = None
) -> forms.QuestionForm:
    form = forms.QuestionForm(obj=question).in_languages(call.languages)
    form.section.choices = choices((s.code, str(s.title)) for s in sections)
    form.offer_earlier(_earlier(sections, question))
    newest = queries.form_version_of(call)
    if newest is not None and question is not None:
        form.asked_before = newest.form.question(question.code)
    if question is not None and not form.is_submitted():
        form.section.data = question.section.code
        if condition := question.condition:
            pairs = [f"{condition['question']}={code}" for code in condition["answers"]]
            form.hangs_on.data = pairs
    return form


def _earlier(
    sections: list[Section], question: Question | None
) -> list[tuple[str, str]]:
    """Give the answers that can be chosen before a question: code=answer, in words."""
    found: list[tuple[str, str]] = []
    yes_no = [("yes", _("Yes")), ("no", _("No"))]
    for one in (q for section in sections for q in section.questions):
        if question is not None and one.id == question.id:
            break
        options = [(o["code"], str(i18n.Text(o["label"]))) for o in one.options]
        if one.kind in CHOICES:
            found += [
                (f"{one.code}={code}", _asked_and_answered(one, words))
                for code, words in (yes_no if one.kind is Kind.YES_NO else options)
            ]
    return found


def _asked_and_answered(question: Question, answer: str) -> str:
    return _("“%(question)s”: %(answer)s", question=question.label, answer=answer)


def _question_facts(form: forms.QuestionForm) -> dict[str, Any]:
    facts = facts_of(form)
    kind = facts["kind"] = Kind(facts["kind"])
    if kind not in {Kind.ONE, Kind.SEVERAL}:
        facts["options"] = []
    columns = facts["columns"] if kind is Kind.GROUP else []
    facts["columns"] = [{**c, "required": not n} for n, c in enumerate(columns)]
    facts.pop("hangs_on", None)
    facts["condition"] = form.condition
    if kind is not Kind.LONG:
        facts["words"] = None
    return facts


@bp.post("/calls/<reference>/questions/<code>/order")
def order_question(reference: str, code: str) -> ResponseReturnValue:
    """Move a question up or down in its section."""
    found = _call_to_shape(reference)
    question = queries.question(found, code) or abort(404)
    up = request.form.get("to") != "down"
    writing.move_question(question, found, up=up, by=person())
    return redirect(url_for(".form", reference=reference), 303)


@bp.get("/calls/<reference>/form/preview")
def preview_form(reference: str) -> ResponseReturnValue:
    """Show the form as an applicant will meet it, in the language of the page."""
    found = queries.call(reference) or abort(404)
    require("manage", found)
    asked = correcting.form_now(found)
    empty = SimpleNamespace(
        answers=[], attachments=[], form_version=SimpleNamespace(form=asked)
    )
    readings = read_all(asked, {}, {})
    parts = [
        (part, fields(part, empty, {}, readings, mark_missing=False))  # type: ignore[arg-type]
        for part in asked.sections
    ]
    return render_template(
        "calls/staff/preview_form.html", call=found, parts=parts, more=""
    )


@bp.post("/calls/<reference>/questions/<code>/removal")
def remove_question(reference: str, code: str) -> ResponseReturnValue:
    """Ask a question no longer."""
    found = _call_to_shape(reference)
    question = queries.question(found, code) or abort(404)
    writing.remove_question(question, found, by=person())
    flash(_("The question is removed."))
    return redirect(url_for(".form", reference=reference), 303)
