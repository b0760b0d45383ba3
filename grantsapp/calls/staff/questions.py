"""The form of a call, while it is written."""

from types import SimpleNamespace
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp.access import person, require
from grantsapp.calls import queries
from grantsapp.calls.actions import correcting, writing
from grantsapp.calls.forms import questions as forms
from grantsapp.calls.forms.applicant import fields
from grantsapp.calls.forms.staff import SectionForm
from grantsapp.calls.models import Call, Question
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
        facts = _question_facts(form, found)
        section = next(s for s in sections if s.code == facts.pop("section"))
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
        facts = _question_facts(form, found)
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
        form.options.data = forms.options_as_typed(question.options, call.languages)
        form.columns.data = forms.columns_as_typed(question.columns, call.languages)
        form.section.data = question.section.code
        condition = question.condition or {"question": "", "answers": []}
        form.asked_if.data = condition["question"]
        form.answers.data = " ".join(condition["answers"])
    return form


def _earlier(sections: list[Any], question: Question | None) -> dict[str, list[str]]:
    """Give the choices that stand before a question, with their answers' codes."""
    found: dict[str, list[str]] = {}
    for one in (q for section in sections for q in section.questions):
        if question is not None and one.id == question.id:
            break
        if one.kind in CHOICES:
            yes_no = one.kind is Kind.YES_NO
            found[one.code] = (
                ["yes", "no"] if yes_no else [o["code"] for o in one.options]
            )
    return found


def _question_facts(form: forms.QuestionForm, call: Call) -> dict[str, Any]:
    facts = facts_of(form)
    kind, languages = Kind(facts["kind"]), call.languages
    is_choice = kind in {Kind.ONE, Kind.SEVERAL}
    typed = facts["options"] if is_choice else ""
    facts["options"] = forms.options_from(typed, languages)
    typed = facts["columns"] if kind is Kind.GROUP else ""
    facts["columns"] = forms.columns_from(typed, languages)
    earlier, answers = facts.pop("asked_if"), str(facts.pop("answers") or "").split()
    facts["condition"] = {"question": earlier, "answers": answers} if earlier else None
    facts["kind"] = kind
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
