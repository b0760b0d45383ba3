"""What a call asked in its forms, and the answers as plain values."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from grantsapp.calls import questions
from grantsapp.calls.models import Answer, Call, FormVersion
from grantsapp.db import db

NOT_IN_LISTS = {questions.Kind.LONG, questions.Kind.FILE}


def forms_of(call: Call) -> dict[UUID, questions.Form]:
    """Read every form that bids of a call were written on, the newest last."""
    query = select(FormVersion).where(FormVersion.call_id == call.id)
    versions = db.session.scalars(query.order_by(FormVersion.number))
    return {version.id: version.form for version in versions}


def is_sensitive(question: questions.Question) -> bool:
    """Say whether an answer stays out of search, lists and exports."""
    return bool(getattr(question, "sensitive", False))


def asked(forms: dict[UUID, questions.Form]) -> dict[str, questions.Question]:
    """List what a call asked in any of its forms, the newest first, by code."""
    known: dict[str, questions.Question] = {}
    for form in reversed(forms.values()):
        for question in form.questions:
            known.setdefault(question.code, question)
    return {code: q for code, q in known.items() if not is_sensitive(q)}


def answers_to(
    keys: Sequence[UUID], wanted: dict[str, questions.Question]
) -> dict[tuple[UUID, str], questions.Reading]:
    """Read the answers to some questions of some bids, as plain values."""
    if not wanted:
        return {}
    query = select(Answer.application_id, Answer.question, Answer.raw, Answer.language)
    query = query.where(Answer.application_id.in_(keys), Answer.question.in_(wanted))
    return {
        (key, code): questions.read(wanted[code], raw, language)
        for key, code, raw, language in db.session.execute(query)
    }
