"""A project is measured before and after, on a telephone and on paper."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from grantsapp.calls.actions.writing import give_role
from grantsapp.calls.models import Duty
from grantsapp.db import db
from grantsapp.mel.actions import library
from grantsapp.mel.models import Response
from tests.browser.answering import agrees, has_arrived, on, ready, sends, waits
from tests.browser.measuring import (
    asks_all,
    keys_a_sheet,
    makes_a_suite,
    the_paper,
    what_a_camera_reads,
)
from tests.browser.person import Person
from tests.cast import a_bid, a_call, a_fund, a_group, an_award
from tests.mel.ways import of_items

pytestmark = pytest.mark.browser
BEFORE = {"ask": (2, 3, 2), "wait": (1, 2, 2, 3)}
AFTER = {"ask": (4, 4, 5), "wait": (3, 4, 4, 4)}
COLUMNS = ("expected", "came in", "counted", "share", "matched", "doubted")
QUARTER = {"expected": "4", "came in": "3", "share": "25%", "matched": "1\n25%"}


@pytest.fixture
def award(cast):
    """Amina's project, which nobody asked anything yet; Eva evaluates."""
    fund = a_fund(cast.stella)
    give_role(cast.eva, Duty.EVALUATOR, fund=fund)
    bid = a_bid(a_call(fund, cast.stella), a_group(cast.amina, cast.bo), cast.amina)
    found = an_award(bid, cast.stella, cast.otto)
    for code, count in (("ask", 3), ("wait", 4)):
        library.add_instrument(of_items(code, count))
    db.session.commit()
    key = found.id
    db.session.expunge_all()
    db.session.rollback()  # let go of the database, or the servers wait for us
    return key


def test_a_project_is_measured_before_and_after(chromium, server, line, award):
    eva, amina = Person(chromium, server, "en"), Person(chromium, server, "ar", 390)
    eva.sign_in("eva@example.org")
    eva.go("/staff/calls/CF1/suite")
    makes_a_suite(eva, "matched", "ask en", "wait en")
    survey = asks_all(eva)
    expects_four(eva)
    amina.sign_in("amina@example.org")
    before = takes_the_ways_in(amina, award)
    assert before == f"/surveys/{survey}/before?in=ar"

    phone = Person(chromium, line.url, "ar", width=320)
    answers_before_with_a_bad_network(phone, line, before)
    keys_the_sheet_of_somebody_else(amina, award)
    answers_after(phone, f"/surveys/{survey}/after?in=ar")

    sees_counts_and_no_answers(amina, award)
    leaves_one_out_and_takes_it_in_again(eva)
    looks_at_all_in_arabic(Person(chromium, server, "ar"), eva)


def expects_four(eva):
    eva.go("/staff/calls/CF1/surveys")
    eva.page.locator("tbody th a").click()
    eva.look()
    eva.type("expected", "4")
    eva.click("Save")


def takes_the_ways_in(amina, award):
    """Print a poster and a form, and read the poster as a telephone does."""
    amina.go(f"/awards/{award}/ways-in")
    form = the_paper(amina, "paper", "before", "pl")
    words = "".join(page.get_textpage().get_text_range() for page in form)
    assert words.count("Pytam innych") == 7
    return what_a_camera_reads(the_paper(amina, "poster", "before", "ar"))


def answers_before_with_a_bad_network(phone, line, path):
    """Go on without a network; the server dies over the sending; kept once."""
    begins(phone, path, "MI 07 BY")
    marks(phone, "t0", "ask", BEFORE["ask"])
    phone.page.context.set_offline(True)
    on(phone)
    marks(phone, "t0", "wait", BEFORE["wait"])
    on(phone)
    phone.page.locator("#send").click()
    expect(waits(phone)).to_be_visible()
    phone.look()
    assert of_all(Response.id) == []

    line.cut = True
    phone.page.context.set_offline(False)
    for _ in range(100):
        if line.cuts:
            break
        phone.page.wait_for_timeout(200)
    assert len(of_all(Response.id)) == 1  # it was kept, and the telephone was not told
    line.server.start()
    phone.page.reload()
    expect(phone.page.locator("[data-waiting]")).to_be_empty(timeout=20_000)

    (kept,) = of_all(Response.moment, Response.raw, Response.language)
    assert kept == ("t0", {"t0": by_code(BEFORE)}, "ar")


def keys_the_sheet_of_somebody_else(amina, award):
    """All in one column, which is doubted later."""
    amina.go(f"/awards/{award}/keying?moment=before")
    head = {"sheet": "1", "spoken": "pl", "agreed": "1", "age": "1", "code": "ko11ce"}
    keys_a_sheet(amina, "4444444", **head)
    assert "sheet=2" in amina.page.url


def answers_after(phone, path):
    """The same code, written another way."""
    begins(phone, path, "mi07by")
    for code, values in AFTER.items():
        marks(phone, "t1", code, values)
        on(phone)
    sends(phone)
    has_arrived(phone)
    given = of_all(Response.origin, Response.moment, Response.code_hash)
    codes = {moment: code for origin, moment, code in given if origin == "web"}
    assert codes["t0"] == codes["t1"]


def sees_counts_and_no_answers(amina, award):
    """By hand: before, one by telephone and one on paper; after, one; of four."""
    amina.go(f"/awards/{award}/surveys")
    numbers = amina.page.locator(".figures dd").all_inner_texts()
    assert numbers == ["2", "1", "4"]
    for (key,) in of_all(Response.id):
        answer = amina.page.request.get(f"{amina.server}/staff/responses/{key}")
        assert answer.status == 403
    assert "mi07by" not in amina.page.content().lower()


def leaves_one_out_and_takes_it_in_again(eva):
    """By hand: of four people one is matched, a quarter; the sheet stands alone."""
    assert the_project(eva) == {**QUARTER, "counted": "3"}
    eva.follow("One column throughout")
    assert eva.page.locator("tbody tr").count() == 1
    eva.page.locator("tbody th a").click()
    eva.look()
    assert eva.page.locator("td", has_text="4").count() == 7
    eva.click("Leave it out")
    assert eva.page.locator(".summary").is_visible()  # no reason was given
    eva.tick("out-reason", "careless")
    eva.click("Leave it out")
    assert eva.says("It is left out")
    doubted = eva.page.url.removeprefix(eva.server)
    assert the_project(eva) == {**QUARTER, "counted": "2"}
    assert not eva.says("Every response counts.")

    eva.go(doubted)
    eva.type("in-because", "She meant it so.")
    eva.click("Take it in again")
    assert eva.says("It counts")
    assert eva.says("She meant it so.")
    assert the_project(eva) == {**QUARTER, "counted": "3"}


def looks_at_all_in_arabic(other, eva):
    """Every page that she saw under the call, in the other direction."""
    other.sign_in("eva@example.org")
    other.go("/?language=ar")
    seen = {path for path in eva.seen if path.startswith(("/staff/", "/awards/"))}
    assert any(path.startswith("/staff/responses/") for path in seen)
    for path in sorted(path for path in seen if not path.endswith("/exclusion")):
        other.go(path)
        assert other.page.locator("html").get_attribute("dir") == "rtl"
        assert other.page.locator("h1").count() == 1


def begins(phone, path, code):
    """Agree, be old enough, make a code, and stand before the first instrument."""
    phone.go(path)
    ready(phone)
    agrees(phone)
    phone.type("code", code)
    on(phone)


def marks(phone, moment, code, values):
    for number, value in enumerate(values, 1):
        phone.tick(f"{moment}-{code}-i{number}", str(value))


def by_code(given):
    return {
        code: {f"i{number}": value for number, value in enumerate(values, 1)}
        for code, values in given.items()
    }


def of_all(*columns):
    db.session.rollback()
    found = [tuple(row) for row in db.session.execute(select(*columns))]
    db.session.rollback()
    return found


def the_project(eva):
    """Read the row of the one project on the page of data quality."""
    eva.go("/staff/calls/CF1/quality")
    row = eva.page.locator("table").first.locator("tbody tr td").all_inner_texts()
    found = dict(zip(COLUMNS, (text.strip() for text in row), strict=True))
    return {name: found[name] for name in (*QUARTER, "counted")}
