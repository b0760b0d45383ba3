"""Texts with what cannot be seen, with pictures, and far too long ones.

All of it is kept or refused with a sentence, nothing answers 500, and what turns a text
around turns nothing that stands beside it.
"""

import csv
import io
import json
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from grantsapp import mail, sheets, unseen
from grantsapp.accounts import actions as accounts
from grantsapp.accounts.models import Part
from grantsapp.calls import queries
from grantsapp.calls.questions import Fault, Kind, Question, cells, read, word_count
from grantsapp.db import db
from grantsapp.mail import Letter
from tests.cast import a_bid, a_call, a_draft, a_fund, a_group
from tests.every_kind import ANSWERED, a_call_of_every_kind

TURNED = "Table\u202eelbaT"
ODD = {
    "override": "Kitchen \u202enehctik\u202c end",
    "never closed": "Kitchen \u202enehctik",
    "isolates": "\u2067مطبخ\u2069 and \u2066kitchen",
    "marks": "مطبخ\u200f (1) \u061cمطبخ\u200e",
    "emoji": "We cook 👩🏽‍🍳👨‍👩‍👧‍👦 🏴󠁧󠁢󠁥󠁮󠁧󠁿 ❤️",
    "zero width": "Kit\u200bchen\ufeff ta\u2060ble",
    "joiners": "نامه\u200cها and क\u094d\u200dष",
    "combining": "Z" + "\u0335\u0317" * 60 + "algo",
    "private use": "Logo \ue000 here",
    "astral": "𒀀𒁀 𝔗𝔢𝔵𝔱",
    "markup": "<script>alert(1)</script>{{ 7*7 }}100 %s &amp; '\"--",
    "nonce": "\ufffd\ufffc",
}
CONTROLS = "".join(map(chr, [*range(9), 11, 12, *range(14, 32), 127, *range(128, 160)]))


@pytest.fixture
def call(cast):
    return a_call_of_every_kind(cast)


@pytest.fixture
def draft(call, cast):
    return a_draft(call, a_group(cast.amina, cast.bo), cast.amina, **ANSWERED)


def place(bid, section="details"):
    return f"/applications/{bid.id}/sections/{section}"


def saved(browser, where, **typed):
    """Save a section with some answers changed; gives the page that follows."""
    form = browser.get(where).form("sections")
    return browser.follow(browser.post(where, {**form, **typed}))


# what is unseen


@pytest.mark.parametrize("mark", [*unseen.TURNING, *unseen.HIDING], ids=ascii)
def test_a_line_has_nothing_that_turns_or_hides(mark):
    assert unseen.one_line(f"a{mark}b") == "ab"


@pytest.mark.parametrize("name", ["marks", "emoji", "joiners", "combining", "astral"])
def test_a_line_keeps_what_belongs_in_it(name):
    assert unseen.one_line(ODD[name]) == ODD[name]


def test_a_line_is_one_line():
    assert unseen.one_line("a\r\nb\u2028c\td\x00e\ud800f") == "a  b c def"


@pytest.mark.parametrize(
    "blank", ["", " \n", "\u200b", "\u202e\u202c", "\ufeff\u00a0\x00"]
)
def test_what_shows_nothing_is_no_answer(blank):
    for kind in (Kind.SHORT, Kind.LONG, Kind.MONEY, Kind.EMAIL, Kind.ONE):
        assert read(Question("q", kind, {}), [blank], "ar").fault is Fault.MISSING


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("plain", "plain"),
        ("a\u202eb", "a\u202eb\u202c"),
        ("a\u202eb\u202c", "a\u202eb\u202c"),
        ("\u2067a\u202eb", "\u2067a\u202eb\u202c\u2069"),
        ("\u2067a\u202eb\u2069c", "\u2067a\u202eb\u2069c"),
        ("\u202ea\nb\u2068", "\u202ea\u202c\nb\u2068\u2069"),
        ("\u202c\u2069", "\u202c\u2069"),
        ("\u202a\u2066\u202c", "\u202a\u2066\u202c\u2069\u202c"),
    ],
    ids=ascii,
)
def test_a_long_text_closes_what_it_opens(text, told):
    assert unseen.closed(text) == told


@given(st.text(alphabet=st.sampled_from([*unseen.TURNING, "a", "\n"]), max_size=40))
def test_closing_twice_closes_no_more(text):
    once = unseen.closed(text)

    assert once.replace("\n", "").startswith(text.split("\n")[0])
    assert unseen.closed(once) == once


def test_a_line_of_a_csv_is_not_turned_around_by_one_cell():
    content = sheets.csv_bytes(["a", "b"], [["x\u202ey", "z"], ["\u2067x\ny", "z"]])

    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert rows[1:] == [["x\u202ey\u202c", "z"], ["\u2067x\u2069\ny", "z"]]


# in an application


@pytest.mark.parametrize("name", ODD)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_an_odd_text_is_kept_as_it_was_typed(draft, cast, browser, name, language):
    amina, typed = browser(cast.amina, language), ODD[name]

    saved(amina, place(draft), need=typed, nick=typed, why_not=typed, secret=typed)
    saved(amina, place(draft, "project"), title=typed)

    page = amina.get(place(draft))
    form = page.form("sections")
    assert form["need"] == form["nick"] == form["secret"] == [typed]
    assert amina.get(place(draft, "project")).form("sections")["title"] == [typed]
    bid = queries.application(draft.id)
    assert queries.raw_answers(bid)["need"] == [typed]
    assert not any(mark in bid.title for mark in unseen.TURNING)
    for path in ("", "/check", "/application.pdf"):
        assert amina.get(f"/applications/{draft.id}{path}").status == 200


def test_odd_texts_in_cells_of_a_table_are_kept(draft, cast, browser):
    amina = browser(cast.amina)
    for typed in ODD.values():
        saved(amina, place(draft), **{"helpers.0.name": typed})
        kept = amina.get(place(draft)).form("sections")["helpers.0.name"]
        assert kept == [typed]
        assert amina.get(f"/applications/{draft.id}/check").status == 200


def test_controls_and_zero_bytes_go_and_all_else_stays(draft, cast, browser):
    amina = browser(cast.amina)

    saved(amina, place(draft), need=f"a{CONTROLS}b\r\n\tc", nick=f"x{CONTROLS}y")

    form = amina.get(place(draft)).form("sections")
    assert (form["need"], form["nick"]) == (["ab\n\tc"], ["xy"])


@pytest.mark.parametrize("body", [b"%ED%A0%80", b"%FF%FE", b"%00%FF", b"%EF%BF%BF"])
def test_broken_letters_are_answered_with_a_page(draft, cast, browser, body):
    amina = browser(cast.amina)
    amina.get("/account")
    data = b"csrf_token=" + amina._csrf.encode() + b"&version-need=1&need=x" + body
    kind = "application/x-www-form-urlencoded"

    answer = amina._ask("POST", place(draft), data=data, content_type=kind)

    assert answer.status == 303
    (kept,) = queries.raw_answers(queries.application(draft.id))["need"]
    assert kept.startswith("x")
    assert not any(unicodedata.category(c) == "Cs" for c in kept)
    assert amina.get(place(draft)).status == 200


LINES = {
    "half a letter": '{"name": "\\ud800"}',
    "a zero byte": '{"name": "a\\u0000b"}',
    "deep": '{"name": ' + "[" * 50_000,
    "huge": '{"name": ' + "9" * 5_000 + "}",
    "no object": '["name"]',
    "no text": '{"name": {"a": 1}, "fee": 5}',
    "unknown": '{"name": "Sara", "elves": "x"}',
}


@pytest.mark.parametrize("name", LINES)
def test_a_line_of_a_table_made_by_hand_breaks_no_page(draft, cast, browser, name):
    amina = browser(cast.amina)
    form = amina.get(place(draft)).form("sections")
    bare = {n: v for n, v in form.items() if not n.startswith("helpers.")}

    answer = amina.post(place(draft), {**bare, "helpers": LINES[name]})

    assert answer.status == 303
    assert amina.get(place(draft)).status == 200
    assert amina.get(f"/applications/{draft.id}/check").status == 200
    assert not any("\ud800" in text for text in cells(LINES[name]).values())


@pytest.mark.parametrize(
    "text",
    [
        "word " * 200_000,
        "م" * 1_000_000,
        "字" * 350_000,
        "\u202e" * 300_000,
        "a-" * 500_000,
    ],
    ids=["words", "one word", "han", "overrides", "hyphens"],
)
def test_a_megabyte_in_one_answer_is_kept_and_told(draft, cast, browser, text):
    amina, start = browser(cast.amina), time.process_time()

    page = saved(amina, place(draft), need=text)

    kept = queries.raw_answers(queries.application(draft.id))["need"]
    assert kept == [text]
    assert page.form("sections")["need"] == [text]
    if not unseen.is_blank(text):
        assert any("is the most" in words for words in page.faults)
    check = amina.post(f"/applications/{draft.id}/submission")
    assert check.status in {303, 422}
    assert amina.get("/applications").status == 200
    assert time.process_time() - start < 20


def test_a_megabyte_that_comes_too_late_is_kept_for_its_author(draft, cast, browser):
    amina, text = browser(cast.amina), "word " * 200_000

    late = amina.post(place(draft), {"need": text, "csrf_token": "old"})

    (kept,) = [link for link in late.links() if "/rescued/" in link]
    assert text.strip() in amina.get(kept).text


def test_counting_words_of_a_megabyte_takes_no_time():
    for text in (
        "a" * 10**6,
        "a b " * 250_000,
        "字" * 350_000,
        "'" * 10**6,
        "a'" * 500_000,
    ):
        start = time.process_time()
        word_count(text)
        assert time.process_time() - start < 5, text[:4]


# a name that turns, on its way through the house


def test_a_title_that_turns_turns_nothing_beside_it(call, cast, browser):
    group = a_group(cast.amina, name=unseen.one_line(TURNED))
    bid = a_bid(call, group, cast.amina, **{**ANSWERED, "title": [TURNED]})
    stella = browser(cast.stella)

    listed = stella.get("/staff/calls/CF1/applications")
    table = stella.post("/staff/calls/CF1/applications.csv")
    document = stella.get(f"/staff/applications/{bid.id}/application.pdf")

    assert "TableelbaT" in listed.text
    for page in (listed, browser(cast.amina).get("/applications")):
        assert not any(mark in page.text for mark in unseen.TURNING[:5])
    assert not any(mark in table.data.decode() for mark in unseen.TURNING[:5])
    assert document.status == 200
    letters = db.session.scalars(select(Letter)).all()
    assert letters
    for letter in letters:
        assert not any(mark in letter.subject for mark in unseen.TURNING)


def test_the_name_of_a_group_that_turns_is_kept_without_what_turns_it(
    app, cast, browser
):
    amina = browser(cast.amina)
    facts = {"name": TURNED, "kind": "informal_group", "borough": "Haringey"}

    amina.post(
        "/organisations/new", {**facts, "register": "", "number": "", "about": ""}
    )

    page = amina.get("/account")
    assert "TableelbaT" in page.text
    assert "\u202e" not in page.text


def test_a_subject_is_one_line_that_turns_nothing(app, cast):
    group = a_group(cast.amina, name="Kit\u202eche\r\nBcc: x@example.org\u2028n")
    accounts.invite(
        group, part=Part.MEMBER, email="x@example.org", language="en", by=cast.amina
    )
    db.session.commit()
    letter = db.session.scalars(select(Letter)).one()

    subject = mail.message(letter)["Subject"]
    assert "\n" not in subject
    assert not any(mark in letter.subject for mark in unseen.TURNING)
    assert "Kitche" in letter.subject


def test_what_a_manager_types_with_controls_is_kept_without_them(cast, browser):
    a_call(a_fund(cast.stella), cast.stella, published=False)
    stella, path = browser(cast.stella), "/staff/calls/CF1/text"
    form = stella.get(path).form("text")

    changes = {"title-en": "Spring\u202e\x01 call", "summary-en": "One\x02\nTwo"}
    answer = stella.post(path, {**form, **changes})

    assert answer.status == 303
    call = queries.call("CF1")
    assert call.title.plain("en") == "Spring call"
    assert "\x02" not in json.dumps(dict(call.summary))
