"""One round in a real browser, all nine steps, by people in three languages."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from grantsapp.calls.models import Application
from grantsapp.db import db
from grantsapp.mail import Letter
from grantsapp.mel.actions import library
from tests.browser import first_half as first
from tests.browser import second_half as second
from tests.browser.person import Person

pytestmark = pytest.mark.browser


def test_a_round_from_the_call_to_its_evaluation(app, cast, server, chromium, tmp_path):
    fay = Person(chromium, server, "en")
    amina = Person(chromium, server, "ar", width=390)
    from_the_call_to_the_bid(fay, amina, tmp_path)
    from_the_bid_to_the_ranking(fay, chromium, server)
    second.asks_others_to_serve(fay)
    with_starter_instruments()

    second.decides(fay)
    second.approves_in_polish(Person(chromium, server, "pl"))
    second.sends_the_results(fay)
    assert letters("award_offered") == [("amina.new@example.org", "ar")]
    second.accepts_in_arabic(amina)
    second.plans_outputs(fay)
    eva = Person(chromium, server, "en")
    survey = second.asks_the_project(eva)
    for language in ("en", "ar", "pl"):
        someone = Person(chromium, server, language, width=360)
        second.looks_back(someone, survey)
    second.others_look_back(server, survey, 10)
    second.reports_in_arabic(amina)
    second.evaluates(eva)
    for language in ("ar", "pl"):
        visitor = Person(chromium, server, language)
        second.reads_the_evaluation(visitor)
        second.reads_the_awards(visitor)
    second.takes_the_data(eva)


def from_the_call_to_the_bid(fay, amina, tmp_path):
    """Steps 1 and 2."""
    now = datetime.now(UTC)  # noqa: TID251
    first.writes_a_fund(fay)
    opens, closes = now - timedelta(hours=2), now + timedelta(days=3)
    first.writes_a_call(fay, f"{opens:%Y-%m-%dT%H:%M}", f"{closes:%Y-%m-%dT%H:%M}")
    first.writes_the_moderation(fay)
    fay.go("/staff/calls/CG1")
    fay.click("Publish the call")

    first.applies_in_arabic_by_keyboard(amina, tmp_path)
    assert letters("application_submitted") == [("amina.new@example.org", "ar")]
    bid = db.session.scalar(select(Application))
    assert (bid.reference, bid.amount) == ("CG1-0001", 845_000)
    assert bid.title == "مائدة واحدة للجميع"
    db.session.rollback()
    first.close_the_call()
    amina.go("/calls/CG1")
    assert amina.page.locator('a[href$="/applying"]').count() == 0


def from_the_bid_to_the_ranking(fay, chromium, server):
    """Step 3."""
    first.invites_and_assigns(fay)
    rosa, ravi = Person(chromium, server, "en"), Person(chromium, server, "en")
    mei = Person(chromium, server, "ar")
    for person, name in ((rosa, "rosa"), (ravi, "ravi"), (mei, "mei")):
        first.accepts(person, f"{name}@example.org")
    fay.go("/staff/calls/CG1/assignments")
    for box in fay.page.locator('input[name="pair"]').all():
        box.check()
    fay.click("Save the assignments")

    rosa.go("/reviews")
    first.scores(rosa, (5, 4, 2))
    assert rosa.says("Nobody else has submitted")
    ravi.go("/reviews")
    ravi.page.locator(".tasks a").first.click()
    ravi.type("reason", "My sister works there.")
    ravi.click("Declare it and close the bid")
    assert ravi.says("No bid is assigned to you at the moment.")
    mei.go("/reviews")
    first.scores(mei, (3, 1, 4), submit=False)
    assert not mei.says("Because of need 5.")
    mei.page.locator('button[value="submit"]').click()
    mei.look()
    assert mei.says("Because of need 5.")

    fay.go("/staff/calls/CG1/ranking")
    # By hand: need 4, plan 2.5, people 3; 1.2 + 1 + 0.9 = 3.1; own means 3.7 and 2.5.
    row = fay.page.locator("tbody tr").first.inner_text()
    assert "3.10" in row
    assert "0.85" in row  # sqrt(0.72)
    assert "2 / 2" in row or "2 / 3" in row


def with_starter_instruments():
    """Instruments come from the command line."""
    db.session.rollback()
    library.add_starters()
    db.session.commit()


def letters(template):
    db.session.rollback()
    found = db.session.scalars(select(Letter).where(Letter.template == template))
    sent = [(letter.to, letter.language) for letter in found]
    db.session.rollback()
    return sent
