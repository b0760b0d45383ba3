"""From decisions to awards: results by letter, an offer accepted by name."""

from datetime import datetime

import pypdfium2
import pytest
from sqlalchemy import select

from grantsapp import audit, clock, files
from grantsapp.accounts.models import Rescue
from grantsapp.awards import queries
from grantsapp.awards.models import Stage
from grantsapp.calls.actions.writing import give_role
from grantsapp.calls.models import Duty
from grantsapp.db import db
from grantsapp.mail import Letter
from grantsapp.review.queries import deciding as decided
from tests.cast import a_bid, a_call, a_fund, a_group, an_offer, eligible

ACCEPT = {"name": "Amina Yusuf", "role": "Chair", "confirmed": "y"}
SUMMARY = {"summary": "A table for all of Tottenham."}


@pytest.fixture
def call(cast):
    fund = a_fund(cast.stella)
    give_role(cast.otto, Duty.MANAGER, fund=fund)
    return a_call(fund, cast.stella)


@pytest.fixture
def bid(call, cast):
    bid = a_bid(call, a_group(cast.amina, cast.bo), cast.amina)
    eligible(bid, cast.stella)
    return bid


@pytest.fixture
def offer(bid, cast):
    return an_offer(bid, cast.stella, cast.otto)


def letters(template):
    return db.session.scalars(select(Letter).where(Letter.template == template)).all()


def accept(browser, offer, typed=ACCEPT):
    """Open the offer, type, and sign what the page shows."""
    path = f"/awards/{offer.id}"
    form = browser.get(path).form("acceptance")
    return browser.post(f"{path}/acceptance", {**form, **typed})


def text_of(pdf):
    document = pypdfium2.PdfDocument(pdf)
    return " ".join(page.get_textpage().get_text_range() for page in document)


def test_the_grantee_accepts_by_name_and_the_letter_is_kept(
    storage, offer, cast, browser
):
    amina, path = browser(cast.amina), f"/awards/{offer.id}"
    page = amina.get(path)
    assert "Your plan is concrete." in page.words()

    assert accept(amina, offer).status == 303

    award = queries.award(offer.id)
    assert (award.stage, award.signed_name) == (Stage.ACCEPTED, "Amina Yusuf")
    assert audit.history(award)[-1].details["letter"] == award.letter.digest
    with files.opened(award.letter) as stored:
        kept = stored.read()
    assert "Amina Yusuf" in text_of(kept)
    page = amina.get(f"{path}/letter.pdf")
    assert (page.status, page.data) == (200, kept)
    assert page.response.mimetype == "application/pdf"
    again = amina.post(f"{path}/acceptance", ACCEPT)
    assert again.status == 409
    assert "You have answered this offer already." in again.words()


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({**ACCEPT, "name": ""}, "Write your full name"),
        ({**ACCEPT, "role": " "}, "Write what you are there"),
        ({"name": "Amina", "role": "Chair"}, "Tick this if you may sign"),
    ],
)
def test_an_acceptance_that_is_not_whole_changes_nothing(
    offer, cast, browser, form, sentence
):
    page = accept(browser(cast.amina), offer, form)

    assert page.status == 422
    assert page.faults[0].startswith(sentence)
    assert queries.award(offer.id).stage is Stage.OFFERED


def test_an_offer_can_be_given_back_with_a_reason(offer, cast, browser):
    bo, path = browser(cast.bo), f"/awards/{offer.id}/refusal"

    assert bo.post(path, {"because": " "}).status == 422
    assert bo.post(path, {"because": "Our hall burnt down."}).status == 303

    award = queries.award(offer.id)
    assert award.stage is Stage.REFUSED
    assert "Our hall burnt down." in str(audit.history(award)[-1].details)


def test_the_letter_says_the_amount_the_project_and_the_payments(offer, cast, browser):
    text = text_of(browser(cast.bo).get(f"/awards/{offer.id}/letter.pdf").data)

    for words in ("CF1-A01", "£8,000", "£6,400", "£1,600", "Kitchen table", "2027"):
        assert words in text


def test_the_same_award_gives_the_same_letter(offer, cast, browser):
    path = f"/awards/{offer.id}/letter.pdf"

    assert browser(cast.bo).get(path).data == browser(cast.stella).get(path).data


def test_the_public_sees_an_award_once_it_is_accepted(offer, cast, browser):
    assert "Kitchen table" not in browser().get("/awards").words()

    accept(browser(cast.amina), offer)
    stella, staff_page = browser(cast.stella), f"/staff/awards/{offer.id}"
    form = stella.get(staff_page).form("awards")
    assert stella.post(staff_page, {**form, **SUMMARY}).status == 303

    words = browser().get("/awards").words()
    assert "Kitchen table" in words
    assert "A table for all of Tottenham." in words
    assert "£8,000" in words
    data = browser().get("/awards/360giving.json").response.get_json()
    (grant,) = data["grants"]
    assert grant["amountAwarded"] == 8000
    assert grant["recipientOrganization"][0]["name"] == "Kitchen Table"
    assert "Neighbours do not know" not in str(data)  # the bid's own text stays inside


def test_two_who_describe_an_award_see_both_texts(offer, cast, browser):
    stella, otto = browser(cast.stella), browser(cast.otto)
    url = f"/staff/awards/{offer.id}"
    form = otto.get(url).form("awards")
    stella.post(url, {**stella.get(url).form("awards"), **SUMMARY})

    page = otto.post(url, {**form, "summary": "Mine."})

    assert page.status == 409
    assert "Mine." in page.text
    assert SUMMARY["summary"] in page.words()
    assert queries.award(offer.id).summary == SUMMARY["summary"]


def test_a_refused_offer_gives_its_money_back(offer, cast, browser):
    before = decided.left_of(offer.call)

    page = browser(cast.amina).post(
        f"/awards/{offer.id}/refusal", {"because": "Our hall burnt down."}
    )

    assert page.status == 303
    assert decided.left_of(offer.call) == before + 800_000


def test_a_second_answer_to_an_offer_is_kept_for_its_author(offer, cast, browser):
    accept(browser(cast.bo), offer)

    page = browser(cast.amina).post(
        f"/awards/{offer.id}/refusal", {"because": "We have no hall."}
    )

    assert page.status == 409
    assert "We have no hall." in db.session.scalar(select(Rescue)).typed


def test_the_tick_that_is_missing_is_said_at_its_place(offer, cast, browser):
    page = accept(browser(cast.amina), offer, {"name": "Amina Yusuf"})

    (box,) = page.all("input", id="confirmed")
    assert page.status == 422
    assert box.get("aria-invalid") == "true"
    assert "confirmed-why" in box.get("aria-describedby")


def test_the_day_of_an_award_is_the_day_in_the_funds_zone(offer, cast, browser):
    accept(browser(cast.amina), offer)
    award = queries.award(offer.id)
    award.offered_at = datetime(
        2027, 6, 30, 23, 30, tzinfo=clock.UTC
    )  # in London: July
    db.session.commit()

    data = browser().get("/awards/360giving.json").response.get_json()

    assert data["grants"][0]["awardDate"] == "2027-07-01"


def test_a_strangers_award_is_not_theirs_to_answer(offer, cast, browser):
    page = browser(cast.omar).post(f"/awards/{offer.id}/acceptance", ACCEPT)

    assert page.status == 403
    assert queries.award(offer.id).stage is Stage.OFFERED
