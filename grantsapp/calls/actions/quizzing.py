"""What managers do about the quiz before a call's form."""

from typing import Any

from grantsapp import audit, i18n
from grantsapp.accounts.models import Person
from grantsapp.calls import queries, quiz
from grantsapp.calls.models import Call, QuizQuestion
from grantsapp.db import db
from grantsapp.errors import Refused
from grantsapp.i18n import gettext as _


def add_question(call: Call, *, by: Person, **facts: Any) -> QuizQuestion:
    """Add a question, after the others; yes and no are its answers already."""
    asked = queries.quiz_of(call)
    if len(asked) >= quiz.MOST_QUESTIONS:
        most = quiz.MOST_QUESTIONS
        raise Refused(_("A quiz has %(most)s questions at most.", most=most))
    position = max((q.position for q in asked), default=-1) + 1
    question = QuizQuestion(call_id=call.id, position=position, **facts)
    if question.kind is quiz.Kind.YES_NO and not facts.get("answers"):
        both = (quiz.Answer("yes"), quiz.Answer("no"))
        question.answers = [quiz.as_json(answer) for answer in both]
    db.session.add(question)
    audit.record("added a quiz question", call, by=by, code=question.code)
    return question


def edit_question(
    question: QuizQuestion, call: Call, *, words: i18n.Text, by: Person
) -> None:
    """Ask it in other words."""
    question.words = words
    audit.record("edited a quiz question", call, by=by, code=question.code)


def remove_question(question: QuizQuestion, call: Call, *, by: Person) -> None:
    """Ask it no longer."""
    db.session.delete(question)
    audit.record("removed a quiz question", call, by=by, code=question.code)


def move_question(question: QuizQuestion, call: Call, *, up: bool, by: Person) -> None:
    """Change places with a neighbour; the last one stays last."""
    asked = queries.quiz_of(call)
    place = asked.index(question) + (-1 if up else 1)
    if not 0 <= place < len(asked):
        return
    other = asked[place]
    question.position, other.position = other.position, question.position
    audit.record("ordered the quiz", call, by=by, code=question.code)


def put_answer(
    question: QuizQuestion, call: Call, answer: quiz.Answer, *, by: Person
) -> None:
    """Add an answer, or change the one of this code."""
    answers = list(question.plain.answers)
    known = [a.code for a in answers]
    if answer.code in known:
        answers[known.index(answer.code)] = answer
    elif len(answers) >= quiz.MOST_ANSWERS:
        most = quiz.MOST_ANSWERS
        raise Refused(_("A question has %(most)s answers at most.", most=most))
    else:
        answers.append(answer)
    _keep(question, call, answers, by)


def drop_answer(
    question: QuizQuestion, call: Call, answer: quiz.Answer, *, by: Person
) -> None:
    """Offer an answer no longer; yes and no stay."""
    if question.kind is quiz.Kind.YES_NO:
        raise Refused(_("A question of yes or no keeps both answers."))
    left = [a for a in question.plain.answers if a.code != answer.code]
    _keep(question, call, left, by)


def _keep(
    question: QuizQuestion, call: Call, answers: list[quiz.Answer], by: Person
) -> None:
    question.answers = [quiz.as_json(answer) for answer in answers]
    facts = {"code": question.code, "answers": [a.code for a in answers]}
    audit.record("edited quiz answers", call, by=by, **facts)


def unready(call: Call) -> list[str]:
    """Say what the quiz of a call still needs before the call can open."""
    few = [
        q.code for q in queries.quiz_of(call) if len(q.answers) < quiz.FEWEST_ANSWERS
    ]
    if not few:
        return []
    places = i18n.listed(few)
    return [
        _("In the quiz, write at least two answers for: %(places)s.", places=places)
    ]
