"""A person's every answer is unchanged when something hidden from them changes.

`LEAKS_CALLS=20` draws more calls, `LEAKS_RANDOM=1` others each time.
"""

import os
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask, make_response
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from grantsapp import app as front
from grantsapp import clock
from grantsapp.accounts.models import Organisation
from grantsapp.calls.models import Application
from grantsapp.db import Model, db
from grantsapp.review.models import Decision
from tests.review.leaks.plans import MEMBERS, a_plan
from tests.review.leaks.rooms import Room, leaks
from tests.review.leaks.worlds import APPLICANTS, PUBLIC, READ_AT, STRANGER

CALLS = int(os.environ.get("LEAKS_CALLS", "1"))  # drawn in one run
RICH = 1156  # a seed whose call has something of everything
# What no page shows to those who manage the fund: nothing here proves that it counts.
# Take a line out when a page of theirs comes to show it.
SHOWN_NOWHERE = {
    "what a draft says",  # its own people alone
    "the names of the people of *",
    "why * was asked to score * in phase *",
    "whom the group of * objects to",
    "what was said of *",
    "that * was spoken of",
    "what was agreed on *",
    "what was recommended on *",
    "the translation of the need of *",
    "the translation of the title of *",
    "why * goes on",
    "what was found about a group",
    "when results go out",
    "what a worker worked out",
}


@pytest.fixture
def nothing_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every request do its deed, and then undo it."""

    def settle(_response: Any) -> None:
        db.session.flush()
        db.session.rollback()

    monkeypatch.setattr(front.db, "settle", settle)


@pytest.fixture
def house_in_order(house: Flask, nothing_stays: None) -> Iterator[Flask]:
    """The app, without the database of a test: each drawn call has its own."""
    with house.app_context(), clock.stopped_at(READ_AT):
        yield house
        db.session.rollback()
        db.session.remove()
        db.engine.dispose()


@given(seed=st.integers(0, 10**6))
@settings(
    max_examples=CALLS,
    derandomize="LEAKS_RANDOM" not in os.environ,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_nobody_is_told_what_is_hidden_from_them(house_in_order, seed):
    room = Room(house_in_order, a_plan(seed))
    outside = (APPLICANTS[seed % 2], (STRANGER, PUBLIC)[seed // 2 % 2])

    found = [leak for name in (*MEMBERS, *outside) for leak in leaks(room, name)]

    for leak in found:
        note(leak)
    assert found == []


@pytest.fixture(scope="module")
def made_once():
    return {}


@pytest.fixture
def room(house_in_order, made_once):
    if not made_once:
        made_once[RICH] = Room(house_in_order, a_plan(RICH))
    made_once[RICH].put_back()
    return made_once[RICH]


def kind_of(name):
    return re.sub(r"\b(\d+|rosa|ravi|mei|eva)\b", "*", name)


def rows():
    tables = Model.metadata.sorted_tables
    return {
        t.name: db.session.execute(select(t).order_by(t.c.id)).all() for t in tables
    }


def test_every_change_of_a_secret_is_a_change(room):
    before = rows()
    idle = set()
    for secret in room.secrets:
        room.change(secret)
        if rows() == before:
            idle.add(secret.name)
        room.put_back()

    assert idle == set()


def test_staff_see_each_change(room):
    """What nobody ever sees cannot leak, and proves nothing."""
    pages = room.reader("stella").pages()
    of_kind: dict[str, list[Any]] = {}
    for secret in room.secrets:
        of_kind.setdefault(kind_of(secret.name), []).append(secret)
    unseen = {
        kind
        for kind in of_kind.keys() - SHOWN_NOWHERE
        if not any(_is_seen(room, secret, pages) for secret in of_kind[kind])
    }

    assert unseen == set()


def _is_seen(room: Room, secret: Any, before: dict[Any, Any]) -> bool:
    room.change(secret)
    stella = room.reader("stella")
    found = any(stella.again([k])[k] != told for k, told in before.items())
    room.put_back()
    return found


def counted():
    return {"X": ""}, str(db.session.scalar(select(func.count(Decision.id))))


def sorted_by_amount():
    query = select(Application.number).order_by(Application.amount, Application.number)
    return {"X": ""}, " ".join(map(str, db.session.scalars(query)))


def named_in_a_header():
    name = db.session.scalars(select(Organisation.borough)).all()
    return {"Content-Disposition": f"attachment; filename={name}"}, "a file"


def dated():
    moved = db.session.scalars(select(Decision.feedback)).all()
    return {"Last-Modified": f"Mon, 1 Jan 2027 00:00:{len(str(moved)) % 60}"}, "a page"


@pytest.mark.parametrize("leak", [counted, sorted_by_amount, named_in_a_header, dated])
def test_a_leak_is_found(room, house_in_order, monkeypatch, leak):
    """Let the page of help tell something: a count, an order, a name, a time."""
    doors = house_in_order.view_functions
    page = doors["home.help_page"]

    def leaky():
        page()  # asks the policy
        headers, words = leak()
        return make_response(words, headers)

    monkeypatch.setitem(doors, "home.help_page", leaky)

    found = leaks(room, PUBLIC)

    assert found
    assert all("'/help'" in one for one in found)
