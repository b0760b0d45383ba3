"""A draft saves by itself, and nothing typed is lost: offline, closed, corrected."""

import pytest
from playwright.sync_api import expect

from grantsapp import i18n
from grantsapp.calls import queries
from grantsapp.calls.actions import applying, correcting, writing
from grantsapp.db import db
from tests.browser.person import Person
from tests.cast import a_call, a_draft, a_fund, a_group, text

pytestmark = pytest.mark.browser


@pytest.fixture
def draft(cast):
    call = a_call(a_fund(cast.stella), cast.stella)
    return a_draft(call, a_group(cast.amina, cast.bo), cast.amina)


@pytest.fixture
def page(chromium, server, cast, draft):
    """A section of Amina's draft, on a telephone."""
    path = f"/applications/{draft.id}/sections/details"
    db.session.rollback()  # let go of the database, or the server waits for us
    amina = Person(chromium, server, "en", width=360)
    amina.go("/?language=en")
    amina.sign_in("amina@example.org")
    amina.go(path)
    amina.page.on("dialog", lambda dialog: dialog.accept())
    return amina.page


def need(draft):
    db.session.rollback()
    (text,) = queries.answer(queries.application(draft.id), "need").typed
    db.session.rollback()
    return text


def test_what_is_typed_is_saved_without_a_button(page, draft):
    page.locator("#need").press("End")
    page.locator("#need").press_sequentially(" More.")

    expect(page.locator("p.saved")).to_have_text("Saved")

    assert need(draft) == "Neighbours do not know each other. More."


def test_without_a_connection_it_waits_and_is_saved_when_there_is_one(page, draft):
    page.context.set_offline(True)
    page.locator("#need").fill("Written in a cellar.")
    expect(page.locator("p.saved")).to_contain_text("No connection.")
    before = need(draft)

    page.context.set_offline(False)
    expect(page.locator("p.saved")).to_have_text("Saved")

    assert before == "Neighbours do not know each other."
    assert need(draft) == "Written in a cellar."


def test_a_tab_that_the_telephone_closed_brings_its_text_back(page, draft):
    page.route("**/sections/details", refuse_posts)
    page.locator("#need").fill("Nearly lost.")
    page.reload()
    assert page.locator("#need").input_value() == "Nearly lost."

    page.unroute("**/sections/details")

    expect(page.locator("p.saved")).to_have_text("Saved")
    assert need(draft) == "Nearly lost."


def refuse_posts(route):
    if route.request.method == "POST":
        route.abort()
    else:
        route.continue_()


def test_the_button_after_a_save_by_itself_meets_nobody_else(page, draft):
    page.locator("#need").fill("One.")
    expect(page.locator("p.saved")).to_have_text("Saved")
    page.locator("#need").fill("One and two.")

    page.get_by_role("button", name="Save and back to the list").click()

    expect(page.locator("h1")).to_have_text("Kitchen table")
    assert need(draft) == "One and two."


def test_going_back_after_a_save_shows_what_somebody_wrote_since(page, draft, cast):
    page.locator("#need").fill("Mine.")
    page.get_by_role("button", name="Save and back to the list").click()
    expect(page.locator("h1")).to_have_text("Kitchen table")
    bid = queries.application(draft.id)
    applying.save_section(
        bid, {"need": ["Theirs."]}, {"need": 2}, by=cast.bo, language="en"
    )
    db.session.commit()

    page.go_back()

    assert page.locator("#need").input_value() == "Theirs."


def test_a_correction_meanwhile_ends_it_and_nothing_is_lost(page, draft, cast):
    call = queries.call("CF1")
    question = queries.question(call, "people")
    writing.edit_question(question, call, by=cast.stella, label=text("how many?"))
    correcting.publish(call, note=i18n.Text(), by=cast.stella)
    db.session.commit()

    page.locator("#need").fill("Written on the older form.")
    expect(page.locator("p.saved")).to_contain_text("does not save by itself any more")
    page.get_by_role("button", name="Save and go on").click()

    expect(page.locator("main")).to_contain_text("“people” now reads: “how many?”")
    assert page.locator("#need").input_value() == "Written on the older form."
    assert need(draft) == "Written on the older form."
