"""What the panel recommends, beside the ranking; the fund decides."""

import pytest
from sqlalchemy import select

from grantsapp import audit, clock
from grantsapp.db import db
from grantsapp.review.actions import planning
from grantsapp.review.models import Kind, Outcome, Passage, Recommendation
from grantsapp.review.queries.recommending import recommendations_in
from grantsapp.review.rules import forget_bids_in
from tests.cast import (
    a_bid,
    a_group,
    a_moderator,
    assigned,
    eligible,
    scored,
    scoring_phase,
    text,
)


@pytest.fixture
def bids(call, cast):
    """Two bids, scored and let on."""
    rosa, phase = a_moderator(call, cast.rosa, cast.stella), scoring_phase(call)
    made = []
    for person, given in ((cast.amina, (5, 4, 3)), (cast.omar, (2, 2, 2))):
        bid = a_bid(call, a_group(person, name=person.name), person)
        eligible(bid, cast.stella)
        scored(*assigned(bid, rosa, by=cast.stella), *given)
        facts = {"phase_id": phase.id, "application_id": bid.id, "by_name": "Stella"}
        db.session.add(Passage(**facts, goes_on=True))
        made.append(bid)
    phase.closed_at = clock.now()
    db.session.commit()
    return made


@pytest.fixture
def phase(call, bids, cast):
    facts = {"code": "advice", "kind": Kind.RECOMMENDATION, "title": text("Advice")}
    made = planning.add_phase(call, by=cast.stella, **facts)
    db.session.commit()
    forget_bids_in()
    return made


@pytest.fixture
def stella(cast, phase, browser):
    return browser(cast.stella)


def where(phase, bid=None):
    end = f"/{bid.id}" if bid else ""
    return f"/staff/phases/{phase.id}/recommendations{end}"


YES = {"outcome": "fund", "amount": "7,500", "reason": "Strong plan."}


def test_a_recommendation_is_written_down_beside_the_ranking(stella, phase, bids):
    page = stella.get(where(phase, bids[0]))
    begun = page.form("recommendations")

    saved = stella.post(where(phase, bids[0]), {**begun, **YES})

    assert begun["amount"] == ["8,450"]
    assert "4.00" in page.words()  # 5, 4 and 3, weighing 30, 40 and 30
    listed = stella.follow(saved).words()
    assert "1 of 2 bids are done." in listed
    assert "Strong plan." in listed
    found = recommendations_in(phase.call)
    assert found.keys() == {bids[0].id}
    kept = found[bids[0].id]
    assert (kept.outcome, kept.amount) == (Outcome.FUND, 750_000)
    assert (kept.reason, kept.by_name, kept.version) == ("Strong plan.", "Stella", 1)
    assert "recommended: fund" in [e.verb for e in audit.history(bids[0])]


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"outcome": "burn"}, "Choose one."),
        ({"outcome": "fund", "amount": ""}, "Write how much they should get."),
        ({"outcome": "fund", "amount": "0"}, "Write how much they should get."),
        ({"outcome": "reserve", "amount": "0"}, "Write an amount above nothing."),
        ({"amount": "a lot"}, "Write an amount in figures, such as 8,500."),
        ({"reason": " "}, "Write why the panel recommends this."),
    ],
)
def test_what_is_no_recommendation_is_said_at_its_field(
    stella, phase, bids, facts, said
):
    page = stella.post(where(phase, bids[0]), {**YES, **facts})

    assert page.status == 422
    assert page.faults == [said]
    assert db.session.scalar(select(Recommendation)) is None


def test_a_no_has_no_amount_and_a_reserve_may_have_one(stella, phase, bids):
    stella.post(where(phase, bids[0]), {**YES, "outcome": "decline"})
    stella.post(where(phase, bids[1]), {**YES, "outcome": "reserve", "amount": ""})

    found = recommendations_in(phase.call)
    assert [found[bid.id].amount for bid in bids] == [None, None]
    assert [str(found[bid.id].outcome) for bid in bids] == ["decline", "reserve"]


def test_of_two_who_write_at_once_the_second_sees_both(stella, phase, bids):
    form = stella.get(where(phase, bids[0])).form("recommendations")
    stella.post(where(phase, bids[0]), {**form, **YES})

    late = {**form, "outcome": "decline", "amount": "", "reason": "Too dear."}
    page = stella.post(where(phase, bids[0]), late)
    again = stella.post(where(phase, bids[0]), page.form("recommendations"))

    assert page.status == 409
    assert "Strong plan." in page.words()
    assert "£7,500" in page.words()
    assert page.form("recommendations")["reason"] == ["Too dear."]
    assert again.status == 303
    db.session.expire_all()
    kept = recommendations_in(phase.call)[bids[0].id]
    assert (str(kept.outcome), kept.version) == ("decline", 2)


def test_a_bid_that_did_not_come_this_far_cannot_be_recommended(
    stella, phase, bids, call, cast
):
    other = a_bid(call, a_group(cast.bo, name="Late"), cast.bo)

    assert stella.get(where(phase, other)).status == 404
    assert stella.get(where(scoring_phase(call))).status == 404


def test_who_belongs_to_the_group_does_not_recommend_on_it(
    stella, phase, call, cast, bids
):
    a_group_bid = a_bid(call, a_group(cast.stella, name="Hers"), cast.stella)
    eligible(a_group_bid, cast.stella)
    facts = {"application_id": a_group_bid.id, "by_name": "x", "goes_on": True}
    db.session.add(Passage(phase_id=scoring_phase(call).id, **facts))
    db.session.commit()

    page = stella.post(where(phase, a_group_bid), YES)

    assert page.status == 409
    assert "Somebody else must decide." in page.words()


def test_once_the_phase_is_closed_the_recommendation_stays(stella, phase, bids):
    stella.post(where(phase, bids[0]), YES)
    shown = stella.get(f"/staff/phases/{phase.id}/closing")
    form = {**shown.form("closing"), "outstanding": "y"}
    assert stella.post(f"/staff/phases/{phase.id}/closing", form).status == 303

    page = stella.post(where(phase, bids[0]), {**YES, "reason": "Other.", "version": 1})

    assert "Nothing is recommended for one bid." in shown.words()
    assert page.status == 409
    assert "This phase is closed." in page.words()
    assert recommendations_in(phase.call)[bids[0].id].reason == "Strong plan."
    assert stella.get(where(phase)).status == 200


def test_the_last_phase_of_recommendation_counts(phase, bids, call, cast):
    facts = {"code": "again", "kind": Kind.RECOMMENDATION, "title": text("Again")}
    second = planning.add_phase(call, by=cast.stella, **facts)
    db.session.flush()
    for one, outcome in ((second, Outcome.RESERVE), (phase, Outcome.DECLINE)):
        keys = {"phase_id": one.id, "application_id": bids[0].id}
        said = Recommendation(**keys, outcome=outcome, reason="r", by_name="S")
        db.session.add(said)
    db.session.commit()

    assert recommendations_in(call)[bids[0].id].outcome is Outcome.RESERVE
