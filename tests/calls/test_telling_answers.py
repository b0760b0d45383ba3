"""Budgets, lines, declarations and conditions, on paper, in files and on pages."""

import csv
import io
import json
import zipfile
from datetime import timedelta

import pypdfium2 as pdfium
import pytest
from python_calamine import CalamineWorkbook

from grantsapp import clock, i18n
from grantsapp.calls import queries
from grantsapp.calls.actions import blank, papers, writing
from grantsapp.calls.queries.papers import paper
from grantsapp.calls.queries.wording import shown_raw
from grantsapp.calls.questions import Kind, line_of
from grantsapp.db import db
from grantsapp.review.actions import declaring
from tests.cast import (
    a_bid,
    a_call,
    a_draft,
    a_fund,
    a_group,
    a_moderator,
    assigned,
    eligible,
)
from tests.cast import text as words

AGREE = i18n.Text.of(
    "en",
    en="We keep to the rules of the fund.",
    ar="نلتزم بقواعد الصندوق.",
    pl="Trzymamy się zasad funduszu.",
)
COLUMNS = [
    {"code": "name", "kind": "short_text", "label": dict(words("Name"))},
    {"code": "mail", "kind": "e_mail", "label": dict(words("E-mail"))},
    {"code": "phone", "kind": "phone", "label": dict(words("Phone"))},
    {"code": "fee", "kind": "money", "label": dict(words("Fee")), "required": False},
]
ASKED = [
    ("budget", Kind.BUDGET, {}),
    ("outputs", Kind.OUTPUTS, {}),
    ("helpers", Kind.GROUP, {"columns": COLUMNS}),
    ("contact", Kind.EMAIL, {}),
    ("ring", Kind.PHONE, {}),
    ("why_not", Kind.LONG, {"words": 50}),
    ("agreed", Kind.DECLARATION, {}),
]
HANGS = {"condition": {"question": "safeguarding", "answers": ["no"]}}
BUDGET = [
    line_of({"what": "Hall", "amount": "8,000", "other": "1200.50"}),
    line_of({"what": "=Tea & cups", "amount": "450"}),
]
OUTPUTS = [
    line_of({"measure": "people", "planned": "1200", "where": "Haringey"}),
    line_of({"measure": "events", "planned": "4"}),
]
HELPERS = [
    line_of(
        {"name": "Bo", "mail": "Bo@Example.org", "phone": "+44 20 7946 0000", "fee": ""}
    )
]
GIVEN = {
    "budget": BUDGET,
    "outputs": OUTPUTS,
    "helpers": HELPERS,
    "contact": ["amina@example.org"],
    "ring": ["020 7946 0000"],
    "why_not": ["Hidden words."],
    "agreed": ["yes"],
}


@pytest.fixture
def call(cast):
    call = a_call(a_fund(cast.stella), cast.stella, published=False)
    section = queries.sections_of(call)[0]
    for code, kind, more in ASKED:
        facts = {"label": words(code), "help": i18n.Text(), "code": code, "kind": kind}
        facts |= {"label": AGREE} if code == "agreed" else {}
        facts |= HANGS if code == "why_not" else {}
        writing.add_question(section, call, by=cast.stella, **facts, **more)
        db.session.flush()
        db.session.refresh(section, ["questions"])
    db.session.commit()
    writing.open_call(queries.call("CF1"), by=cast.stella)
    db.session.commit()
    return queries.call("CF1")


@pytest.fixture
def bid(call, cast):
    return a_bid(call, a_group(cast.amina), cast.amina, **GIVEN)


def text_of(content):
    document = pdfium.PdfDocument(content)
    text = "\n".join(p.get_textpage().get_text_bounded() for p in document)
    return " ".join(text.split())


def table(page):
    rows = list(csv.reader(io.StringIO(page.data.decode("utf-8-sig"))))
    return dict(zip(rows[1], rows[2], strict=True))


@pytest.mark.parametrize("make", [papers.receipt, None])
def test_a_bid_on_paper_has_its_tables_with_heads_figures_and_a_total(bid, make):
    told = paper(queries.application(bid.id))
    content = make(told) if make else papers.bid(told, for_its_authors=False)

    said = text_of(content)
    assert "What it is for Asked of us From others" in said
    assert "Hall £8,000 £1,200.50" in said
    assert "=Tea & cups £450" in said
    assert "Total £8,450 £1,200.50" in said
    assert "People reached 1,200 Haringey" in said
    assert "Bo bo@example.org +44 20 7946 0000" in said
    assert "We keep to the rules of the fund. Agreed" in said
    assert "{" not in said
    assert b"/Table" in content
    assert b"/Scope /Row" in content  # of the total


def test_amounts_with_pence_show_them_in_the_whole_column(bid):
    answer = next(a for a in bid.answers if a.question == "budget")
    answer.raw = [
        line_of({"what": "Hall", "amount": "8000.50"}),
        line_of({"what": "Tea", "amount": "450"}),
    ]

    said = text_of(papers.bid(paper(bid), for_its_authors=True))

    assert "Hall £8,000.50" in said
    assert "Tea £450.00" in said
    assert "Total £8,450.50" in said


def test_what_was_not_asked_stands_in_no_document(bid):
    said = text_of(papers.receipt(paper(queries.application(bid.id))))

    assert "Hidden words" not in said
    assert "why_not" not in said
    assert "safeguarding Yes" in said


def test_a_section_of_which_nothing_was_asked_has_no_head(bid):
    told = paper(queries.application(bid.id))
    form = told.form
    alone = form.question("why_not")
    last = type(form.sections[0])("last", dict(words("Last part")), (alone,))
    told = type(told)(**{**vars(told), "form": type(form)((form.sections[1], last))})

    assert "Last part" not in text_of(papers.bid(told, for_its_authors=True))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("don't stop, won't stop", "4 of 20 words"),
        ("amina.yusuf@example.org", "2 of 20 words"),
        ("£8,450.50 and 1.000,50", "3 of 20 words"),
        ("우리는 2027년에 함께 요리한다", "4 of 20 words"),
        ("我们2027年一起做饭。", "8 of 20 words"),
        ("½ cup, 1½ cups, 3/4, 3⁄4", "8 of 20 words"),
    ],
)
def test_a_document_counts_words_as_by_hand(bid, typed, said):
    next(a for a in bid.answers if a.question == "need").raw = [typed]

    assert said in text_of(papers.bid(paper(bid), for_its_authors=True))
    assert said in text_of(papers.receipt(paper(bid)))


def test_an_arabic_bid_has_its_tables_from_the_right(bid):
    bid.language = "ar"

    content = papers.bid(paper(bid), for_its_authors=True)

    page = next(
        p
        for p in pdfium.PdfDocument(content)
        if "1,200.50" in p.get_textpage().get_text_bounded()
    )
    text = page.get_textpage()
    whole = text.get_text_range()
    hall, asked = whole.index("Hall"), whole.index("£8,000")
    # What it is for stands on the right, what is asked left of it; the sign leads.
    assert text.get_charbox(hall)[0] > text.get_charbox(asked)[0]
    assert text.get_charbox(asked)[0] < text.get_charbox(asked + 1)[0]
    everything = text_of(content)
    assert "amina@example.org" in everything
    assert "+44 20 7946 0000" in everything


def test_lines_of_many_columns_are_told_one_by_one(call, cast):
    bid = a_bid(call, a_group(cast.amina), cast.amina, **GIVEN)
    told = paper(queries.application(bid.id))
    asked = told.form.question("helpers")
    born = type(asked.columns[0])("born", Kind.DATE, dict(words("Born")))
    wide = type(asked)(**{**vars(asked), "columns": (*asked.columns, born)})
    section = type(told.form.sections[0])("one", dict(words("One")), (wide,))
    row = {
        "name": "Bo",
        "mail": "bo@example.org",
        "phone": "020 7946 0000",
        "fee": "12.50",
        "born": "1990-02-01",
    }
    facts = {"form": type(told.form)((section,)), "raw": {"helpers": [line_of(row)]}}

    said = text_of(
        papers.bid(type(told)(**{**vars(told), **facts}), for_its_authors=True)
    )

    assert "Line 1" in said
    assert "Born 1 February 1990" in said
    assert "Fee £12.50" in said


@pytest.mark.parametrize("language", ["en", "ar", "pl"])
def test_the_form_on_paper_has_room_for_every_kind(call, language):
    form = queries.form_version_of(call).form

    content = blank.blank_form(call, form, language, "https://example.org/calls/CF1")

    said = text_of(content)
    heads = {"en": "What it is for Asked of us From others", "ar": "Fee", "pl": "Fee"}
    assert heads[language] in said
    if language == "en":
        assert "Only if you answered No to “9. safeguarding”" in said
        assert "Up to 50 words." in said
        assert "Tick the box to agree." in said
        assert "What is counted: one of People reached, Sessions held" in said
        assert "What you ask of us adds up to the amount you ask for. What it" in said


def test_one_line_is_left_for_an_address_and_a_number(call):
    form = queries.form_version_of(call).form

    counts = {c: blank._lines(form.question(c)) for c in ("contact", "ring", "need")}

    assert counts == {"contact": 1, "ring": 1, "need": 3}


def test_a_table_of_bids_tells_lines_in_lines_and_codes_of_columns(bid, cast, browser):
    stella = browser(cast.stella)

    row = table(stella.post("/staff/calls/CF1/applications.csv"))

    assert row["answer.budget"].splitlines() == [
        "What it is for: Hall · Asked of us: £8,000 · From others: £1,200.50",
        "What it is for: =Tea & cups · Asked of us: £450",
    ]
    assert row["answer.outputs"].splitlines()[1] == (
        "What is counted: Public events · How many: 4"
    )
    assert row["answer.agreed"] == "Agreed"
    assert row["answer.contact"] == "amina@example.org"
    assert row["answer.why_not"] == ""
    page = stella.post("/staff/calls/CF1/applications.xlsx")
    book = CalamineWorkbook.from_filelike(io.BytesIO(page.data))
    codes = book.get_sheet_by_name("Codes").to_python()
    assert ["budget: Asked of us", "answer.budget.amount", "money", "", ""] in codes
    assert [
        "outputs: What is counted",
        "answer.outputs.measure",
        "one_of",
        "Public events",
        "events",
    ] in codes


def test_a_number_with_a_plus_is_no_formula(bid, cast, browser):
    bid = queries.application(bid.id)
    next(a for a in bid.answers if a.question == "ring").raw = ["+44 20 7946 0000"]
    db.session.commit()

    row = table(browser(cast.stella).post("/staff/calls/CF1/applications.csv"))

    assert row["answer.ring"] == "'+44 20 7946 0000"


def test_a_condition_on_a_sensitive_answer_is_kept_and_the_answer_is_not_told(
    call, cast, browser
):
    version = queries.form_version_of(call)
    definition = json.loads(json.dumps(version.definition))
    for section in definition["sections"]:
        for question in section["questions"]:
            question["sensitive"] = question["code"] == "safeguarding"
    version.definition = definition
    db.session.commit()
    db.session.expire_all()
    vars(version).pop("form", None)
    group = a_group(cast.amina)
    a_bid(queries.call("CF1"), group, cast.amina, **GIVEN, safeguarding=["no"])

    row = table(browser(cast.stella).post("/staff/calls/CF1/applications.csv"))

    assert "answer.safeguarding" not in row
    assert row["answer.why_not"] == "Hidden words."


def test_a_zip_tells_lines_as_values_and_nothing_that_was_not_asked(bid, cast, browser):
    stella = browser(cast.stella)

    page = stella.post(f"/staff/applications/{bid.id}/application.zip")

    packed = zipfile.ZipFile(io.BytesIO(page.data))
    told = json.loads(packed.read("CF1-0001.json"))
    answers = {a["code"]: a for a in told["answers"]}
    assert answers["budget"]["value"][0] == {
        "what": "Hall",
        "amount": 800_000,
        "other": 120_050,
    }
    assert answers["budget"]["currency"] == "GBP"
    assert answers["why_not"]["skipped"] is True
    assert "Hidden words" not in packed.read("CF1-0001.json").decode()
    told = packed.read("CF1-0001.csv").decode("utf-8-sig")
    assert "Asked of us: £8,000" in told
    assert "Hidden words" not in told


def rows_of(page):
    return [" ".join(" ".join(row.itertext()).split()) for row in page.all("tr")]


@pytest.mark.parametrize("who", ["amina", "stella"])
def test_pages_show_a_table_and_leave_out_what_was_not_asked(bid, cast, browser, who):
    place = {"amina": "/applications/{}/check", "stella": "/staff/applications/{}"}[who]
    person = browser(getattr(cast, who))
    person.get("/?language=en")

    page = person.get(place.format(bid.id))

    rows = rows_of(page)
    assert "Hall £8,000 £1,200.50" in rows
    assert "Total £8,450 £1,200.50" in rows
    assert "Agreed" in page.words()
    assert "why_not" not in page.words()
    assert "Hidden words" not in page.words()


def test_a_line_that_cannot_be_read_yet_stands_as_it_was_typed(call, cast, browser):
    lines = [line_of({"what": "Hall", "amount": "a lot"})]
    bid = a_draft(call, a_group(cast.amina), cast.amina, **{**GIVEN, "budget": lines})
    amina = browser(cast.amina)
    amina.get("/?language=en")

    page = amina.get(f"/applications/{bid.id}/check")

    assert "Hall a lot" in rows_of(page)
    assert "{" not in page.words()
    said = text_of(papers.bid(paper(queries.application(bid.id)), for_its_authors=True))
    assert "Hall a lot" in said


def test_moderators_and_those_who_check_read_the_same_table(call, bid, cast, browser):
    mei = a_moderator(call, cast.mei, cast.stella)
    with clock.stopped_at(call.closes_at + timedelta(days=1)):
        eligible(queries.application(bid.id), cast.stella)
        (asked,) = assigned(queries.application(bid.id), mei, by=cast.stella)
        declaring.clear_conflict(asked, by=cast.mei)
        db.session.commit()
        pages = [
            browser(cast.mei).get(f"/reviews/{asked.id}"),
            browser(cast.stella).get(f"/staff/calls/CF1/eligibility/{bid.id}"),
        ]

    for page in pages:
        assert page.status == 200
        assert "Total £8,450 £1,200.50" in rows_of(page)
        assert "why_not" not in page.words()


def test_two_versions_of_a_table_are_compared_in_words(bid):
    part = bid.form_version.form.question("outputs")

    assert shown_raw(part, OUTPUTS) == "People reached · 1200 · Haringey\n" + (
        "Public events · 4"
    )
    assert shown_raw(bid.form_version.form.question("agreed"), ["yes"]) == "Agreed"
