"""The state of a bid in plain words: what is, what comes next, when."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from grantsapp import clock
from grantsapp.awards.actions import offering
from grantsapp.calls import queries
from grantsapp.db import db
from grantsapp.mail import Letter
from grantsapp.review.actions import deciding, planning
from grantsapp.review.models import Kind, Outcome
from grantsapp.review.queries import phase_of_kind
from tests.cast import (
    a_bid,
    a_call,
    a_draft,
    a_fund,
    a_group,
    a_moderator,
    assigned,
    decided,
    eligible,
    scoring_phase,
)


@pytest.fixture
def call(cast):
    call = a_call(a_fund(cast.stella), cast.stella)
    call.results_by = (call.closes_at + timedelta(days=60)).date()
    db.session.commit()
    return call


@pytest.fixture
def bid(call, cast):
    return a_bid(call, a_group(cast.amina), cast.amina)


@pytest.fixture
def later(call):
    return call.closes_at + timedelta(days=1)


def words(them, key):
    return them.get(f"/applications/{key}").words()


def test_a_draft_says_what_to_do_and_until_when(app, call, cast, browser):
    draft = a_draft(call, a_group(cast.amina), cast.amina)
    status = queries.status_of(draft)

    assert status.code == "draft"
    assert "It is not with the fund yet." in status.now
    assert "London time" in status.when
    listed = browser(cast.amina).get("/applications").words()
    assert "It is not with the fund yet." in listed


def test_a_draft_of_a_closed_call_was_not_sent(app, call, cast, browser, later):
    draft = a_draft(call, a_group(cast.amina), cast.amina)
    with clock.stopped_at(later):
        assert queries.status_of(draft).code == "not_sent"
        assert "was not submitted" in browser(cast.amina).get("/applications").words()


def test_before_closing_the_bid_is_received_and_the_closing_comes_next(
    app, bid, cast, browser
):
    page = words(browser(cast.amina), bid.id)

    assert "We have your application." in page
    assert "What happens next" in page
    assert "The call closes. Then the fund checks the bids" in page


def test_after_closing_the_steps_of_the_call_are_told(app, bid, cast, browser, later):
    key = bid.id
    with clock.stopped_at(later):
        amina = browser(cast.amina)
        checking = words(amina, key)
        eligible(bid, cast.stella)
        panel = a_moderator(bid.call, cast.rosa, cast.stella)
        assigned(bid, panel, by=cast.stella)
        reading = words(amina, key)
        scoring_phase(bid.call).closed_at = clock.now()
        db.session.commit()
        deciding_now = words(amina, key)

    assert "The fund checks which bids it can fund." in checking
    assert "Experts read the bids of this call" in reading
    assert "The fund decides on the bids." in deciding_now
    for page in (checking, reading, deciding_now):
        assert "We plan to tell you by" in page


def test_a_bid_that_cannot_be_funded_reads_the_same_until_it_is_told(
    app, call, bid, cast, browser, later
):
    other = a_bid(call, a_group(cast.omar, name="Goals"), cast.omar)
    planning.check_eligibility(
        phase_of_kind(call, Kind.ELIGIBILITY),
        other,
        is_eligible=False,
        reason="outside the city",
        by=cast.stella,
    )
    eligible(bid, cast.stella)
    assigned(bid, a_moderator(call, cast.rosa, cast.stella), by=cast.stella)
    keys = bid.id, other.id

    with clock.stopped_at(later):
        mine = queries.status_of(queries.application(keys[0]))
        theirs = queries.status_of(queries.application(keys[1]))
        page = browser(cast.omar).get(f"/applications/{keys[1]}")

    assert mine == theirs
    assert "outside the city" not in page.text


@pytest.mark.parametrize("approved", [False, True])
@pytest.mark.parametrize("amount", [800_000, None])
def test_an_untold_decision_changes_not_a_letter_of_the_page(
    app, bid, cast, browser, later, approved, amount
):
    key = bid.id
    eligible(bid, cast.stella)
    with clock.stopped_at(later):
        amina = browser(cast.amina)
        before = amina.get(f"/applications/{key}")
        withdrawal = f"/applications/{key}/withdrawal"
        assert withdrawal in before.links()
        outcome = Outcome.FUND if amount else Outcome.DECLINE
        facts = {"outcome": outcome, "amount": amount, "reason": "r", "feedback": "f"}
        decision = deciding.decide(bid, by=cast.stella, **facts)
        if approved:
            deciding.approve(decision, by=cast.otto)
        db.session.commit()
        after = amina.get(f"/applications/{key}")
        listed = amina.get("/applications")

    assert queries.status_of(bid).code != "told"
    assert after.words() == before.words()
    assert after.links() == before.links()
    assert "The fund has decided" not in listed.words()


def test_a_told_no_says_that_and_until_when_to_appeal(app, bid, cast, browser):
    eligible(bid, cast.stella)
    decided(bid, cast.stella, cast.otto, amount=None)
    told = bid.call.closes_at + timedelta(days=10)
    key = bid.id
    with clock.stopped_at(told):
        offering.send_results(bid.call, starts_on=date(2027, 9, 1), by=cast.stella)
        db.session.commit()
        amina = browser(cast.amina)
        page, listed = words(amina, key), amina.get("/applications").words()
        status = queries.status_of(queries.application(key))

    assert status.code == "no"
    assert "you can appeal" in page
    assert "Until the end of" in page
    assert "The fund has decided." in listed


def test_a_told_yes_says_to_answer_the_offer(app, bid, cast, browser):
    eligible(bid, cast.stella)
    decided(bid, cast.stella, cast.otto)
    offering.send_results(bid.call, starts_on=date(2027, 9, 1), by=cast.stella)
    db.session.commit()

    status = queries.status_of(bid)

    assert status.code == "yes"
    assert "accept or refuse" in words(browser(cast.amina), bid.id)


def test_the_receipt_says_what_comes_next_and_when(app, call, cast):
    a_bid(call, a_group(cast.omar, name="Goals"), cast.omar)
    letter = db.session.scalar(select(Letter).where(Letter.to == "omar@example.org"))

    assert "What happens next: The call closes." in letter.body
    assert "(London time)" in letter.body
    assert "We plan to tell you by" in letter.body
    assert "Until the call closes you can open it again" in letter.body
    assert letter.subject == "We have your application CF1-0001"


def test_the_call_page_says_by_when_results_come(app, call, browser):
    assert "Results by" in browser().get("/calls/CF1").words()


def test_the_list_asks_as_often_for_many_bids_as_for_few(app, call, cast, browser):
    from tests.house.test_queries import counted

    group = a_group(cast.amina)
    amina = browser(cast.amina)
    a_bid(call, group, cast.amina)
    amina.get("/applications")
    few = counted(lambda: amina.get("/applications"))
    for _number in range(4):
        a_bid(call, group, cast.amina)

    assert counted(lambda: amina.get("/applications")) == few
