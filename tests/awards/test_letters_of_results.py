"""The letters that tell results: read, added to, and sent just as they were read."""

import pytest
from sqlalchemy import select

from grantsapp.calls.actions.writing import give_role
from grantsapp.calls.models import Duty
from grantsapp.db import db
from grantsapp.mail import Letter
from grantsapp.review.models import Decision
from tests.awards.test_releasing import released, reserved
from tests.cast import a_bid, a_call, a_fund, a_group, eligible, vetted
from tests.cast import decided as decided_on

ARABIC = "نود أن نزور مطبخكم.\n\nنراكم قريبا."


@pytest.fixture
def call(cast):
    fund = a_fund(cast.stella)
    give_role(cast.otto, Duty.MANAGER, fund=fund)
    return a_call(fund, cast.stella)


@pytest.fixture
def bid(call, cast):
    bid = a_bid(call, a_group(cast.amina, cast.bo, cast.sven), cast.amina)
    eligible(bid, cast.stella)
    return bid


@pytest.fixture
def path(bid, cast):
    decision = decided_on(bid, cast.stella, cast.otto)
    vetted(bid, cast.stella)
    return f"/staff/decisions/{decision.id}/letter"


def bodies(page):
    """What the page shows of each letter, by the language it is marked with."""
    found = {}
    for one in page.all("article"):
        part = next(d for d in one.iter("div") if d.get("lang"))
        found[part.get("lang"), part.get("dir")] = "".join(part.itertext())
    return found


def folded(text):
    return " ".join(text.split())


def test_the_page_shows_each_letter_as_it_is_sent(path, cast, browser):
    stella = browser(cast.stella)
    shown = bodies(stella.get(path))
    assert set(shown) == {("ar", "rtl"), ("en", "ltr"), ("pl", "ltr")}

    assert released(stella).status == 303

    for letter in db.session.scalars(
        select(Letter).where(Letter.template == "award_offered")
    ):
        words = next(w for (code, _dir), w in shown.items() if code == letter.language)
        assert folded(letter.subject + " " + letter.body) == folded(words)


def test_a_paragraph_of_the_funds_own_is_sent_to_those_who_read_it(path, cast, browser):
    stella = browser(cast.stella)
    form = stella.get(path).form("letter")

    assert stella.post(path, {**form, "words-ar": ARABIC}).status == 303
    assert "نزور" in bodies(stella.get(path))["ar", "rtl"]
    assert released(stella).status == 303

    sent = {
        one.language: one.body
        for one in db.session.scalars(
            select(Letter).where(Letter.template == "award_offered")
        )
    }
    assert "نود أن نزور مطبخكم.\n\nنراكم قريبا." in sent["ar"]
    assert "نزور" not in sent["en"]
    assert "نزور" not in sent["pl"]
    page = stella.get(path)
    assert "Sent on" in page.words()
    assert "نزور" in page.words()


def test_a_letter_that_went_out_is_not_changed(path, cast, browser):
    stella = browser(cast.stella)
    form = stella.get(path).form("letter")
    assert released(stella).status == 303

    assert stella.post(path, {**form, "words-en": "Late."}).status == 409
    assert stella.get(path).all("textarea") == []


def test_two_who_write_one_letter_see_both_texts(path, cast, browser):
    stella, otto = browser(cast.stella), browser(cast.otto)
    mine, theirs = stella.get(path).form("letter"), otto.get(path).form("letter")
    assert otto.post(path, {**theirs, "words-en": "From Otto."}).status == 303

    page = stella.post(path, {**mine, "words-en": "From Stella."})

    assert page.status == 409
    assert "From Stella." in page.text
    assert "From Otto." in page.words()
    assert db.session.scalar(select(Decision)).letter == {"en": "From Otto."}


def test_a_letter_of_twenty_thousand_letters_is_refused_and_kept(path, cast, browser):
    stella = browser(cast.stella)
    form = stella.get(path).form("letter")

    page = stella.post(path, {**form, "words-en": "a" * 20_000})

    assert page.status == 422
    assert page.faults == ["This text is too long. Write at most 4000 letters."]
    assert "a" * 20_000 in page.text
    assert db.session.scalar(select(Decision)).letter == {}


def test_html_in_a_letter_is_text(path, cast, browser):
    stella = browser(cast.stella)
    form = stella.get(path).form("letter")
    stella.post(path, {**form, "words-en": "<b>bold</b> & {{ 7 * 7 }}"})

    page = stella.get(path)

    assert "<b>bold</b> & {{ 7 * 7 }}" in bodies(page)["en", "ltr"]
    assert "<b>bold</b>" not in page.text


def test_all_letters_are_read_on_one_page(call, bid, path, cast, browser):
    other = a_bid(call, a_group(cast.omar, name="Goals"), cast.omar)
    eligible(other, cast.stella)
    reserved(other, cast)

    page = browser(cast.stella).get("/staff/calls/CF1/letters")

    assert len(page.all("article")) == 4
    assert "on the reserve list" in page.words()


def test_feedback_stands_in_its_own_language_and_direction(bid, cast, browser):
    from grantsapp.review.actions import deciding
    from grantsapp.review.models import Outcome

    decision = deciding.decide(
        bid,
        outcome=Outcome.DECLINE,
        amount=None,
        reason="r",
        feedback="فكرة واضحة.",
        feedback_language="ar",
        by=cast.stella,
    )
    deciding.approve(decision, by=cast.otto)
    db.session.commit()
    assert released(browser(cast.stella), starts_on="").status == 303

    page = browser(cast.bo).get(f"/applications/{bid.id}")

    (words,) = [p for p in page.all("p", lang="ar") if "فكرة" in "".join(p.itertext())]
    assert words.get("dir") == "rtl"


def test_conditions_stand_in_the_letter_the_offer_and_the_document(bid, cast, browser):
    from grantsapp.awards.actions import letter
    from grantsapp.awards.models import Award
    from grantsapp.review.actions import deciding
    from grantsapp.review.models import Outcome
    from tests.awards.test_offering import text_of

    decision = deciding.decide(
        bid,
        outcome=Outcome.FUND,
        amount=700_000,
        reason="r",
        feedback="f",
        conditions="Two adults in the room.",
        by=cast.stella,
    )
    deciding.approve(decision, by=cast.otto)
    vetted(bid, cast.stella)
    assert released(browser(cast.stella)).status == 303

    award = db.session.scalar(select(Award))
    sent = db.session.scalars(select(Letter).where(Letter.template == "award_offered"))
    assert all("Two adults in the room." in one.body for one in sent)
    assert "Two adults" in browser(cast.bo).get(f"/awards/{award.id}").words()
    award = db.session.scalar(select(Award))
    assert "Two adults in the room." in text_of(letter.as_pdf(award))
