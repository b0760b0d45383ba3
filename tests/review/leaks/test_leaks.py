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

CALLS = int(os.environ.get("LEAKS_CALLS", "2"))  # drawn in one run
RICH = 3  # a seed whose call has something of everything
# Kinds of secrets that no page of staff shows yet: here nothing proves that they count.
SHOWN_NOWHERE: set[str] = set()


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


def test_staff_or_its_own_people_see_each_change(room):
    """What nobody ever sees cannot leak, and proves nothing."""
    told = {name: room.told(name) for name in ("stella", "amina", *MEMBERS)}
    unseen = set()
    for kind, secret in {kind_of(s.name): s for s in room.secrets}.items():
        room.change(secret)
        if not any(_sees(room, name, pages) for name, pages in told.items()):
            unseen.add(kind)
        room.put_back()

    assert unseen - SHOWN_NOWHERE == set()


def _sees(room: Room, name: str, before: dict[Any, Any]) -> bool:
    asked = [k for k, v in before.items() if k[0] == "GET" and v.status == 200]
    return any(v != before[k] for k, v in room.reader(name).again(asked).items())


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
