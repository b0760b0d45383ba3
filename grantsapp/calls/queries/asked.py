"""What a call asked in its forms, and the answers as plain values."""

import json
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, select

from grantsapp.calls import questions
from grantsapp.calls.models import Answer, Application, Call, FormVersion
from grantsapp.db import db

Given = dict[str, tuple[list[str], str]]  # what was typed, and its language
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


class Told(NamedTuple):
    """An answer with the question that it was given to."""

    question: questions.Question
    reading: questions.Reading
    raw: list[str]


def answers(
    which: ColumnElement[bool],
    forms: Mapping[UUID, questions.Form],
    wanted: Collection[str],
) -> dict[tuple[UUID, str], Told]:
    """Read answers to some questions; without the sensitive and those not asked for.

    What their conditions hang on is read too, sensitive or not, and not told.
    """
    parts = {version: form.only(wanted) for version, form in forms.items()}
    needed = {q.code for part in parts.values() for q in part.questions}
    query = select(
        Application.id,
        Application.form_version_id,
        Answer.question,
        Answer.language,
        Answer.raw,
        Answer.sealed,
    )
    query = query.join(Answer, Answer.application_id == Application.id)
    query = query.where(which, Answer.question.in_(needed))
    given: dict[tuple[UUID, UUID], Given] = {}
    for key, version, code, language, raw, sealed in db.session.execute(query):
        typed = json.loads(sealed) if sealed else raw
        given.setdefault((key, version), {})[code] = (typed, language)
    return {
        (key, told.question.code): told
        for (key, version), found in given.items()
        for told in _read(parts[version], found)
        if told.question.code in wanted
    }


def _read(form: questions.Form, given: Given) -> Iterable[Told]:
    raw = {code: typed for code, (typed, _language) in given.items()}
    tongues = {code: language for code, (_typed, language) in given.items()}
    readings = questions.read_all(form, raw, tongues)
    for question in form.questions:
        reading = readings[question.code]
        if question.code in raw and not (reading.skipped or is_sensitive(question)):
            yield Told(question, reading, raw[question.code])
