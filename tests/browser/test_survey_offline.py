"""A survey on a telephone with a bad network: finished without one, sent once."""

import re
from uuid import UUID

import pytest
from playwright.sync_api import Error, expect
from sqlalchemy import select

from grantsapp.calls.actions.writing import give_role
from grantsapp.calls.models import Duty
from grantsapp.db import db
from grantsapp.mel import queries
from grantsapp.mel.actions import library, ticketing
from grantsapp.mel.actions.asking import ask
from grantsapp.mel.forms import sittings as forms
from grantsapp.mel.instruments import Design, Moment
from grantsapp.mel.models import Response, Suite
from tests.browser.answering import agrees, has_arrived, on, ready, waits
from tests.browser.person import Person
from tests.cast import (
    CALM,
    a_bid,
    a_call,
    a_fund,
    a_group,
    an_award,
    eligible,
    text,
)

pytestmark = pytest.mark.browser
GIVEN = {"bear": 4, "snap": 2}


@pytest.fixture
def award(cast):
    fund = a_fund(cast.stella)
    give_role(cast.otto, Duty.MANAGER, fund=fund)
    bid = a_bid(a_call(fund, cast.stella), a_group(cast.amina), cast.amina)
    eligible(bid, cast.stella)
    return an_award(bid, cast.stella, cast.otto)


def a_survey(award, *codes, design=Design.RETROSPECTIVE, **facts):
    """A survey of these instruments, in the frame of a suite; gives its address."""
    words = {"consent": text("We ask you."), "help": text("Ring 0800 1111.")}
    languages = ["en", "ar", "pl"]
    db.session.add(Suite(call_id=award.call_id, languages=languages, **words, **facts))
    tools = [library.add_instrument({**CALM, "code": code}) for code in codes]
    survey = ask(award, tools, design, by=None)
    db.session.commit()
    path = f"/surveys/{survey.key}"
    db.session.rollback()
    return path


@pytest.fixture
def path(award):
    return a_survey(award, "calm")


@pytest.fixture
def phone(chromium, server):
    """Somebody's telephone, in Arabic, 320 px wide."""
    return Person(chromium, server, "ar", width=320)


def begins(person, path, *, looks=True):
    """Agree, be old enough, and stand before the first instrument."""
    person.go(path)
    ready(person)
    agrees(person, looks=looks)


def answers(person, moment, code="calm"):
    for item, value in GIVEN.items():
        person.tick(f"{moment}-{code}-{item}", str(value))


def responses():
    db.session.rollback()
    found = list(db.session.scalars(select(Response)))
    db.session.expunge_all()
    db.session.rollback()
    return found


def test_a_survey_is_finished_without_a_network_and_sent_once(phone, path):
    begins(phone, f"{path}/after")
    answers(phone, "t1")
    phone.page.context.set_offline(True)
    on(phone)
    answers(phone, "r0")
    phone.page.reload()
    assert phone.page.locator("html").get_attribute("dir") == "rtl"
    assert phone.page.locator("[name=r0-calm-bear][value='4']").is_checked()
    on(phone)
    phone.page.locator("#send").click()
    expect(waits(phone)).to_be_visible()
    phone.look()
    assert responses() == []

    phone.page.context.set_offline(False)

    has_arrived(phone)
    phone.look()
    (response,) = responses()
    assert response.raw == {"t1": {"calm": GIVEN}, "r0": {"calm": GIVEN}}
    assert (response.language, response.origin) == ("ar", "web")
    assert response.layout == ["consent", "age", "t1-calm", "r0-calm", "last"]
    assert phone.context.cookies() == []


def test_a_sheet_that_waits_is_sent_by_two_windows_at_once_and_kept_once(phone, path):
    begins(phone, f"{path}/after", looks=False)
    answers(phone, "t1")
    phone.page.context.set_offline(True)
    on(phone, looks=False)
    on(phone, looks=False)
    phone.page.locator("#send").click()
    expect(waits(phone)).to_be_visible()
    sent = []
    phone.context.on("request", lambda r: sent.append(r) if r.method == "POST" else 0)
    phone.page.context.set_offline(False)
    other = phone.context.new_page()
    other.goto(phone.server + path)
    phone.page.evaluate("() => Promise.all([1, 2, 3].map(() => outbox.flush()))")
    has_arrived(phone)

    assert len(sent) >= 2
    assert len(responses()) == 1


def test_a_server_that_dies_before_it_answers_keeps_it_once(line, chromium, path):
    phone = Person(chromium, line.url, "ar", width=320)
    begins(phone, f"{path}/after", looks=False)
    answers(phone, "t1")
    on(phone, looks=False)
    on(phone, looks=False)
    line.cut = True
    phone.page.locator("#send").click()
    expect(waits(phone)).to_be_visible()
    assert line.cuts == 1
    assert len(responses()) == 1

    phone.page.reload()  # the server is still down: the page is the one on the device
    expect(phone.page.locator("[data-waiting]")).to_contain_text("1")
    line.server.start()
    phone.page.reload()
    expect(phone.page.locator("[data-waiting]")).to_be_empty(timeout=20_000)

    assert len(responses()) == 1


def test_a_closed_window_brings_the_answers_back(phone, path):
    begins(phone, f"{path}/after", looks=False)
    answers(phone, "t1")
    phone.page.close()
    phone.page = phone.context.new_page()
    phone.go(f"{path}/after")

    assert phone.page.locator("[name=t1-calm-snap][value='2']").is_checked()
    phone.page.locator("[data-afresh]").click()
    expect(phone.page.locator("#consent")).not_to_be_checked()
    assert phone.page.locator("[data-resumed]").is_hidden()


def test_the_back_of_the_telephone_goes_one_page_back(phone, path):
    begins(phone, f"{path}/after", looks=False)
    answers(phone, "t1")
    on(phone, looks=False)
    phone.page.go_back()
    expect(phone.page.locator("[name=t1-calm-bear][value='4']")).to_be_checked()
    phone.page.go_forward()
    expect(phone.page.locator("[name=r0-calm-bear]").first).to_be_visible()


def test_another_language_midway_keeps_page_and_answers(phone, path):
    begins(phone, f"{path}/after", looks=False)
    answers(phone, "t1")
    phone.page.locator('header button[lang="pl"]').click()
    expect(phone.page.locator("[data-here]")).to_contain_text("Znoszę")
    assert phone.page.locator("[name=t1-calm-bear][value='4']").is_checked()
    assert phone.page.locator("[data-resumed]").is_hidden()


def test_what_is_missing_is_said_at_its_place(phone, award):
    phone.go(a_survey(award, "calm", design=Design.MATCHED) + "/before")
    phone.page.locator("[data-here] .button").first.click()
    expect(phone.page.locator("#faults")).to_be_focused()
    phone.look()
    assert phone.is_wrong("consent")
    phone.page.locator("#faults a").click()
    expect(phone.page.locator("#consent")).to_be_focused()
    phone.page.keyboard.press("Space")
    on(phone)
    phone.page.locator("[data-here] .button").first.click()
    phone.look()
    expect(phone.page.locator("#faults")).to_be_visible()
    phone.tick("of_age", "n")
    phone.look()
    phone.page.locator("[data-here] .button").first.click()
    expect(phone.page.locator(".help-now")).to_be_visible()
    phone.look()
    phone.page.locator("[data-here] .button").first.click()
    phone.page.locator("[name=parent]").check()
    on(phone)
    phone.page.locator("#code").fill("a")
    phone.page.keyboard.press("Enter")
    phone.look()
    assert phone.is_wrong("code")
    phone.page.locator("#code").fill("MI 07 BY")
    on(phone)


def test_a_hall_network_that_answers_for_us_loses_nothing(phone, path):
    begins(phone, f"{path}/after", looks=False)
    answers(phone, "t1")
    on(phone, looks=False)
    on(phone, looks=False)
    login = {"status": 200, "content_type": "text/html", "body": "<p>Pay for it</p>"}
    phone.context.route(
        re.compile("/after"),
        lambda r: r.fulfill(**login) if r.request.method == "POST" else r.continue_(),
    )
    phone.page.locator("#send").click()
    expect(waits(phone)).to_be_visible()
    phone.context.unroute_all()
    phone.page.evaluate("() => dispatchEvent(new Event('online'))")

    has_arrived(phone)
    assert len(responses()) == 1


def test_what_the_server_refuses_stays_on_the_device_and_says_so(phone, path):
    begins(phone, f"{path}/after", looks=False)
    answers(phone, "t1")
    on(phone, looks=False)
    on(phone, looks=False)
    no = {"status": 409, "content_type": "text/html", "body": "no"}
    phone.context.route(
        re.compile("/after"),
        lambda r: r.fulfill(**no) if r.request.method == "POST" else r.continue_(),
    )
    phone.page.locator("#send").click()
    expect(phone.page.locator("[data-is=held]")).to_be_visible()
    phone.look()
    phone.context.unroute_all()
    phone.page.locator("[data-again]").click()

    has_arrived(phone)
    assert len(responses()) == 1


def test_a_kiosk_shows_the_next_person_nothing_of_the_last(phone, path):
    phone.go(f"{path}/kiosk")
    phone.page.locator('.doors a[lang="ar"]').click()
    phone.look()
    agrees(phone)
    answers(phone, "t1")
    phone.page.context.set_offline(True)
    on(phone, looks=False)
    on(phone, looks=False)
    phone.page.locator("#send").click()
    expect(phone.page.locator("#thanks")).to_be_visible()
    phone.look()
    expect(phone.page.locator("[data-waiting]")).to_contain_text("1")
    phone.page.go_back()
    assert phone.page.locator("[data-here]").count() == 0
    phone.page.locator('.doors a[lang="ar"]').click()
    expect(phone.page.locator("#consent")).not_to_be_checked()
    phone.page.context.set_offline(False)
    expect(phone.page.locator("[data-waiting]")).to_be_empty(timeout=20_000)

    (response,) = responses()
    assert response.origin == "kiosk"


def test_a_kiosk_takes_away_what_somebody_left(phone, path):
    phone.page.clock.install()
    phone.page.goto(f"{phone.server}{path}/after?kiosk=1&in=ar")
    phone.page.locator("#consent").check()
    on(phone, looks=False)
    phone.page.clock.fast_forward("02:35")
    expect(phone.page.locator("[data-idle]")).to_be_visible()
    phone.page.locator("[data-still]").click()
    expect(phone.page.locator("[data-idle]")).to_be_hidden()
    phone.page.clock.fast_forward("03:05")
    expect(phone.page.locator(".doors")).to_be_visible()
    phone.page.locator('.doors a[lang="ar"]').click()
    expect(phone.page.locator("#consent")).not_to_be_checked()


def at_the_kiosk(phone, language="ar"):
    """Tap a language at the start, as the next person does."""
    phone.page.locator(f'.doors a[lang="{language}"]').click()
    expect(phone.page.locator("#consent")).to_be_visible()


@pytest.mark.parametrize("turns", [False, True])
def test_a_kiosk_gives_nobody_what_the_last_one_left_half_done(phone, path, turns):
    phone.page.goto(f"{phone.server}{path}/kiosk?in=ar")
    at_the_kiosk(phone)
    agrees(phone, looks=False)
    answers(phone, "t1")
    if turns:
        phone.page.locator('header button[lang="pl"]').click()
        expect(phone.page.locator("[name=t1-calm-bear][value='4']")).to_be_checked()
    while phone.page.locator(".doors").count() == 0:
        phone.page.go_back()
    at_the_kiosk(phone)
    expect(phone.page.locator("#consent")).not_to_be_checked()
    assert phone.page.evaluate("() => Object.keys(sessionStorage).length") == 0


def test_a_kiosk_leads_to_where_one_tells_and_keeps_no_answers_behind(phone, path):
    phone.page.goto(f"{phone.server}{path}/kiosk?in=ar")
    at_the_kiosk(phone)
    agrees(phone, looks=False)
    answers(phone, "t1")
    on(phone, looks=False)
    on(phone, looks=False)
    phone.page.locator("[data-aside] a[href*=concern]").click()
    phone.page.wait_for_url("**/concern*")
    phone.look()
    assert len(phone.context.pages) == 1
    phone.page.locator("textarea").first.fill("Hard words")
    phone.page.locator('header button[lang="pl"]').click()
    expect(phone.page.locator("html")).to_have_attribute("lang", "pl")
    expect(phone.page.locator("textarea").first).to_have_value("Hard words")
    phone.page.locator("main .deeds a").click()
    expect(phone.page.locator(".doors")).to_be_visible()
    assert phone.page.evaluate("() => Object.keys(sessionStorage).length") == 0
    assert responses() == []


def finishes(page):
    """Go on from the first statements to the last page, and send."""
    for _page in range(3):
        page.locator("[data-here] .deeds .button").first.click()


def test_two_windows_that_finish_one_sitting_lose_neither(phone, path):
    begins(phone, f"{path}/after", looks=False)
    answers(phone, "t1")
    other = phone.context.new_page()
    other.goto(f"{phone.server}{path}/after")
    expect(other.locator("[name=t1-calm-bear][value='4']")).to_be_checked()
    other.locator("[name=t1-calm-bear][value='1']").check()
    phone.context.set_offline(True)
    for page in (phone.page, other):
        finishes(page)
        expect(page.locator("[data-is=waiting]")).to_be_visible()
    phone.context.set_offline(False)
    has_arrived(phone)
    expect(other.locator("[data-is=kept]")).to_be_visible(timeout=20_000)

    found = responses()
    assert sorted(r.raw["t1"]["calm"]["bear"] for r in found) == [1, 4]
    assert len({r.client_key for r in found}) == 1
    assert sorted(r.is_resent for r in found) == [False, True]


PUT = """(url) => Promise.all([1, 9e9].map(until => outbox.put(
  { key: outbox.aKey(), url, until, fields: { page: "last" } })))"""


def test_what_is_refused_for_sixty_days_is_taken_off_and_told(phone, path):
    phone.page.goto(phone.server + path)
    phone.page.evaluate(PUT, f"{phone.server}{path}/after")
    phone.page.evaluate("() => dispatchEvent(new Event('online'))")

    expect(phone.page.locator("[data-ended]")).to_contain_text("1")
    expect(phone.page.locator("[data-waiting]")).to_contain_text("1")
    phone.look()
    (left,) = phone.page.evaluate("() => outbox.all()")
    assert left["until"] == 9e9
    kept = phone.page.evaluate("() => localStorage.length")
    assert kept == 0


@pytest.fixture
def links(award, cast):
    """A survey that only links let in that work once, and the tokens of two of them."""
    path = a_survey(award, "calm")
    survey = queries.survey(UUID(path.rpartition("/")[2]))
    tokens = ticketing.draw(2)
    ticketing.keep(survey, tokens, Moment.T1, by=cast.stella)
    ticketing.only_once(survey, wanted=True, by=cast.stella)
    db.session.commit()
    db.session.rollback()
    return path, tokens


SHELVES = """async () => {
  const shelves = await Promise.all((await caches.keys()).map(one => caches.open(one)));
  const kept = await Promise.all(shelves.map(one => one.keys()));
  return kept.flat().map(one => one.url).join(" ");
}"""


def test_a_link_that_works_once_leaves_its_token_in_no_address(phone, links):
    path, (token, _other) = links
    phone.page.goto(f"{phone.server}{path}/once/{token}")
    ready(phone)
    agrees(phone, looks=False)
    answers(phone, "t1")
    phone.page.locator('header button[lang="pl"]').click()
    expect(phone.page.locator("[name=t1-calm-bear][value='4']")).to_be_checked()
    ready(phone)
    phone.context.set_offline(True)
    phone.page.reload()
    expect(phone.page.locator("[name=t1-calm-bear][value='4']")).to_be_checked()
    sent = []
    phone.context.on("request", lambda r: sent.append(r) if r.method == "POST" else 0)
    finishes(phone.page)
    expect(waits(phone)).to_be_visible()
    phone.context.set_offline(False)
    has_arrived(phone)

    assert token not in phone.page.evaluate(SHELVES)
    assert sent
    assert not any(token in request.url for request in sent)
    assert responses()[0].counts


def test_without_a_network_one_link_shows_nothing_of_another(phone, links):
    path, (token, other) = links
    phone.page.goto(f"{phone.server}{path}/after?in=ar&ticket={token}")
    ready(phone)
    phone.context.set_offline(True)
    with pytest.raises(Error):
        phone.page.goto(f"{phone.server}{path}/after?in=ar&ticket={other}")
    again = phone.context.new_page()
    again.goto(f"{phone.server}{path}/after?in=ar&ticket={token}")
    assert again.locator("[name=ticket]").get_attribute("value") == token


@pytest.mark.parametrize(
    ("code", "is_one"),
    [("a b", False), ("ممـم", False), ("é́é́é́", False), ("a-b-", True), ("मि०७", True)],
)
def test_the_script_counts_the_signs_of_a_code_as_the_server_does(
    phone, award, code, is_one
):
    phone.page.goto(phone.server + a_survey(award, "calm", design=Design.MATCHED))
    phone.page.locator(".doors a").first.click()
    agrees(phone, looks=False)
    phone.page.locator("#code").fill(code)
    for _twice in range(2):
        if phone.page.locator("#code").count():
            phone.page.locator("[data-here] .button").first.click()

    assert phone.page.locator("#code").count() == (not is_one)
    assert forms.is_code(code) is is_one
    if not is_one:
        told = phone.page.locator("#code").get_attribute("aria-describedby")
        assert told == "code-hint code-why"


def test_without_a_script_it_is_the_same_survey(chromium, server, path):
    person = Person(chromium, server, "ar", width=320, scripts=False)
    person.go(path)
    person.page.locator("main .button").click()
    person.look()
    for choose in (
        lambda: person.page.locator("#consent").check(),
        lambda: person.tick("of_age", "y"),
        lambda: answers(person, "t1"),
        lambda: answers(person, "r0"),
    ):
        choose()
        person.page.locator("[data-here] .button").first.click()
        person.look()
    person.page.locator("[data-here] .button.quiet").click()
    assert person.page.locator("[name=r0-calm-bear][value='4']").is_checked()
    person.page.locator("[data-here] .button").first.click()
    person.page.locator("#send").click()
    person.look()

    assert "/thanks" in person.page.url
    assert responses()[0].raw == {"t1": {"calm": GIVEN}, "r0": {"calm": GIVEN}}
    assert person.context.cookies() == []


KEEPS_NOTHING = """
  Object.defineProperty(window, "indexedDB", { value: undefined });
  crypto.randomUUID = undefined;
"""


def test_a_browser_that_keeps_nothing_sends_it_as_a_plain_form(phone, path):
    phone.context.add_init_script(KEEPS_NOTHING)
    begins(phone, f"{path}/after", looks=False)
    answers(phone, "t1")
    on(phone, looks=False)
    on(phone, looks=False)
    told = phone.page.evaluate("() => Object.values(localStorage).map(JSON.parse)")
    phone.page.locator("#send").click()
    phone.page.wait_for_url("**/thanks*")

    (response,) = responses()
    assert str(response.client_key) == told[0]["key"]
    assert response.raw == {"t1": {"calm": GIVEN}}
