"""Bids that leave the house: tables, documents, bundles; noted, guarded, complete."""

import csv
import hashlib
import io

import pytest
from python_calamine import CalamineWorkbook

from grantsapp import audit
from grantsapp.calls import queries
from grantsapp.calls.queries import bids
from grantsapp.calls.questions import Question
from tests.cast import a_bid, a_call, a_draft, a_fund, a_group

LIST = "/staff/calls/CF1/applications"


@pytest.fixture
def call(cast):
    return a_call(a_fund(cast.stella), cast.stella)


@pytest.fixture
def two(call, cast):
    """A bid with a formula in it, and one in Arabic for another theme."""
    group = a_group(cast.amina)
    first = a_bid(call, group, cast.amina, title=["=1+1"], need=["@SUM(A1) \u202eevil"])
    second = a_bid(
        call, group, cast.amina, title=["مائدة"], theme=["resilience"], amount=["2000"]
    )
    a_draft(call, group, cast.amina, title=["Hidden"])
    return first, second


@pytest.fixture
def stella(cast, browser):
    return browser(cast.stella)


def table(page):
    assert page.status == 200
    rows = list(csv.reader(io.StringIO(page.data.decode("utf-8-sig"))))
    return [dict(zip(rows[1], row, strict=True)) for row in (rows[0], *rows[2:])]


def test_the_table_holds_what_the_address_selects_with_labels_and_codes(two, stella):
    labels, *rows = table(stella.post(f"{LIST}.csv?theme=resilience"))

    assert labels["reference"] == "Number"
    assert labels["answer.groups"] == "groups"
    (row,) = rows
    assert row["reference"] == "CF1-0002"
    assert row["title"] == "مائدة"
    assert row["amount"] == "2000.00"
    assert row["answer.people"] == "40"
    assert row["answer.starts"] == "2027-09-01"
    assert row["answer.groups"] == "young; parents"
    assert row["answer.safeguarding"] == "Yes"


def test_no_cell_is_a_formula_and_no_draft_is_in_it(two, stella):
    _labels, *rows = table(stella.post(f"{LIST}.csv"))

    assert [r["reference"] for r in rows] == ["CF1-0001", "CF1-0002"]
    assert rows[0]["title"] == "'=1+1"
    assert rows[0]["answer.need"].startswith("'@SUM")


def test_the_order_of_the_address_is_the_order_of_the_table(two, stella):
    _labels, *rows = table(stella.post(f"{LIST}.csv?sort=amount"))

    assert [r["reference"] for r in rows] == ["CF1-0002", "CF1-0001"]


def test_the_workbook_opens_with_its_codes_on_a_second_sheet(two, stella):
    page = stella.post(f"{LIST}.xlsx?sort=number&order=down")

    book = CalamineWorkbook.from_filelike(io.BytesIO(page.data))
    assert book.sheet_names == ["Bids", "Codes"]
    rows = book.get_sheet_by_name("Bids").to_python()
    assert [row[0] for row in rows] == ["Number", "CF1-0002", "CF1-0001"]
    assert rows[2][1] == "=1+1"
    codes = book.get_sheet_by_name("Codes").to_python()
    assert ["groups", "answer.groups", "several_of", "young", "young"] in codes
    assert "young" in rows[1] or "young; parents" in rows[1]


def test_labels_are_in_the_language_of_the_manager(two, stella):
    stella.language = "ar"
    labels, *rows = table(stella.post(f"{LIST}.csv"))

    assert labels["answer.need"] == "need ع"
    assert rows[0]["answer.groups"] == "young ع; parents ع"


def test_a_taking_is_noted_with_its_filter_count_and_hash(two, call, cast, stella):
    page = stella.post(f"{LIST}.csv?theme=resilience&search=")

    line = audit.history(queries.call("CF1"))[-1]
    assert (line.verb, line.by_name) == ("took the bids", "Stella")
    assert line.details == {
        "kind": "csv",
        "filter": {"theme": ["resilience"]},
        "count": 1,
        "hash": hashlib.sha256(page.data).hexdigest(),
    }


def test_an_address_that_the_list_does_not_know_takes_nothing(two, stella):
    page = stella.post(f"{LIST}.csv?theme=gone")

    assert page.status == 409
    assert audit.history(queries.call("CF1"))[-1].verb != "took the bids"


def test_a_table_of_nothing_has_its_heads(call, cast, stella):
    assert len(table(stella.post(f"{LIST}.csv"))) == 1


def sensitive(monkeypatch, code):
    """Mark a question as sensitive, as a form may."""
    before = bids.is_sensitive
    monkeypatch.setattr(bids, "is_sensitive", lambda q: q.code == code or before(q))
    monkeypatch.setattr(
        Question, "sensitive", property(lambda q: q.code == code), raising=False
    )


def test_what_is_sensitive_stays_out_of_search_list_and_table(
    call, cast, stella, monkeypatch
):
    sensitive(monkeypatch, "need")
    a_bid(call, a_group(cast.amina), cast.amina, need=["Unspeakable"])

    assert "unspeakable" not in stella.get(LIST).text.lower()
    assert "No bid fits" in stella.get(f"{LIST}?search=unspeakable").words()
    page = stella.post(f"{LIST}.csv")
    assert "Unspeakable" not in page.text
    assert "answer.need" not in table(page)[0]
