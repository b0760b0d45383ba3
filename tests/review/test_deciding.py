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
from grantsapp.review.models import (
    Decision,
    DecisionStage,
    Moderated,
    Outcome,
    Passage,
    Recommendation,
)
from grantsapp.review.queries import deciding as decided
from tests.cast import (
    a_bid,
    a_call,
    a_fund,
    a_group,
    a_moderator,
    assigned,
    eligible,
    scored,
    scoring_phase,
)

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


RESERVE = {"outcome": "reserve", "amount": "5,000", **WORDS}


def test_a_reserve_has_a_wish_that_takes_nothing_from_the_budget(bids, cast, browser):
    proposed(bids[1], cast.stella, amount=30_000_000)

    page = browser(cast.stella).post(path(bids[0]), {**RESERVE, "place": "2"})

    assert page.status == 303
    decision = decided.decision_on(bids[0])
    assert (decision.outcome, decision.amount) == (Outcome.RESERVE, 500_000)
    assert (decision.place, decision.holds) == (2, 0)
    assert decided.left_of(bids[0].call) == 0


def test_a_yes_that_becomes_a_reserve_gives_its_money_back(bids, cast, browser):
    proposed(bids[0], cast.stella)
    stella = browser(cast.stella)
    form = stella.get(path(bids[0])).form("decisions")

    assert stella.post(path(bids[0]), {**form, **RESERVE}).status == 303

    assert decided.left_of(bids[0].call) == 30_000_000
    assert decided.decision_on(bids[0]).place is None


def test_the_reserve_list_stands_in_its_order(bids, cast, browser):
    third = a_bid(bids[0].call, a_group(cast.zed, name="Three"), cast.zed)
    eligible(third, cast.stella)
    for bid, place in ((bids[0], 2), (bids[1], None), (third, 1)):
        facts = {"outcome": Outcome.RESERVE, "amount": None, **WORDS}
        deciding.decide(bid, **facts, place=place, by=cast.stella)
    db.session.commit()

    page = browser(cast.stella).get("/staff/calls/CF1/decisions")

    (listed,) = [o for o in page.all("ol") if "tasks" in (o.get("class") or "")]
    words = " ".join("".join(listed.itertext()).split())
    places = [words.index(b.reference) for b in (third, bids[0], bids[1])]
    assert places == sorted(places)
    assert "No grant" not in page.words()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"amount": "10,001"}, "The most for this size of grant is £10,000."),
        ({"amount": "0"}, "Write how much they get."),
        ({"amount": "-5"}, "Write an amount in figures, such as 8,500."),
        ({"feedback_language": "tlh"}, "Choose one of the answers shown."),
        ({"feedback": "a" * 20_000}, "This text is too long."),
        ({"conditions": "a" * 4_001}, "This text is too long."),
        ({**RESERVE, "place": "0"}, "Write a number from 1, or nothing."),
        ({**RESERVE, "place": "-1"}, "Write a"),
        ({**RESERVE, "place": "first"}, "Write a whole number"),
        ({**RESERVE, "amount": "0"}, "Write an amount above zero, or nothing."),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(bids, cast, browser, changes, sentence):
    page = browser(cast.stella).post(path(bids[0]), {**YES, **changes})

    assert page.status == 422
    assert any(fault.startswith(sentence) for fault in page.faults), page.faults
    assert db.session.scalar(select(Decision)) is None


def test_what_only_a_yes_or_a_reserve_has_is_dropped_from_a_no(bids, cast, browser):
    no = {**YES, "outcome": "decline", "conditions": "Two adults.", "place": "4"}

    assert browser(cast.stella).post(path(bids[0]), no).status == 303

    decision = decided.decision_on(bids[0])
    assert (decision.amount, decision.conditions, decision.place) == (None, "", None)


def test_feedback_is_in_the_language_of_the_bid_unless_another_is_chosen(
    bids, cast, browser
):
    stella = browser(cast.stella)
    page = stella.get(path(bids[0]))
    assert "They read English and Arabic." in page.words()
    form = page.form("decisions")
    assert form["feedback_language"] == ["en"]

    assert stella.post(path(bids[0]), {**form, **YES}).status == 303
    assert decided.decision_on(bids[0]).feedback_language is None
    form = stella.get(path(bids[0])).form("decisions")
    stella.post(path(bids[0]), {**form, **YES, "feedback_language": "ar"})

    assert decided.decision_on(bids[0]).written_in == "ar"


def test_an_approved_decision_can_be_sent_back_until_it_is_told(bids, cast, browser):
    decision = proposed(bids[0], cast.stella)
    deciding.approve(decision, by=cast.otto)
    db.session.commit()
    stella, url = browser(cast.stella), f"/staff/decisions/{decision.id}/return"

    form = stella.get(url).form("return")
    assert stella.post(url, {**form, "because": "New facts."}).status == 303

    decision = decided.decision(decision.id)
    assert decision.stage is DecisionStage.RETURNED
    assert decision.approved_by is None
    assert decided.left_of(bids[0].call) == 30_000_000


def test_a_bid_that_did_not_go_on_says_why_and_is_not_funded(bids, cast, browser):
    phase = scoring_phase(bids[0].call)
    for bid, on in ((bids[0], True), (bids[1], False)):
        row = {"phase_id": phase.id, "application_id": bid.id, "by_name": "Stella"}
        why = "" if on else "Too vague."
        db.session.add(Passage(**row, goes_on=on, by_rule=on, reason=why))
    db.session.commit()
    stella = browser(cast.stella)

    assert "Too vague." in stella.get("/staff/calls/CF1/decisions").words()
    page = stella.post(path(bids[1]), YES)
    assert page.status == 422
    assert page.faults[0].startswith("This bid did not go on from “scoring”")
    assert stella.post(path(bids[1]), RESERVE).status == 422
    assert "Too vague." in stella.get(path(bids[1])).form("decisions")["feedback"]
    no = {"outcome": "decline", **WORDS}
    assert stella.post(path(bids[1]), no).status == 303
    assert stella.post(path(bids[0]), YES).status == 303


@pytest.mark.parametrize(
    ("address", "count"),
    [
        ("", 2),
        ("?outcome=fund", 1),
        ("?outcome=reserve", 0),
        ("?state=proposed", 1),
        ("?state=undecided", 1),
        ("?outcome=fund&state=told", 0),
    ],
)
def test_the_list_shows_what_its_address_asks_for(bids, cast, browser, address, count):
    proposed(bids[0], cast.stella)

    page = browser(cast.stella).get(f"/staff/calls/CF1/decisions{address}")

    rows = [r for r in page.all("tr") if "CF1-0" in "".join(r.itertext())]
    assert len(rows) == count


@pytest.mark.parametrize("address", ["?outcome=maybe", "?state=x&outcome=fund"])
def test_a_filter_that_is_none_is_said(bids, cast, browser, address):
    page = browser(cast.stella).get(f"/staff/calls/CF1/decisions{address}")

    assert page.status == 422
    assert page.faults == ["Choose one of the answers shown."]


def test_what_is_to_be_funded_is_summed_up_by_size_and_theme(bids, cast, browser):
    proposed(bids[0], cast.stella)
    proposed(bids[1], cast.stella, amount=200_000)

    page = browser(cast.stella).get("/staff/calls/CF1/decisions")

    sums = [" ".join("".join(t.itertext()).split()) for t in page.all("table")[1:]]
    assert "Small 2 £10,000" in sums[0]
    assert "awareness 2 £10,000" in sums[1]
    assert "resilience 0 £0" in sums[1]


def test_the_panels_recommendation_and_the_agreed_mean_stand_beside(
    bids, cast, browser
):
    call = bids[0].call
    phase = scoring_phase(call)
    (asked,) = assigned(
        bids[0], a_moderator(call, cast.rosa, cast.stella), by=cast.stella
    )
    scored(asked, 2, 3, 4)
    need = phase.criteria[0]
    told = {"phase_id": phase.id, "application_id": bids[0].id, "by_name": "Mei"}
    db.session.add(Moderated(**told, criterion_id=need.id, value=5, reason="Clearer."))
    advice = {
        "outcome": Outcome.RESERVE,
        "amount": 400_000,
        "reason": "If money comes.",
    }
    db.session.add(Recommendation(**told, **advice))
    db.session.commit()

    words = browser(cast.stella).get(path(bids[0])).words()

    assert "Mean 3.00" in words  # 30 % of 2, 40 % of 3, 30 % of 4
    assert "Agreed mean 3.90" in words  # with a 5 in place of the 2
    assert "The panel recommends the reserve list. £4,000" in words
    assert "If money comes." in words
