"""Sheets typed in at a keyboard, and the ways in, looked at wide and narrow."""

import pytest
from sqlalchemy import select

from grantsapp.db import db
from grantsapp.mel.models import Response
from tests.browser.person import Person
from tests.mel.ways import a_suite

pytestmark = pytest.mark.browser


@pytest.fixture
def award(cast):
    key = a_suite(cast, follow_ups=[3]).award.id
    db.session.rollback()  # let go of the database, or the server waits for us
    return key


def at(chromium, server, language="en", **more):
    amina = Person(chromium, server, language, **more)
    amina.go(f"/?language={language}")
    amina.sign_in("amina@example.org")
    return amina


def answers():
    db.session.rollback()
    found = [row.raw for row in db.session.scalars(select(Response))]
    db.session.rollback()
    return found


def test_a_sheet_is_typed_without_touching_a_mouse(chromium, server, award):
    amina = at(chromium, server)
    amina.go(f"/awards/{award}/keying")
    keyboard = amina.page.keyboard
    amina.page.locator("#sheet").focus()
    for keys in ("12", "A", "1", "1", "", "mi07by", "", ""):  # a select takes a figure
        keyboard.type(keys)
        keyboard.press("Tab")
    keyboard.type("543-")
    keyboard.press("ArrowDown")  # left out
    keyboard.type("21")
    keyboard.type("4444444")
    assert amina.page.evaluate("document.activeElement.tagName") == "BUTTON"
    keyboard.press("Enter")
    amina.page.wait_for_url("**sheet=13*")
    amina.look()

    (raw,) = answers()
    assert raw["t1"] == {
        "ask": {"i1": 5, "i2": 4, "i3": 3},
        "wait": {"i1": None, "i3": 2, "i4": 1},
    }
    assert len(raw["r0"]["wait"]) == 4


def test_the_page_does_its_work_without_a_script(chromium, server, award):
    amina = at(chromium, server, scripts=False)
    amina.go(f"/awards/{award}/keying")
    page = amina.page
    page.locator("#sheet").fill("7")
    page.locator("#spoken").select_option("ar")
    page.locator("#agreed").select_option("1")
    page.locator("#age").select_option("1")
    page.locator("#t1-ask-i1").fill("9")
    amina.send("keying")
    assert amina.is_wrong("t1-ask-i1")
    page.locator("#t1-ask-i1").fill("4")
    amina.send("keying")

    assert answers() == [{"t1": {"ask": {"i1": 4}}}]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_ways_in_fit_a_telephone(chromium, server, award, language):
    amina = at(chromium, server, language)

    for page in ("ways-in", "keying", "tickets"):
        amina.go(f"/awards/{award}/{page}")
    amina.send("tickets/only")
    amina.go(f"/awards/{award}/keying")
    amina.page.locator("#t1-ask-i2").fill("8")
    amina.page.locator("#agreed").select_option("1")
    amina.page.locator("#age").select_option("1")
    amina.send("keying")
    assert amina.is_wrong("t1-ask-i2")
