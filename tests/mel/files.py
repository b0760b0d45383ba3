"""Files of responses as people bring them, for the tests of bringing them in."""

import csv
import io
from typing import Any
from uuid import UUID

from sqlalchemy import select

from grantsapp import files, jobs
from grantsapp.accounts.models import Person
from grantsapp.calls.models import Call
from grantsapp.db import db
from grantsapp.mel.actions import bringing
from grantsapp.mel.models import Response, ResponseFile
from grantsapp.mel.queries.grounds import ground_of
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


def a_file(call: Call, by: Person, content: bytes = b"calm_bear,calm_snap\n1,2\n"):
    """A file of responses as it is after it was sent."""
    ground = ground_of(call)
    opened = bringing.opened_as(content, {}, ground)
    matching, was = bringing.matched(opened, ground, None)
    received = files.receive_table(io.BytesIO(content), "a.csv", most=10_000)
    file = bringing.bring(call, received, matching, was=was, by=by)
    db.session.commit()
    return file


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
    form = page.form("/columns") | {"then": then}
    form.pop("csrf_token")  # it may be the page of somebody else
    return them.post(f"{page.where.removesuffix('/columns')}/columns", form | fields)


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
