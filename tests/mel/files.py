"""Files of responses as people bring them, for the tests of bringing them in."""

import csv
import io
from typing import Any
from uuid import UUID

from sqlalchemy import select

from grantsapp import jobs
from grantsapp.db import db
from grantsapp.mel.models import Response, ResponseFile
from tests.pages import Browser, Page

PATH = "/staff/calls/CF1/responses/files"
HEAD = ["ask_i1", "ask_i2", "ask_i3", "wait_i1", "wait_i2", "wait_i3", "wait_i4"]
ROW = ["1", "2", "3", "4", "5", "4", "3"]
ANSWERS = {
    "ask": {"i1": 1, "i2": 2, "i3": 3},
    "wait": {"i1": 4, "i2": 5, "i3": 4, "i4": 3},
}


def table(*rows: list[Any], sign: str = ",", encoding: str = "utf-8") -> bytes:
    """A file of text, the first row its head."""
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=sign).writerows(rows)
    return file.getvalue().encode(encoding)


def bring(them: Browser, content: bytes, name: str = "answers.csv") -> Page:
    """Send a file; gives the page that answers."""
    form = {"file": (io.BytesIO(content), name)}
    return them.post(PATH, form, content_type="multipart/form-data")


def brought(them: Browser, content: bytes, name: str = "answers.csv") -> Page:
    """Send a file that can be opened; gives its page."""
    page = bring(them, content, name)
    assert page.status == 303, page.words()
    return them.follow(page)


def say(them: Browser, page: Page, then: str = "check", **fields: Any) -> Page:
    """Send the columns of a file as its page shows them, with some of it changed."""
    form = page.form("/responses/files/") | {"then": then}
    return them.post(page.where, form | fields)


def taken(them: Browser, content: bytes, **fields: Any) -> Page:
    """Bring a file, have it taken by a worker, and look at what came of it."""
    page = brought(them, content)
    answer = say(them, page, "take", **fields)
    assert answer.status == 303, (answer.faults, answer.words())
    work()
    return them.get(page.where)


def work() -> None:
    """Let a worker do all that waits."""
    while jobs.work_once():
        db.session.rollback()
    db.session.rollback()


def responses(**facts: Any) -> list[Response]:
    """All responses, in the order in which they came."""
    db.session.rollback()
    query = select(Response).filter_by(**facts).order_by(Response.made_at, Response.id)
    return list(db.session.scalars(query))


def only_file() -> ResponseFile:
    """The one file of responses that there is."""
    db.session.rollback()
    return db.session.scalars(select(ResponseFile)).one()


def key_of(page: Page) -> UUID:
    """The id of the file whose page it is."""
    return UUID(page.where.rsplit("/", 1)[-1])
