"""The demonstration: it fills on both databases, and every page of it stands."""

from collections import Counter
from itertools import pairwise

import pytest
from sqlalchemy import func, select

from grantsapp import audit
from grantsapp.accounts.models import Person
from grantsapp.calls import queries
from grantsapp.calls.models import Application, Stage
from grantsapp.db import db
from grantsapp.demo import CAST, fill
from grantsapp.review.models import Kind
from grantsapp.review.queries import moderating as reviews
from grantsapp.review.queries import ranking as rankings

VISITOR = "visitor@example.org"


@pytest.fixture
def story(app):
    fill()
    db.session.commit()


def test_the_story_is_told_once(app, story):
    before = db.session.scalar(select(func.count(audit.Event.id)))

    fill()

    assert db.session.scalar(select(func.count(audit.Event.id))) == before


def test_one_call_is_open_and_one_is_in_moderation(app, story):
    assert [c.reference for c in queries.open_calls()] == ["CGF2"]
    closed = queries.call("CGF1")
    assert closed.is_closed
    phase = reviews.phase_of_kind(closed, Kind.SCORING)
    rows = rankings.ranking(phase)
    assert len(rows) == 8
    assert sum(row.rank is not None for row in rows) >= 6


def test_a_dozen_bids_in_five_languages(app, story):
    bids = db.session.scalars(select(Application)).all()

    assert len(bids) == 12
    assert len({b.language for b in bids}) == 5
    assert Counter(b.stage for b in bids)[Stage.DRAFT] == 2


def test_no_two_bids_share_eight_words_in_a_row(app, story):
    seen = {}
    for bid in db.session.scalars(select(Application)):
        raw = queries.raw_answers(queries.application(bid.id))
        words = " ".join(raw.get("need", []) + raw.get("plan", [])).split()
        for start in range(len(words) - 7):
            run = tuple(words[start : start + 8])
            assert seen.setdefault(run, bid.reference) == bid.reference, run


def test_every_audit_chain_of_the_story_holds(app, story):
    query = select(audit.Event).order_by(audit.Event.thing_id, audit.Event.sequence)
    lines = list(db.session.scalars(query))

    for one, two in pairwise(lines):
        if one.thing_id == two.thing_id:
            assert two.previous == one.digest


@pytest.mark.parametrize("language", ["en", "ar", "pl", "qps"])
@pytest.mark.parametrize("email", [VISITOR, *(who.email for who in CAST)])
def test_every_link_leads_somewhere_for_everybody(app, story, browser, email, language):
    person = db.session.scalar(select(Person).where(Person.email == email))
    them = browser(person)
    them.get(f"/?language={language}")
    waiting, seen = ["/", "/help", "/staff/" if person else "/calls"], set()

    while waiting:
        path = waiting.pop()
        if path in seen or "language=" in path or path.startswith(("#", "http")):
            continue
        seen.add(path.partition("#")[0])
        page = them.get(path)
        assert page.status in {200, 303}, f"{path}: {page.status}"
        if page.status == 303 or page.response.mimetype != "text/html":
            continue
        waiting += [link.partition("#")[0] or path for link in page.links()]

    assert len(seen) >= (6 if person else 5)
