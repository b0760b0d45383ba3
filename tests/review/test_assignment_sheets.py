"""Assignments as CSV: out, in with a preview, and stored as a whole or not at all."""

import csv
import io

import pytest
from sqlalchemy import select

from grantsapp import clock
from grantsapp.calls.forms import carrying
from grantsapp.db import db
from grantsapp.review import rosters
from grantsapp.review.actions import assignment_sheets as tables
from grantsapp.review.actions import declaring
from grantsapp.review.models import Assignment, Origin, Reading
from grantsapp.review.queries.assigning import board_of
from tests.cast import (
    a_bid,
    a_draft,
    a_group,
    a_moderator,
    assigned,
    eligible,
    scored,
)


@pytest.fixture
def bids(call, cast):
    group = a_group(cast.amina)
    made = [a_bid(call, group, cast.amina, title=["=1+1"]) for _ in range(2)]
    for bid in made:
        eligible(bid, cast.stella)
    return made


@pytest.fixture
def panel(call, cast):
    people = (cast.rosa, cast.ravi, cast.mei)
    return [a_moderator(call, p, cast.stella) for p in people]


@pytest.fixture
def where(phase):
    return f"/staff/phases/{phase.id}/assignments/file"


def table(*rows, head="bid,moderator"):
    return "\r\n".join([head, *rows]).encode()


def sent(browser, path, content):
    return browser.post(path, {"file": (io.BytesIO(content), "a.csv")})


def now():
    db.session.rollback()
    db.session.expire_all()
    found = db.session.scalars(select(Assignment))
    return sorted((a.application.number, a.moderator.person.called) for a in found)


def test_it_goes_out_with_names_to_read_and_comes_back_unchanged(
    app, phase, bids, panel, cast, browser, where
):
    assigned(bids[0], panel[0], panel[1], by=cast.stella)
    stella = browser(cast.stella)

    out = stella.get(where.replace("/file", ".csv"))
    back = sent(stella, where, out.data)

    rows = list(csv.reader(io.StringIO(out.data.decode("utf-8-sig"))))
    assert out.data.startswith(b"\xef\xbb\xbf")
    assert rows == [
        ["bid", "moderator", "title", "name"],
        ["CF1-0001", "ravi@example.org", "'=1+1", "Ravi"],
        ["CF1-0001", "rosa@example.org", "'=1+1", "Rosa"],
    ]
    assert "0 assignments would be added. 0 would be taken away. 2 stay." in (
        back.words()
    )
    assert "Store them" not in back.text


def test_it_is_looked_at_first_and_stored_when_confirmed(
    app, phase, bids, panel, cast, browser, where
):
    assigned(bids[0], panel[0], panel[1], by=cast.stella)
    content = table("CF1-0001,rosa@example.org", "cf1-0002, MEI@example.org ", "", ",")
    stella = browser(cast.stella)

    shown = sent(stella, where, content)
    between = now()
    stored = stella.post(f"{where}/stored", shown.form("stored"))

    assert "One assignment would be added. One would be taken away. One stays." in (
        shown.words()
    )
    assert between == [(1, "Ravi"), (1, "Rosa")]
    assert stored.status == 303
    assert now() == [(1, "Rosa"), (2, "Mei")]
    made = db.session.scalars(
        select(Assignment.origin).join(Assignment.application)
    ).all()
    assert sorted(made) == [Origin.HAND, Origin.SHEET]


HOWS = {
    "semicolons": b"bid;moderator\nCF1-0001;rosa@example.org\n",
    "a mark": "bid,moderator\nCF1-0001,rosa@example.org\n".encode("utf-8-sig"),
    "both": "Bid;Moderator\r\nCF1-0001;rosa@example.org".encode("utf-8-sig"),
    "tabs in UTF-16": "bid\tmoderator\nCF1-0001\trosa@example.org\n".encode("utf-16"),
    "sep": b"sep=;\r\nbid;moderator\r\nCF1-0001;rosa@example.org\r\n",
    "other columns": b"name,e-mail,x,bid\nR,rosa@example.org,1,CF1-0001\n",
    "Windows": "bid,moderator,name\nCF1-0001,rosa@example.org,Jos\xe9".encode("cp1252"),
    "quotes and lines": b'bid,moderator,title\n"CF1-0001","rosa@example.org","a\nb"',
    "apostrophes": b"bid,moderator\n'CF1-0001,'rosa@example.org",
    "old Macs": b"bid,moderator\rCF1-0001,rosa@example.org\r",
}


@pytest.mark.parametrize("how", HOWS)
def test_tables_are_read_however_a_spreadsheet_wrote_them(how):
    lines = rosters.read(HOWS[how])

    assert [(x.bid, x.moderator) for x in lines] == [("CF1-0001", "rosa@example.org")]
    assert [x.row for x in lines] == [2]


BROKEN = {
    b"": ["Row 1: there is no column “bid”.", "Row 1: there is no column “moderator”."],
    b"bid\nCF1-0001": ["Row 1: there is no column “moderator”."],
    b"PK\x03\x04rest": ["This is not a CSV file. Save the table as CSV first."],
    b"a\x00b": ["This is not a CSV file. Save the table as CSV first."],
    b"bid,moderator\nCF1-0001,\n,rosa@example.org": [
        "Row 2: the cell “moderator” is empty.",
        "Row 3: the cell “bid” is empty.",
    ],
    b'bid,moderator\n"' + b"x" * 200_000: [
        "This is not a CSV file. Save the table as CSV first."
    ],
    b"bid,moderator\n" + b"a,b\n" * 20_001: ["This table has more than 20000 rows."],
    b"bid,moderator\n" + b"a,b\n" * 600_000: ["This file is larger than 2 MB."],
}


@pytest.mark.parametrize("content", BROKEN, ids=lambda c: repr(c[:20]))
def test_a_file_that_is_no_such_table_says_why(
    app, phase, bids, panel, cast, browser, where, content
):
    answer = sent(browser(cast.stella), where, content)

    assert answer.status == 422
    assert answer.faults == BROKEN[content]


def test_no_file_at_all_is_asked_for(app, phase, bids, panel, cast, browser, where):
    answer = browser(cast.stella).post(where, {})

    assert answer.status == 422
    assert answer.faults == ["Choose a file first."]


def test_each_row_that_cannot_be_is_told_with_its_reason_and_nothing_is_stored(
    app, phase, bids, panel, cast, call, browser, where
):
    _rosa, ravi, _mei = panel
    begun, *_more = assigned(bids[0], *panel, by=cast.stella)
    scored(begun, 5, 4, 2, submit=False)
    reading = Reading(ravi, bids[1], phase)
    declaring.declare_conflict(reading, reason="My sister works there.", by=cast.ravi)
    a_moderator(call, cast.zed, cast.stella, accepts=False)
    unchecked = a_bid(call, bids[0].organisation, cast.amina)
    a_draft(call, bids[0].organisation, cast.amina)
    db.session.commit()
    before = now()
    content = table(
        "CF1-0002,ravi@example.org",
        "CF1-0999,rosa@example.org",
        "CF1-0002,nobody@example.org",
        "CF1-0002,omar@example.org",
        "CF1-0002,zed@example.org",
        f"{unchecked.reference},rosa@example.org",
        "CF1-0004,rosa@example.org",
        "CF1-0002,mei@example.org",
        "cf1-0002,Mei@example.org",
    )

    answer = sent(browser(cast.stella), where, content)

    assert answer.status == 422
    assert answer.faults == [
        "Row 2: ravi@example.org has a conflict with CF1-0002.",
        "Row 3: no bid CF1-0999 is in this phase.",
        "Row 4: nobody on the panel has the address nobody@example.org.",
        "Row 5: nobody on the panel has the address omar@example.org.",
        "Row 6: zed@example.org has not accepted a place on the panel.",
        "Row 7: no bid CF1-0003 is in this phase.",
        "Row 8: no bid CF1-0004 is in this phase.",
        "Row 10: Mei@example.org and cf1-0002 are there twice.",
        "rosa@example.org has begun to review CF1-0001. A begun review cannot be "
        "taken away, so the table must name it.",
    ]
    assert "My sister" not in answer.text
    assert "carried" not in answer.text
    assert now() == before


def test_a_conflict_with_what_is_assigned_is_told_unless_its_review_has_begun(
    app, phase, bids, panel, cast, browser, where
):
    free, begun = (assigned(b, panel[0], by=cast.stella)[0] for b in bids)
    scored(begun, 5, 4, 2)
    for one in (free, begun):
        declaring.declare_conflict(one, reason="x", by=cast.rosa)
    db.session.commit()
    stella = browser(cast.stella)
    out = stella.get(where.replace("/file", ".csv"))

    answer = sent(stella, where, out.data)

    assert answer.faults == ["Row 2: rosa@example.org has a conflict with CF1-0001."]


def test_who_declined_is_refused(app, phase, bids, panel, cast, browser, where):
    (gone,) = assigned(bids[0], panel[0], by=cast.stella)
    gone.declined_at = clock.now()
    db.session.commit()

    answer = sent(browser(cast.stella), where, table("CF1-0001,rosa@example.org"))

    assert answer.faults == ["Row 2: rosa@example.org declined CF1-0001."]


def test_a_preview_that_is_out_of_date_stores_nothing(
    app, phase, bids, panel, cast, browser, where
):
    stella = browser(cast.stella)
    shown = sent(stella, where, table("CF1-0001,rosa@example.org"))
    assigned(bids[1], panel[1], by=cast.stella)

    answer = stella.post(f"{where}/stored", shown.form("stored"))

    assert answer.status == 409
    assert "Somebody changed the assignments" in answer.text
    assert now() == [(2, "Ravi")]


def test_a_conflict_found_since_the_preview_stores_nothing(
    app, phase, bids, panel, cast, browser, where
):
    stella = browser(cast.stella)
    content = table("CF1-0001,rosa@example.org", "CF1-0002,mei@example.org")
    shown = sent(stella, where, content)
    reading = Reading(panel[0], bids[0], phase)
    declaring.declare_conflict(reading, reason="x", by=cast.rosa)
    db.session.commit()

    answer = stella.post(f"{where}/stored", shown.form("stored"))

    assert answer.status == 409
    assert "cannot be stored any more" in answer.text
    assert now() == []


def test_what_the_page_carried_is_checked_as_strictly_when_it_comes_back(
    app, phase, bids, panel, cast, browser, where
):
    stella = browser(cast.stella)
    state = tables.state_of(board_of(phase))
    line = [2, "CF1-0001", "rosa@example.org"]
    wrong = [
        "",
        "nonsense",
        carrying.packed(None),
        carrying.packed([state]),
        carrying.packed([state, [line[:2]]]),
        carrying.packed([state, [["2", *line[1:]]]]),
        carrying.packed([state, [[2, "x" * 201, "y"]]]),
        carrying.packed([1, [line]]),
    ]
    statuses = [
        stella.post(f"{where}/stored", {"carried": one}).status for one in wrong
    ]
    unknown = carrying.packed([state, [[2, "CF1-0001", "zed@example.org"]]])

    assert statuses == [422] * len(wrong)
    assert stella.post(f"{where}/stored", {"carried": unknown}).status == 409
    assert now() == []


@pytest.mark.parametrize("who", ["rosa", "amina", "otto"])
def test_nobody_else_takes_or_brings_a_table(
    app, phase, bids, panel, cast, browser, where, who
):
    them = browser(getattr(cast, who))

    assert them.get(where.replace("/file", ".csv")).status == 403
    assert them.post(where, {}).status == 403
    assert them.post(f"{where}/stored", {}).status == 403
