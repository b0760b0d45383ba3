"""Bids that leave the house: tables, documents, bundles; noted, guarded, complete."""

import csv
import hashlib
import io
import json
import zipfile
from copy import deepcopy

import pypdfium2 as pdfium
import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from grantsapp import audit, files
from grantsapp.calls import queries
from grantsapp.calls.actions import applying, zipping
from grantsapp.calls.models import FormVersion
from grantsapp.db import db
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


def sensitive(code):
    """Mark a question of the frozen form as sensitive."""
    version = db.session.scalar(select(FormVersion))
    definition = deepcopy(version.definition)
    for section in definition["sections"]:
        for question in section["questions"]:
            question["sensitive"] = question["code"] == code
    version.definition = definition
    db.session.commit()
    vars(version).pop("form", None)


def test_what_is_sensitive_stays_out_of_search_list_and_table(call, cast, stella):
    sensitive("need")
    a_bid(call, a_group(cast.amina), cast.amina, need=["Unspeakable"])

    assert "unspeakable" not in stella.get(LIST).text.lower()
    assert "No bid fits" in stella.get(f"{LIST}?search=unspeakable").words()
    page = stella.post(f"{LIST}.csv")
    assert "Unspeakable" not in page.text
    assert "answer.need" not in table(page)[0]


def with_files(bid, by, *names):
    """Attach small files under these names."""
    for number, name in enumerate(names):
        received = files.receive(io.BytesIO(b"hello %d" % number), name)
        applying.attach(bid, "evidence", files.keep(received, by=by), by=by)
    db.session.commit()


def unpacked(page):
    assert page.status == 200
    return zipfile.ZipFile(io.BytesIO(page.data))


def words_in(content):
    """The text of a document, as a reader takes it out."""
    document = pdfium.PdfDocument(content)
    return " ".join(p.get_textpage().get_text_bounded() for p in document)


def test_a_bid_comes_as_a_zip_with_its_document_answers_and_files(two, cast, stella):
    bid = two[1]
    with_files(bid, cast.amina, "رسالة.txt", "letter.txt", "letter.txt")

    packed = unpacked(stella.post(f"/staff/applications/{bid.id}/application.zip"))

    assert sorted(packed.namelist()) == [
        "CF1-0002.csv",
        "CF1-0002.json",
        "CF1-0002.pdf",
        "files/evidence-2-letter.txt",
        "files/evidence-letter.txt",
        "files/evidence-رسالة.txt",
    ]
    assert packed.read("files/evidence-رسالة.txt") == b"hello 0"
    told = json.loads(packed.read("CF1-0002.json"))
    answers = {a["code"]: a for a in told["answers"]}
    assert answers["amount"]["value"] == 200_000
    assert answers["amount"]["typed"] == ["2000"]
    assert answers["groups"]["value"] == ["young", "parents"]
    for file in told["files"]:
        assert hashlib.sha256(packed.read(file["path"])).hexdigest() == file["sha256"]
    assert "مائدة" in packed.read("CF1-0002.csv").decode("utf-8-sig")
    line = audit.history(queries.application(bid.id))[-1]
    assert line.verb == "took the bid with its files"


def test_what_is_sensitive_is_in_no_zip_but_in_the_papers_of_its_authors(
    two, cast, stella, browser, monkeypatch
):
    sensitive("need")
    bid = a_bid(
        queries.call("CF1"), a_group(cast.amina), cast.amina, need=["Unspeakable"]
    )

    packed = unpacked(stella.post(f"/staff/applications/{bid.id}/application.zip"))
    told = [packed.read(n) for n in packed.namelist() if not n.endswith(".pdf")]
    assert all(b"Unspeakable" not in part for part in told)
    theirs = words_in(stella.get(f"/staff/applications/{bid.id}/application.pdf").data)
    assert "Unspeakable" not in theirs
    assert "Not in this document, because it is sensitive." in theirs
    own = browser(cast.amina).get(f"/applications/{bid.id}/receipt.pdf")
    assert "Unspeakable" in words_in(own.data)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\plan.docx", "plan.docx"),
        ("CON.txt", "_CON.txt"),
        ("a<b>:c?.pdf", "a_b__c_.pdf"),
        ("evil\u202efdp.txt", "evilfdp.txt"),
        ("...", "file"),
        (".htaccess", "htaccess"),
        ("خطة العمل.pdf", "خطة العمل.pdf"),
        ("line\nbreak.txt", "linebreak.txt"),
        ("trailing. .txt", "trailing.txt"),
    ],
)
def test_a_name_in_a_zip_is_safe_on_every_system(name, safe):
    assert zipping.safe_name(name) == safe


def test_a_long_name_in_a_zip_is_cut_between_two_letters():
    safe = zipping.safe_name("ط" * 300 + ".pdf")

    assert safe.endswith("ط.pdf")
    assert len(safe.encode()) <= zipping.LONGEST_NAME
