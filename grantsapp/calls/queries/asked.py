"""What a call asked in its forms, and the answers as plain values."""

import json
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, select

from grantsapp.calls import questions
from grantsapp.calls.models import (
    Answer,
    Application,
    Attachment,
    Call,
    FormVersion,
    Submission,
)
from grantsapp.db import db
from grantsapp.files import File

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

    What their conditions hang on is read too, sensitive or not, and not told. Of a bid
    that its authors opened again, what they sent is read.
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
    query = query.where(which, Answer.question.in_(needed), _AS_IT_STANDS)
    given: dict[tuple[UUID, UUID], Given] = {}
    for key, version, code, language, raw, sealed in db.session.execute(query):
        typed = json.loads(sealed) if sealed else raw
        given.setdefault((key, version), {})[code] = (typed, language)
    for sent in sent_of_reopened(which):
        given[sent.application_id, sent.form_version_id] = {
            code: (list(answer["raw"]), answer["language"])
            for code, answer in sent.answers.items()
            if code in needed
        }
    return {
        (key, told.question.code): told
        for (key, version), found in given.items()
        for told in _read(parts[version], found)
        if told.question.code in wanted
    }


def files(
    which: ColumnElement[bool], wanted: Collection[str]
) -> dict[tuple[UUID, str], list[str]]:
    """List the names of the files that count, by bid and question."""
    query = (
        select(Attachment.application_id, Attachment.question, File.name)
        .join(File, File.id == Attachment.file_id)
        .join(Application, Application.id == Attachment.application_id)
        .where(which, Attachment.question.in_(wanted), _AS_IT_STANDS)
        .where(Attachment.removed_at.is_(None))
        .order_by(Attachment.made_at)
    )
    names: dict[tuple[UUID, str], list[str]] = {}
    for key, code, name in db.session.execute(query):
        names.setdefault((key, code), []).append(name)
    for sent in sent_of_reopened(which):
        for file in sent.files:
            if file["question"] in wanted:
                place = (sent.application_id, file["question"])
                names.setdefault(place, []).append(file["name"])
    return names


_AS_IT_STANDS = Application.reopened_at.is_(None)


def sent_of_reopened(which: ColumnElement[bool]) -> list[Submission]:
    """Read what was sent last of each bid that its authors opened again."""
    query = select(Submission).join(
        Application, Application.id == Submission.application_id
    )
    query = query.where(which, Application.reopened_at.is_not(None))
    found = db.session.scalars(query.order_by(Submission.number))
    return list({sent.application_id: sent for sent in found}.values())


def _read(form: questions.Form, given: Given) -> Iterable[Told]:
    raw = {code: typed for code, (typed, _language) in given.items()}
    tongues = {code: language for code, (_typed, language) in given.items()}
    readings = questions.read_all(form, raw, tongues)
    for question in form.questions:
        reading = readings[question.code]
        if question.code in raw and not (reading.skipped or is_sensitive(question)):
            yield Told(question, reading, raw[question.code])
