"""The front door: nobody answers unasked, nothing is half kept, a GET never writes."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from grantsapp import access, audit
from grantsapp.accounts import actions as accounts
from grantsapp.accounts.models import Person
from grantsapp.app import create_app
from grantsapp.db import db


@pytest.fixture
def annex(database, app):
    """A house of its own with four odd pages, on the same database."""
    house = create_app(**database, TESTING=False, SECRET_KEY="test")
    house.config.update(WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=False)
    tries = []

    @house.get("/forgotten")
    def forgotten():
        return "secret"

    @house.post("/sly")
    def sly():
        accounts.add_person("sly@example.org")
        return "done"

    @house.get("/writer")
    def writer():
        access.public()
        accounts.add_person("writer@example.org")
        return "done"

    @house.post("/unlucky")
    def unlucky():
        access.public()
        tries.append(1)
        accounts.add_person(f"unlucky{len(tries)}@example.org")
        if len(tries) < 3:
            raise OperationalError("x", {}, Exception("database is locked"))
        return "done"

    house.tries = tries
    return house


def ask(house, method, path):
    with house.app_context():
        response = house.test_client().open(path, method=method)
        db.engine.dispose()
        return response


def people():
    db.session.rollback()
    return db.session.scalar(select(func.count(Person.id)))


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_page_that_asks_nobody_becomes_a_500(annex):
    answer = ask(annex, "GET", "/forgotten")

    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "This is our fault" in answer.text


def test_a_deed_that_asks_nobody_is_not_kept(annex):
    assert ask(annex, "POST", "/sly").status_code == 500
    assert people() == 0


def test_a_page_that_only_reads_cannot_write(annex):
    assert ask(annex, "GET", "/writer").status_code == 500
    assert people() == 0


def test_a_request_that_met_another_is_tried_again_and_kept_once(annex):
    answer = ask(annex, "POST", "/unlucky")

    assert answer.status_code == 200
    assert len(annex.tries) == 3
    assert db.session.scalars(select(Person.email)).all() == ["unlucky3@example.org"]


def test_a_constraint_that_breaks_becomes_its_sentence(app, cast, browser):
    fay = browser(cast.fay)
    fund = {
        "name-en": "F", "summary-en": "S", "time_zone": "Europe/London",
        "currency": "GBP", "languages": "en",
    }  # fmt: skip
    page = fay.post("/staff/funds/new", fund).location
    call = {
        "reference": "AB1", "title-en": "T", "summary-en": "S", "prospectus-en": "P",
        "budget": "1,000", "opens_at": "2027-01-01T09:00",
        "closes_at": "2027-02-01T17:00", "languages": "en",
    }  # fmt: skip
    assert fay.post(f"{page}/calls/new", call).status == 303

    answer = fay.post(f"{page}/calls/new", call)

    assert answer.status == 409
    assert "Another call has this reference. Choose another one." in answer.text


def test_health_says_ok(app, browser):
    assert browser().get("/healthz").response.json == {"status": "ok"}


def test_pages_forbid_foreign_script_and_framing(app, browser):
    headers = browser().get("/").response.headers

    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_the_audit_of_a_refused_deed_is_empty(app, cast, browser):
    before = db.session.scalar(select(func.count(audit.Event.id)))
    them = browser(cast.zed)  # one line: signed in

    them.post("/staff/funds/new", {"name-en": "x"})

    assert db.session.scalar(select(func.count(audit.Event.id))) == before + 1
