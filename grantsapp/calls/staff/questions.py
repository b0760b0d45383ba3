"""The form of a call, while it is written."""

from typing import Any

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from grantsapp.access import person
from grantsapp.calls import queries
from grantsapp.calls.actions import writing
from grantsapp.calls.forms import staff as forms
from grantsapp.calls.models import Call, Question
from grantsapp.calls.questions import Kind
from grantsapp.calls.staff.blueprint import bp, facts_of, page
from grantsapp.calls.staff.calls import call_to_write
from grantsapp.forms import choices
from grantsapp.i18n import gettext as _


@bp.route("/calls/<reference>/form", methods=["GET", "POST"])
def form(reference: str) -> ResponseReturnValue:
    """Show the form of a call, and add a section."""
    found = call_to_write(reference)
    sections = queries.sections_of(found)
    form = forms.SectionForm().in_languages(found.languages)
    if form.validate_on_submit():
        writing.add_section(found, by=person(), **facts_of(form))
        return redirect(url_for(".form", reference=reference), 303)
    return page(
        "calls/staff/form.html",
        form,
        call=found,
        sections=sections,
        kinds=forms.KINDS,
    )


@bp.route("/calls/<reference>/questions/new", methods=["GET", "POST"])
def add_question(reference: str) -> ResponseReturnValue:
    """Add a question to the form."""
    found = call_to_write(reference)
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
    found = call_to_write(reference)
    question = queries.question(found, code) or abort(404)
    form = _question_form(found, queries.sections_of(found), question)
    if form.validate_on_submit():
        facts = _question_facts(form, found)
        facts.pop("section")
        writing.edit_question(question, found, by=person(), **facts)
        flash(_("The question is saved."))
        return redirect(url_for(".form", reference=reference), 303)
    return page("calls/staff/question.html", form, call=found, question=question)


def _question_form(
    call: Call, sections: list[Any], question: Question | None = None
) -> forms.QuestionForm:
    typed = {}
    if question is not None:
        typed["options"] = forms.options_as_typed(question.options, call.languages)
        typed["section"] = question.section.code
    form = forms.QuestionForm(obj=question, data=typed).in_languages(call.languages)
    form.section.choices = choices((s.code, str(s.title)) for s in sections)
    if question is not None and not form.is_submitted():
        form.options.data = typed["options"]
        form.section.data = typed["section"]
    return form


def _question_facts(form: forms.QuestionForm, call: Call) -> dict[str, Any]:
    facts = facts_of(form)
    choice = facts["kind"] in {Kind.ONE, Kind.SEVERAL}
    typed = facts["options"] if choice else ""
    facts["options"] = forms.options_from(typed, call.languages)
    facts["kind"] = Kind(facts["kind"])
    if facts["kind"] is not Kind.LONG:
        facts["words"] = None
    return facts


@bp.post("/calls/<reference>/questions/<code>/removal")
def remove_question(reference: str, code: str) -> ResponseReturnValue:
    """Ask a question no longer."""
    found = call_to_write(reference)
    question = queries.question(found, code) or abort(404)
    writing.remove_question(question, found, by=person())
    flash(_("The question is removed."))
    return redirect(url_for(".form", reference=reference), 303)
