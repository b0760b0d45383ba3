"""Offers that nobody answers: a reminder, the end, and the reserve list after it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from grantsapp import audit, clock, jobs
from grantsapp.awards import queries
from grantsapp.awards.actions import offering
from grantsapp.awards.models import Stage
from grantsapp.calls.actions.writing import give_role
from grantsapp.calls.models import Duty
from grantsapp.db import db
from grantsapp.jobs import Job
from grantsapp.mail import Letter
from grantsapp.review.actions import deciding
from grantsapp.review.models import DecisionStage, Outcome
from grantsapp.review.queries import deciding as decided
from tests.cast import a_bid, a_call, a_fund, a_group, an_offer, eligible

DAY = timedelta(days=1)


@pytest.fixture
def call(cast):
    fund = a_fund(cast.stella)
    give_role(cast.otto, Duty.MANAGER, fund=fund)
    return a_call(fund, cast.stella)


@pytest.fixture
def offer(call, cast):
    bid = a_bid(call, a_group(cast.amina, cast.bo), cast.amina)
    eligible(bid, cast.stella)
    return an_offer(bid, cast.stella, cast.otto)


@pytest.fixture
def reserve(call, cast):
    """Omar's bid is on the reserve list, first of all, and his group knows."""
    bid = a_bid(call, a_group(cast.omar, name="Goals"), cast.omar)
    eligible(bid, cast.stella)
    facts = {"reason": "Next.", "feedback": "A strong plan.", "place": 1}
    facts |= {"outcome": Outcome.RESERVE, "amount": 700_000, "by": cast.stella}
    decision = deciding.decide(bid, **facts)
    deciding.approve(decision, by=cast.otto)
    offering.send_results(call, starts_on=None, by=cast.stella)
    db.session.commit()
    return decision


def letters(template):
    query = select(Letter.to).where(Letter.template == template)
    return sorted(db.session.scalars(query))


def work_at(moment):
    """Let a worker do what is due, at a moment."""
    with clock.stopped_at(moment):
        while jobs.work_once():
            pass
    db.session.expire_all()


def last_moment(offer):
    """The midnight that ends the last day, on the fund's wall."""
    start = offer.offered_at
    return clock.end_of_day(start, "Europe/London", days=28)


def test_the_last_day_is_told_and_is_28_days_away(offer, cast, browser):
    today = offer.offered_at.astimezone(clock.UTC).date()

    assert abs(offer.answer_by - today - 28 * DAY) <= DAY  # London and UTC
    assert "Please answer by" in browser(cast.amina).get(f"/awards/{offer.id}").words()
    letter = db.session.scalar(select(Letter).where(Letter.template == "award_offered"))
    assert "28" in letter.body


def test_an_offer_lapses_by_itself_and_its_money_is_free(offer):
    before = decided.left_of(offer.call)

    work_at(last_moment(offer) - timedelta(minutes=1))
    assert queries.award(offer.id).stage is Stage.OFFERED
    work_at(last_moment(offer) + timedelta(minutes=1))

    award = queries.award(offer.id)
    assert award.stage is Stage.LAPSED
    assert decided.left_of(award.call) == before + 800_000
    assert audit.history(award)[-1].verb == "lapsed"
    assert letters("offer_lapsed") == ["amina@example.org", "bo@example.org"]
    assert letters("staff/money_free") == ["otto@example.org", "stella@example.org"]
    faults = db.session.scalars(select(Job.fault).where(Job.fault != "")).all()
    assert faults == []


def test_three_days_before_the_end_who_has_not_answered_is_reminded(offer):
    work_at(last_moment(offer) - 5 * DAY)
    assert letters("offer_waits") == []

    work_at(last_moment(offer) - 3 * DAY)

    assert letters("offer_waits") == ["amina@example.org", "bo@example.org"]


def test_an_answered_offer_is_neither_reminded_nor_ended(offer, cast):
    offering.accept(offer, name="Amina", by=cast.amina)
    db.session.commit()

    work_at(last_moment(offer) - 3 * DAY)
    work_at(last_moment(offer) + DAY)

    assert queries.award(offer.id).stage is Stage.ACCEPTED
    assert letters("offer_waits") == letters("offer_lapsed") == []


def test_a_manager_ends_an_offer_only_when_its_day_is_over(offer, cast, browser):
    stella, path = browser(cast.stella), f"/staff/awards/{offer.id}/lapse"
    page = stella.post(path)
    assert page.status == 409
    assert "The group still has time to answer." in page.words()
    award = queries.award(offer.id)
    award.answer_by = clock.now().date() - 2 * DAY
    db.session.commit()
    assert "Let the offer lapse" in stella.get(f"/staff/awards/{offer.id}").words()

    assert stella.post(path).status == 303

    assert queries.award(offer.id).stage is Stage.LAPSED
    assert stella.post(path).status == 409


def test_a_manager_gives_an_offer_more_time(offer, cast, browser):
    stella, path = browser(cast.stella), f"/staff/awards/{offer.id}/more-time"
    old, later = offer.answer_by, offer.answer_by + 10 * DAY
    for typed, said in (
        (old.isoformat(), "Choose a day that is later than the one it has now."),
        ((old + 300 * DAY).isoformat(), "Choose a day until"),
        ("", "Write a day."),
    ):
        page = stella.post(path, {"until": typed})
        assert page.status == 422
        assert said in page.words()
        assert queries.award(offer.id).answer_by == old

    assert stella.post(path, {"until": later.isoformat()}).status == 303

    assert letters("offer_longer") == ["amina@example.org", "bo@example.org"]
    work_at(last_moment(offer) + DAY)
    assert queries.award(offer.id).stage is Stage.OFFERED
    work_at(last_moment(offer) + 11 * DAY)
    assert queries.award(offer.id).stage is Stage.LAPSED
    assert stella.get(path).status == 409


def test_a_lapsed_offer_cannot_be_signed_any_more(offer, cast, browser):
    amina, path = browser(cast.amina), f"/awards/{offer.id}"
    form = amina.get(path).form("acceptance")
    work_at(last_moment(offer) + DAY)

    typed = {**form, "name": "Amina", "role": "Chair", "confirmed": "y"}
    page = amina.post(f"{path}/acceptance", typed)

    assert page.status == 409
    assert queries.award(offer.id).stage is Stage.LAPSED
    assert "has lapsed" in amina.get(path).words()


def test_the_page_of_awards_says_who_is_next_and_whether_the_money_is_enough(
    offer, reserve, cast, browser
):
    page = browser(cast.stella).get("/staff/calls/CF1/awards")
    assert "£292,000 of the budget is free" in page.words()
    assert "The money is enough" in page.words()
    assert f"/staff/decisions/{reserve.id}/call-up" in page.links()

    deciding.take(offer.call, 29_150_000, "test", reserve, by=cast.stella)
    db.session.commit()

    page = browser(cast.stella).get("/staff/calls/CF1/awards")
    assert "£500 of the budget is free" in page.words()
    assert "Not enough money" in page.words()


def test_a_reserve_that_is_called_up_becomes_an_offer_by_two_people(
    call, reserve, cast, browser
):
    stella, path = browser(cast.stella), f"/staff/decisions/{reserve.id}/call-up"
    form = stella.get(path).form("call-up")
    assert form["amount"] == ["7,000"]
    left = decided.left_of(call)

    assert stella.post(path, {**form, "reason": "A grant came back."}).status == 303

    decision = decided.decision(reserve.id)
    assert (decision.outcome, decision.stage) == (Outcome.FUND, DecisionStage.PROPOSED)
    assert decided.left_of(call) == left - 700_000
    tick = {"decision": f"{decision.id} {decision.version}"}
    approvals = "/staff/calls/CF1/approvals"
    assert stella.post(approvals, tick).status == 409
    assert browser(cast.otto).post(approvals, tick).status == 303
    bid = decided.decision(reserve.id).application
    line = next(e for e in audit.history(bid) if "called up" in e.verb)
    assert line.details["before"]["place"] == 1
    assert line.details["before"]["amount"] == 700_000

    today = clock.now().date()
    offering.send_results(call, starts_on=today, by=cast.stella)
    db.session.commit()
    award = queries.award_for(decided.decision(reserve.id))
    assert (award.stage, award.amount) == (Stage.OFFERED, 700_000)
    assert letters("bid_reserved") == letters("award_offered") == ["omar@example.org"]
    (draft,) = telling_sent(decided.decision(reserve.id))
    assert "/awards/" in draft.body


def telling_sent(decision):
    from grantsapp.awards.actions import telling

    return telling.sent(decision)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"amount": "400,000"}, "The most for this size of grant is £10,000."),
        ({"amount": "0"}, "Write an amount"),
        ({"amount": "€7,000"}, "Write the amount in £"),
        ({"amount": "lots"}, "Write an amount in figures"),
        ({"reason": " "}, "Write why this bid is next."),
    ],
)
def test_a_call_up_that_is_wrong_is_refused_at_its_field(
    reserve, cast, browser, typed, sentence
):
    form = {"amount": "7,000", "reason": "Next."}
    page = browser(cast.stella).post(
        f"/staff/decisions/{reserve.id}/call-up", {**form, **typed}
    )

    assert page.status == 422
    assert page.faults[0].startswith(sentence)
    assert decided.decision(reserve.id).outcome is Outcome.RESERVE


def test_a_call_up_beyond_what_is_free_says_what_is_left(call, reserve, cast, browser):
    deciding.take(call, 29_900_000, "test", reserve, by=cast.stella)
    db.session.commit()

    page = browser(cast.stella).post(
        f"/staff/decisions/{reserve.id}/call-up", {"amount": "7,000", "reason": "Next."}
    )

    assert page.status == 422
    assert page.faults == ["Only £1,000 is left of the budget."]
    assert decided.decision(reserve.id).outcome is Outcome.RESERVE


def test_who_has_a_part_in_a_reserve_bid_neither_sees_nor_calls_it_up(
    reserve, cast, browser
):
    give_role(cast.omar, Duty.MANAGER, fund=reserve.application.call.fund)
    db.session.commit()
    omar = browser(cast.omar)

    assert "/call-up" not in omar.get("/staff/calls/CF1/awards").text
    assert omar.get(f"/staff/decisions/{reserve.id}/call-up").status == 409
