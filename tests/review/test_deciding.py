"""Deciding: an amount within the budget, by two people, told when it is sent."""

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from grantsapp import audit, ledger
from grantsapp.accounts.models import Rescue
from grantsapp.calls.actions import writing
from grantsapp.calls.actions.writing import give_role
from grantsapp.calls.models import Duty
from grantsapp.db import db
from grantsapp.errors import Refused
from grantsapp.review.actions import deciding
from grantsapp.review.models import Decision, DecisionStage, Outcome
from grantsapp.review.queries import deciding as decided
from tests.cast import a_bid, a_call, a_fund, a_group, eligible

WORDS = {"reason": "Strong plan.", "feedback": "Your plan is concrete."}
YES = {"outcome": "fund", "amount": "8,000", **WORDS}


@pytest.fixture
def call(cast):
    fund = a_fund(cast.stella)
    give_role(cast.otto, Duty.MANAGER, fund=fund)
    return a_call(fund, cast.stella)


@pytest.fixture
def bids(call, cast):
    """Two eligible bids, each asking for 8,450 pounds."""
    found = [
        a_bid(call, a_group(cast.amina, name="One"), cast.amina),
        a_bid(call, a_group(cast.omar, name="Two"), cast.omar),
    ]
    for bid in found:
        eligible(bid, cast.stella)
    return found


def proposed(bid, by, amount=800_000):
    decision = deciding.decide(bid, outcome=Outcome.FUND, amount=amount, **WORDS, by=by)
    db.session.commit()
    return decision


def path(bid):
    return f"/staff/calls/CF1/decisions/{bid.id}"


def test_one_decides_and_another_approves(bids, cast, browser):
    stella, otto = browser(cast.stella), browser(cast.otto)

    assert stella.post(path(bids[0]), YES).status == 303
    page = otto.get("/staff/calls/CF1/decisions")
    assert otto.post("/staff/calls/CF1/approvals", page.form("approvals")).status == 303

    decision = db.session.scalar(select(Decision))
    assert decision.stage is DecisionStage.APPROVED
    assert (decision.by_id, decision.approved_by_id) == (cast.stella.id, cast.otto.id)
    assert ledger.balance(bids[0].call) == 30_000_000 - 800_000
    verbs = [e.verb for e in audit.history(bids[0])]
    assert verbs[-2:] == ["decided: fund", "approved the decision"]


def test_nobody_approves_their_own_decision(bids, cast, browser):
    decision = proposed(bids[0], cast.stella)
    form = {"decision": f"{decision.id} {decision.version}"}

    page = browser(cast.stella).post("/staff/calls/CF1/approvals", form)

    assert page.status == 409
    assert "Somebody else must approve what you decided." in page.words()
    assert decided.decision(decision.id).stage is DecisionStage.PROPOSED
    decision = decided.decision(decision.id)
    decision.stage, decision.approved_by_id = DecisionStage.APPROVED, cast.stella.id
    with pytest.raises(IntegrityError, match="two_people"):
        db.session.flush()


def test_what_is_left_of_the_budget_bounds_an_amount(bids, cast, browser):
    proposed(bids[0], cast.stella, amount=29_500_000)

    page = browser(cast.stella).post(path(bids[1]), YES)

    assert page.status == 422
    assert page.faults == ["Only £5,000 is left of the budget."]
    assert "Your plan is concrete." in page.text
    assert len(db.session.scalars(select(Decision)).all()) == 1
    less = {**YES, "amount": "5,000"}
    assert browser(cast.stella).post(path(bids[1]), less).status == 303
    assert decided.left_of(bids[0].call) == 0


def test_a_lower_amount_gives_the_rest_back(bids, cast, browser):
    proposed(bids[0], cast.stella)

    stella = browser(cast.stella)
    form = stella.get(path(bids[0])).form("decisions")
    page = stella.post(path(bids[0]), {**form, "amount": "3,000"})

    assert page.status == 303
    assert decided.left_of(bids[0].call) == 30_000_000 - 300_000


def test_a_decision_sent_back_frees_its_money_and_is_made_anew(bids, cast, browser):
    decision = proposed(bids[0], cast.stella)
    url = f"/staff/decisions/{decision.id}/return"

    otto = browser(cast.otto)
    form = otto.get(url).form("return")
    assert otto.post(url, {**form, "because": ""}).status == 422
    page = otto.post(url, {**form, "because": "Too much."})

    assert page.status == 303
    assert decided.left_of(bids[0].call) == 30_000_000
    stella = browser(cast.stella)
    page = stella.get(path(bids[0]))
    assert "Too much." in page.words()
    form = {**page.form("decisions"), "amount": "100"}
    assert stella.post(path(bids[0]), form).status == 303
    assert decided.decision(decision.id).stage is DecisionStage.PROPOSED


def test_an_approved_decision_stays(bids, cast, browser):
    decision = proposed(bids[0], cast.stella)
    deciding.approve(decision, by=cast.otto)
    db.session.commit()

    page = browser(cast.stella).post(path(bids[0]), {**YES, "amount": "1"})

    assert page.status == 409
    assert decided.decision(decision.id).amount == 800_000


def test_a_decision_changed_meanwhile_is_not_approved_unseen(bids, cast, browser):
    decision = proposed(bids[0], cast.stella)
    otto = browser(cast.otto)
    page = otto.get("/staff/calls/CF1/decisions")
    proposed(bids[0], cast.stella, amount=900_000)

    answer = otto.post("/staff/calls/CF1/approvals", page.form("approvals"))

    assert answer.status == 409
    assert decided.decision(decision.id).stage is DecisionStage.PROPOSED


def test_two_who_decide_on_one_bid_see_both_texts(bids, cast, browser):
    proposed(bids[0], cast.stella)
    otto = browser(cast.otto)
    mine = otto.get(path(bids[0])).form("decisions")
    proposed(bids[0], cast.stella, amount=900_000)

    page = otto.post(path(bids[0]), {**mine, "reason": "Mine."})

    assert page.status == 409
    assert "Mine." in page.text
    assert "Saved meanwhile by somebody else: £9,000" in page.words()


def test_two_first_decisions_on_one_bid_see_both_texts(bids, cast, browser):
    stella, otto = browser(cast.stella), browser(cast.otto)
    first = stella.get(path(bids[0])).form("decisions")
    second = otto.get(path(bids[0])).form("decisions")
    assert otto.post(path(bids[0]), {**second, **YES, "amount": "5,000"}).status == 303

    page = stella.post(path(bids[0]), {**first, **YES, "amount": "8,000"})

    assert page.status == 409
    assert "Saved meanwhile by somebody else: £5,000" in page.words()
    assert decided.decision_on(bids[0]).amount == 500_000


def test_a_decision_that_was_approved_meanwhile_keeps_what_was_typed(
    bids, cast, browser
):
    decision = proposed(bids[0], cast.stella)
    stella = browser(cast.stella)
    form = stella.get(path(bids[0])).form("decisions")
    deciding.approve(decision, by=cast.otto)
    db.session.commit()

    page = stella.post(path(bids[0]), {**form, "reason": "A better reason."})

    assert page.status == 409
    assert "A better reason." in db.session.scalar(select(Rescue)).typed


def test_what_is_sent_back_is_what_was_seen(bids, cast, browser):
    decision = proposed(bids[0], cast.stella)
    otto, url = browser(cast.otto), f"/staff/decisions/{decision.id}/return"
    form = otto.get(url).form("return")
    proposed(bids[0], cast.stella, amount=900_000)

    page = otto.post(url, {**form, "because": "Too little."})

    assert page.status == 409
    assert decided.decision(decision.id).stage is DecisionStage.PROPOSED


def test_nobody_decides_on_the_bid_of_their_own_group(call, cast, browser):
    bid = a_bid(call, a_group(cast.stella, name="Own"), cast.stella)
    eligible(bid, cast.otto)

    assert browser(cast.stella).post(path(bid), YES).status == 409
    proposed(bid, cast.otto)
    page = browser(cast.stella).post(
        "/staff/calls/CF1/approvals",
        {"decision": f"{decided.decision_on(bid).id} 1"},
    )
    assert page.status == 409
    assert decided.decision_on(bid).stage is DecisionStage.PROPOSED


def test_a_bid_that_is_to_be_funded_is_not_found_ineligible(bids, cast, browser):
    proposed(bids[0], cast.stella)

    page = browser(cast.otto).post(
        f"/staff/calls/CF1/eligibility/{bids[0].id}",
        {"verdict": "no", "reason": "Party politics."},
    )

    assert page.status == 409
    assert "Party politics." in db.session.scalar(select(Rescue)).typed


def test_a_bid_that_is_not_eligible_cannot_be_funded(call, cast, browser):
    bid = a_bid(call, a_group(cast.amina), cast.amina)

    page = browser(cast.stella).post(path(bid), YES)

    assert page.status == 422
    assert "not eligible" in page.faults[0]
    no = {"outcome": "decline", **WORDS}
    assert browser(cast.stella).post(path(bid), no).status == 303


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"outcome": "maybe"}, "Choose one."),
        ({"amount": ""}, "Write how much they get."),
        ({"amount": "much"}, "Write an amount in figures, such as 8,500."),
        ({"reason": " "}, "Write why, so that anybody can follow it later."),
        ({"feedback": ""}, "Write to the group what decided it."),
    ],
)
def test_a_decision_that_is_not_whole_says_what_lacks(
    bids, cast, browser, changes, sentence
):
    page = browser(cast.stella).post(path(bids[0]), {**YES, **changes})

    assert page.status == 422
    assert sentence in page.faults
    assert db.session.scalar(select(Decision)) is None


def test_the_database_itself_refuses_to_spend_more_than_there_is(bids, cast):
    call = bids[0].call
    ledger.book(call, 500, "budget", call, by=cast.stella)

    with pytest.raises(IntegrityError, match="never_below_zero"):
        ledger.book(call, -501, "decided", bids[0], by=cast.stella)


def test_the_verb_refuses_what_goes_beyond_the_budget(bids, cast):
    with pytest.raises(Refused, match="Only £300,000 is left"):
        proposed(bids[0], cast.stella, amount=30_000_001)


def test_the_applicant_reads_nothing_before_they_are_told(bids, cast, browser):
    decision = proposed(bids[0], cast.stella)
    deciding.approve(decision, by=cast.otto)
    db.session.commit()

    assert "concrete" not in browser(cast.amina).get(f"/applications/{bids[0].id}").text


def test_a_call_without_a_scoring_phase_has_pages_too(cast, browser):
    fund = a_fund(cast.stella)
    writing.add_past_call(fund, reference="OLD1")
    db.session.commit()
    stella = browser(cast.stella)

    for page in ("ranking", "decisions", "eligibility", "awards", "surveys"):
        assert stella.get(f"/staff/calls/OLD1/{page}").status == 200
