"""All bids of a call as one file: asked once, made by a worker, kept for a week."""

import io
import zipfile
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from grantsapp import audit, clock, files, jobs
from grantsapp.calls import queries
from grantsapp.calls.actions import bundling, zipping
from grantsapp.calls.models import Bundle
from grantsapp.calls.queries import bundles
from grantsapp.db import db
from grantsapp.jobs import Job
from tests.cast import a_bid, a_call, a_draft, a_fund, a_group, withdrawn


@pytest.fixture
def call(cast):
    """A call with two bids, one of them withdrawn, and a draft."""
    call = a_call(a_fund(cast.stella), cast.stella)
    group = a_group(cast.amina)
    a_bid(call, group, cast.amina)
    withdrawn(a_bid(call, group, cast.amina, title=["مائدة"]), cast.amina)
    a_draft(call, group, cast.amina, title=["Hidden"])
    db.session.commit()
    return queries.call("CF1")


@pytest.fixture
def stella(cast, browser):
    return browser(cast.stella)


ASK = "/staff/calls/CF1/bundles"


def verbs(call):
    return [line.verb for line in audit.history(call)]


def work():
    """Do all that is due, as a worker does."""
    done = 0
    while jobs.work_once():
        done += 1
    return done


def test_a_bundle_is_asked_for_made_and_taken(call, stella):
    place = stella.post(ASK).location
    assert "0 of 2 bids are packed (0%)." in stella.get(place).words()
    assert place in stella.get(place).links()  # look again, without JavaScript

    assert work() >= 1  # the opening of the call is told meanwhile, too
    page = stella.get(place)
    assert "It is ready" in page.words()
    taken = stella.post(f"{place}/file")

    packed = zipfile.ZipFile(io.BytesIO(taken.data))
    assert packed.testzip() is None
    names = packed.namelist()
    assert names[0] == "CF1/bids.csv"
    assert {"CF1/CF1-0001/CF1-0001.pdf", "CF1/CF1-0002/CF1-0002.json"} <= set(names)
    assert not any("0003" in name for name in names)
    assert b"Hidden" not in packed.read("CF1/bids.csv")
    assert verbs(call)[-2:] == ["asked for all bids", "took all bids"]


def test_asking_twice_gives_one_job(call, stella):
    first, second = stella.post(ASK).location, stella.post(ASK).location
    work()
    third = stella.post(ASK).location

    assert first == second == third
    made = select(func.count()).select_from(Job).where(Job.kind == "bundle")
    assert db.session.scalar(made) == 1
    assert verbs(call).count("asked for all bids") == 1


def test_another_bid_makes_another_bundle(call, cast, stella):
    first = stella.post(ASK).location
    a_bid(queries.call("CF1"), a_group(cast.omar), cast.omar)

    assert stella.post(ASK).location != first


def test_progress_is_told_while_it_is_made(call, cast, stella, monkeypatch):
    monkeypatch.setattr(bundling, "PART", 1)
    place = stella.post(ASK).location
    key = db.session.scalar(select(Bundle.id))
    seen, add = [], zipping.add

    def slow(*words):
        with db.engine.connect() as other:  # what somebody else sees meanwhile
            seen.append(other.scalar(select(Bundle.done).where(Bundle.id == key)))
        add(*words)

    monkeypatch.setattr(zipping, "add", slow)
    work()

    assert seen == [0, 1]
    assert db.session.get(Bundle, key, populate_existing=True).percent == 100
    assert "It is ready" in stella.get(place).words()


def test_others_write_while_a_bundle_is_made(call, cast, stella, monkeypatch):
    stella.post(ASK)
    add = zipping.add

    def meanwhile(*words):
        # With the books held by the worker, this would wait and fail.
        a_draft(queries.call("CF1"), a_group(cast.zed, name="New"), cast.zed)
        add(*words)

    monkeypatch.setattr(zipping, "add", meanwhile)
    work()

    assert db.session.scalar(select(Bundle.ready_at)) is not None


def test_a_bundle_that_fails_says_so_and_is_tried_again(call, stella, monkeypatch):
    place = stella.post(ASK).location
    monkeypatch.setattr(zipping, "add", lambda *_: 1 / 0)
    work()

    assert "It went wrong once and is tried again" in stella.get(place).words()
    assert stella.post(f"{place}/file").status == 409
    job = jobs.asked(bundles.job_key(db.session.scalar(select(Bundle.id))))
    job.attempts = jobs.MOST_ATTEMPTS
    db.session.commit()
    assert "This file could not be made." in stella.get(place).words()
    monkeypatch.undo()
    again = stella.post(ASK).location
    assert again != place
    work()
    assert "It is ready" in stella.get(again).words()


def test_nothing_half_made_is_left_behind(call, stella, app, monkeypatch):
    from pathlib import Path

    incoming = Path(app.config["DATA"]) / "files" / "incoming"
    incoming.mkdir(parents=True, exist_ok=True)
    before = set(incoming.iterdir())
    stella.post(ASK)
    monkeypatch.setattr(zipping, "add", lambda *_: 1 / 0)
    work()

    assert set(incoming.iterdir()) == before


def test_after_seven_days_the_file_is_gone(call, stella):
    place = stella.post(ASK).location
    work()
    file = db.session.scalar(select(Bundle)).file
    week = clock.now() + timedelta(days=7, minutes=1)
    with files.opened(file) as kept:
        assert kept.read(2) == b"PK"

    with clock.stopped_at(week):
        assert bundles.bundle(db.session.scalar(select(Bundle.id))).is_over
        db.session.rollback()
        work()

    assert db.session.scalar(select(Bundle)).file is None
    assert stella.post(f"{place}/file").status in {404, 409}


def test_a_bundle_of_a_call_without_bids_is_an_empty_list(cast, stella):
    a_call(a_fund(cast.stella), cast.stella)

    place = stella.post(ASK).location
    work()

    packed = zipfile.ZipFile(io.BytesIO(stella.post(f"{place}/file").data))
    assert packed.namelist() == ["CF1/bids.csv"]
