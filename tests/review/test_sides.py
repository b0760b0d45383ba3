"""Who takes a bid's side neither moderates it nor decides on it: list, door, deeds."""

import pytest

from grantsapp import clock
from grantsapp.access import may
from grantsapp.calls.actions.writing import give_role
from grantsapp.calls.models import Duty
from grantsapp.calls.rules import may_judge
from grantsapp.db import db
from grantsapp.errors import Refused
from grantsapp.review import queries
from grantsapp.review.actions import assigning, deciding
from grantsapp.review.models import Outcome
from tests.cast import a_bid as sent
from tests.cast import (
    a_call,
    a_draft,
    a_fund,
    a_group,
    a_helper,
    a_moderator,
    a_sponsor,
    asked_sponsor,
    assigned,
    eligible,
    scoring_phase,
)


@pytest.fixture
def call(cast):
    fund = a_fund(cast.stella)
    give_role(cast.otto, Duty.MANAGER, fund=fund)
    db.session.commit()
    return a_call(fund, cast.stella)


def submit(bid, by):
    from grantsapp.calls.actions import applying

    applying.submit_application(bid, by=by, at=clock.now())
    db.session.commit()


def side(how, bid, person, cast):
    """Let a person take the side of a draft of Amina's, or nearly."""
    if how == "sponsor":
        a_sponsor(bid, person, cast.amina)
    elif how == "only asked":
        asked_sponsor(bid, person, cast.amina)
    elif how != "stranger":
        helping = a_helper(person, bid.organisation, cast.amina)
        if how == "helped":
            helping.ended_at = clock.now()
    db.session.commit()


def a_bid_of(how, call, person, cast):
    bid = a_draft(call, a_group(cast.amina), cast.amina)
    side(how, bid, person, cast)
    submit(bid, cast.amina)
    return bid


SIDES = ["sponsor", "helps", "helped"]


@pytest.mark.parametrize("how", SIDES)
def test_they_cannot_be_asked_to_moderate_it(call, cast, how):
    bid = a_bid_of(how, call, cast.rosa, cast)
    eligible(bid, cast.stella)
    rosa = a_moderator(call, cast.rosa, cast.stella)

    with pytest.raises(Refused, match="has a conflict"):
        assigning.assign(scoring_phase(call), [(rosa.id, bid.id)], by=cast.stella)


@pytest.mark.parametrize("how", [*SIDES, "only asked", "stranger"])
def test_list_and_door_agree_where_they_take_a_side_after_they_were_asked(
    call, cast, browser, how
):
    bid = sent(call, a_group(cast.amina), cast.amina)
    eligible(bid, cast.stella)
    rosa = a_moderator(call, cast.rosa, cast.stella)
    (asked,) = assigned(bid, rosa, by=cast.stella)
    key = asked.id
    side(how, bid, cast.rosa, cast)
    db.session.info.clear()

    opens = how in {"only asked", "stranger"}
    page = browser(cast.rosa)
    assert page.get(f"/reviews/{key}").status == (200 if opens else 403)
    assert (str(key) in page.get("/reviews").text) is opens
    db.session.info.clear()
    assert [a.id for a in queries.assignments_of(cast.rosa)] == [key] * opens
    assert may("see", queries.assignment(key), cast.rosa) is opens


@pytest.mark.parametrize("how", SIDES)
def test_a_manager_on_its_side_neither_decides_nor_approves(call, cast, browser, how):
    bid = a_bid_of(how, call, cast.otto, cast)
    eligible(bid, cast.stella)
    decision = deciding.decide(
        bid,
        outcome=Outcome.FUND,
        amount=500_000,
        reason="Strong plan.",
        feedback="Your plan is concrete.",
        by=cast.stella,
    )
    db.session.commit()
    otto = browser(cast.otto)

    ticked = {"decision": f"{decision.id} {decision.version}"}
    approval = otto.post("/staff/calls/CF1/approvals", ticked)
    anew = otto.post(f"/staff/calls/CF1/decisions/{bid.id}", {"outcome": "fund"})
    listed = otto.get("/staff/calls/CF1/decisions")

    assert {approval.status, anew.status} == {409}
    assert "Somebody else must decide." in approval.words()
    assert (
        "/approvals" not in listed.text
    )  # what waits for approval is what they may approve
    assert not may_judge(cast.otto, bid)


def test_a_manager_without_a_side_decides(call, cast):
    bid = a_bid_of("stranger", call, cast.otto, cast)

    assert may("decide on", bid, cast.otto)
    assert not may("decide on", bid, cast.rosa)
