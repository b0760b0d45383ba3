"""The quiz before a form: can we apply? Nobody needs an account, nothing is kept.

All questions stand on one page, since each page costs a phone a round trip; answers
travel by POST, so that no address or log keeps them.
"""

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from grantsapp import i18n
from grantsapp.access import may, require
from grantsapp.calls import queries
from grantsapp.calls import quiz as quizzes
from grantsapp.calls.forms import quiz as forms
from grantsapp.calls.models import Call, QuizQuestion
from grantsapp.calls.routes.blueprint import bp


@bp.get("/calls/<reference>/quiz")
def quiz(reference: str) -> ResponseReturnValue:
    """Ask what decides whether somebody can apply."""
    call, asked = _quiz(reference)
    return _page(call, asked, {})


@bp.post("/calls/<reference>/quiz")
def judge_quiz(reference: str) -> ResponseReturnValue:
    """Say what the answers mean, and what to do next."""
    call, asked = _quiz(reference)
    given = {q.code: request.form.get(f"answer-{q.code}", "") for q in asked}
    result = quizzes.judge([q.plain for q in asked], given)
    if result.outcome is None:
        return _page(call, asked, given, missing=result.missing), 422
    others = [c for c in queries.open_calls() if c.id != call.id]
    return render_template(
        "calls/quiz_result.html",
        call=call,
        result=result,
        reasons=[i18n.Text(answer.reason) for _q, answer in result.reasons],
        others=others,
    )


def _quiz(reference: str) -> tuple[Call, list[QuizQuestion]]:
    found = queries.call(reference) or abort(404)
    if not found.is_published and not may("read", found):
        abort(404)
    require("read", found)
    return found, queries.quiz_of(found) or abort(404)


def _page(
    call: Call,
    asked: list[QuizQuestion],
    given: dict[str, str],
    *,
    missing: tuple[str, ...] = (),
) -> str:
    fields = forms.fields([(q.plain, q.words) for q in asked], given, missing)
    faults = [(f"{f.id}-0", f"{f.words}: {f.fault}") for f in fields if f.fault]
    return render_template("calls/quiz.html", call=call, fields=fields, faults=faults)
