"""The quiz before a call's form, while the call is written."""

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp.access import person
from grantsapp.calls import queries
from grantsapp.calls import quiz as quizzes
from grantsapp.calls.actions import quizzing
from grantsapp.calls.forms import aims as forms
from grantsapp.calls.forms import quiz as shown
from grantsapp.calls.models import Call, QuizQuestion
from grantsapp.calls.models.aims import OUTCOMES
from grantsapp.calls.staff.blueprint import bp, facts_of, page
from grantsapp.calls.staff.calls import call_to_write
from grantsapp.i18n import gettext as _


@bp.route("/calls/<reference>/quiz", methods=["GET", "POST"])
def quiz(reference: str) -> ResponseReturnValue:
    """Show the questions of the quiz, and add one."""
    found = call_to_write(reference)
    form = forms.QuizQuestionForm().in_languages(found.languages)
    if form.validate_on_submit():
        facts = facts_of(form)
        facts["kind"] = quizzes.Kind(facts["kind"])
        quizzing.add_question(found, by=person(), **facts)
        here = url_for(".quiz_question", reference=reference, code=facts["code"])
        return redirect(here, 303)
    asked = queries.quiz_of(found)
    most = quizzes.MOST_QUESTIONS
    return page("calls/staff/quiz.html", form, call=found, questions=asked, most=most)


@bp.route("/calls/<reference>/quiz/<code>", methods=["GET", "POST"])
def quiz_question(reference: str, code: str) -> ResponseReturnValue:
    """Show a question with what its answers mean, and change its words."""
    found, question = _question(reference, code)
    form = forms.QuizQuestionForm(obj=question).in_languages(found.languages)
    del form["code"], form["kind"]
    if form.validate_on_submit():
        quizzing.edit_question(question, found, words=form.words.data, by=person())
        flash(_("The question is saved."))
        return redirect(url_for(".quiz", reference=reference), 303)
    plain = question.plain
    lines = zip(plain.answers, shown.choices(plain), strict=True)
    return page(
        "calls/staff/quiz_question.html",
        form,
        call=found,
        question=question,
        answers=[(answer, words) for answer, (_code, words) in lines],
        outcomes=OUTCOMES,
        may_add=question.kind is quizzes.Kind.ONE
        and len(plain.answers) < quizzes.MOST_ANSWERS,
    )


@bp.post("/calls/<reference>/quiz/<code>/order")
def order_quiz(reference: str, code: str) -> ResponseReturnValue:
    """Move a question up or down."""
    found, question = _question(reference, code)
    up = request.form.get("to") != "down"
    quizzing.move_question(question, found, up=up, by=person())
    return redirect(url_for(".quiz", reference=reference), 303)


@bp.post("/calls/<reference>/quiz/<code>/removal")
def remove_quiz_question(reference: str, code: str) -> ResponseReturnValue:
    """Ask a question no longer."""
    found, question = _question(reference, code)
    quizzing.remove_question(question, found, by=person())
    flash(_("The question is removed."))
    return redirect(url_for(".quiz", reference=reference), 303)


@bp.route("/calls/<reference>/quiz/<code>/new-answer", methods=["GET", "POST"])
def add_quiz_answer(reference: str, code: str) -> ResponseReturnValue:
    """Add an answer to choose."""
    found, question = _question(reference, code)
    form = forms.QuizAnswerForm.of(question, found.languages)
    if form.validate_on_submit():
        typed = str(form.code.data)
        if question.plain.answer(typed) is None:
            answer = form.answer(typed)
            quizzing.put_answer(question, found, answer, by=person())
            return _back(reference, code)
        form.code.errors = [_("Another answer has this code.")]
    return page("calls/staff/quiz_answer.html", form, call=found, question=question)


@bp.route("/calls/<reference>/quiz/<code>/answers/<answer>", methods=["GET", "POST"])
def edit_quiz_answer(reference: str, code: str, answer: str) -> ResponseReturnValue:
    """Say what an answer means."""
    found, question = _question(reference, code)
    known = question.plain.answer(answer) or abort(404)
    form = forms.QuizAnswerForm.of(question, found.languages, known)
    if form.validate_on_submit():
        changed = form.answer(known.code)
        quizzing.put_answer(question, found, changed, by=person())
        return _back(reference, code)
    return page("calls/staff/quiz_answer.html", form, call=found, question=question)


@bp.post("/calls/<reference>/quiz/<code>/answers/<answer>/removal")
def remove_quiz_answer(reference: str, code: str, answer: str) -> ResponseReturnValue:
    """Offer an answer no longer."""
    found, question = _question(reference, code)
    known = question.plain.answer(answer) or abort(404)
    quizzing.drop_answer(question, found, known, by=person())
    return _back(reference, code)


def _question(reference: str, code: str) -> tuple[Call, QuizQuestion]:
    found = call_to_write(reference)
    return found, queries.quiz_question(found, code) or abort(404)


def _back(reference: str, code: str) -> ResponseReturnValue:
    flash(_("The answer is saved."))
    return redirect(url_for(".quiz_question", reference=reference, code=code), 303)
