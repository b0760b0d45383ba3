"""What a bid promises to deliver: the lines of its outputs, as they were sent."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from grantsapp import i18n, places
from grantsapp.calls.models import Application
from grantsapp.calls.queries.applications import typed_in
from grantsapp.calls.questions import Form, Kind, Reading, read_all
from grantsapp.db import db


class Promise(NamedTuple):
    """So many of a measure, and where, if the group said where."""

    measure: str
    number: int
    place: str


def promises_of(key: UUID) -> list[Promise]:
    """List what the bid that counts promises, a line for each measure and place.

    Lines of the same measure and place are added up; so are all questions that ask for
    outputs, but for sensitive ones, which stay with the bid.
    """
    query = select(Application).where(Application.id == key)
    whole = joinedload(Application.form_version), selectinload(Application.answers)
    bid = db.session.scalar(query.options(*whole))
    if bid is None or bid.submitted_at is None:
        return []
    form, typed = bid.form_version.form, typed_in(bid, bid.sent)
    raw = {code: answer["raw"] for code, answer in typed.items()}
    tongues = {code: answer["language"] for code, answer in typed.items()}
    return _added_up(form, read_all(form, raw, tongues))


def _added_up(form: Form, read: dict[str, Reading]) -> list[Promise]:
    found: dict[tuple[str, str], Promise] = {}
    for question in form.questions:
        reading = read.get(question.code)
        if question.kind is not Kind.OUTPUTS or question.sensitive or not reading:
            continue
        if reading.fault or reading.skipped:
            continue
        for line in reading.value or []:
            one = Promise(line["measure"], line["planned"] or 0, _place(line))
            at = (one.measure, i18n.fold(one.place))
            known = found.get(at, one._replace(number=0))
            found[at] = known._replace(number=known.number + one.number)
    return [one for one in found.values() if one.number]


def _place(line: dict[str, str | None]) -> str:
    """Name a borough one way, however it was written; other places as typed."""
    typed = line.get("where") or ""
    return places.borough(typed) or typed
