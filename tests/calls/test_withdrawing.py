"""Taking a bid back: who, until when, and what others see of it."""

import pytest
from sqlalchemy import select

from grantsapp import audit
from grantsapp.calls import queries
from grantsapp.calls.models import Application, Stage
from grantsapp.db import db
from grantsapp.mail import Letter
from grantsapp.review.actions import deciding, declaring
from grantsapp.review.models import Outcome
from tests.cast import (
    a_bid,
    a_call,
    a_draft,
    a_fund,
    a_group,
    a_moderator,
    assigned,
    eligible,
)


@pytest.fixture
def call(cast):
    return a_call(a_fund(cast.stella), cast.stella)


@pytest.fixture
def group(cast):
    return a_group(cast.amina, cast.bo)


def again(bid):
    return db.session.get(Application, bid, populate_existing=True)


def letters(template):
    query = select(Letter).where(Letter.template == template).order_by(Letter.to)
    return list(db.session.scalars(query))


def test_a_bid_is_withdrawn_after_a_page_that_asks_once_more(
    app, call, group, cast, browser
):
    key = a_bid(call, group, cast.amina).id
    amina = browser(cast.amina)
    ask = amina.get(f"/applications/{key}/withdrawal")
    assert "This cannot be undone." in ask.words()

    answer = amina.post(ask.where, {"because": "We found another hall."})

    bid = again(key)
    assert (bid.stage, bid.withdrawn_because) == (
        Stage.WITHDRAWN,
        "We found another hall.",
    )
    page = amina.follow(answer)
    assert "You withdrew this application." in page.words()
    assert "We found another hall." in page.words()
    assert amina.get(f"/applications/{key}/check").status == 200
    last = audit.history(bid)[-1]
    assert (last.verb, last.details["because"]) == (
        "withdrew",
        "We found another hall.",
    )


def test_everybody_in_the_group_gets_a_letter(app, call, group, cast, browser):
    key = a_bid(call, group, cast.amina).id

    browser(cast.bo).post(f"/applications/{key}/withdrawal")

    amina, bo = letters("application_withdrawn")
    assert (amina.to, amina.language) == ("amina@example.org", "ar")
    assert "Bo withdrew the application" in bo.body


def test_the_manager_sees_a_withdrawn_bid_apart_from_those_that_stand(
    app, call, group, cast, browser
):
    key = a_bid(call, group, cast.amina).id
    browser(cast.amina).post(f"/applications/{key}/withdrawal", {"because": "Moved."})
    stella = browser(cast.stella)

    listed = stella.get("/staff/calls/CF1/applications?stage=any")
    page = stella.get(f"/staff/applications/{key}")

    assert "Kitchen table" in listed.words()
    assert queries.submitted_applications(queries.call("CF1")) == []
    assert "Withdrawn" in page.words()
    assert "Moved." in page.words()


def test_a_withdrawn_draft_stays_its_authors_own(app, call, group, cast, browser):
    key = a_draft(call, group, cast.amina).id

    answer = browser(cast.amina).post(f"/applications/{key}/withdrawal")

    assert answer.status == 303
    assert again(key).stage is Stage.WITHDRAWN
    stella = browser(cast.stella)
    assert stella.get(f"/staff/applications/{key}").status == 403
    assert "Kitchen table" not in stella.get("/staff/calls/CF1/applications").text


def test_after_withdrawing_nothing_can_be_changed_or_sent(
    app, call, group, cast, browser
):
    key = a_draft(call, group, cast.amina).id
    amina = browser(cast.amina)
    amina.post(f"/applications/{key}/withdrawal")

    assert amina.post(f"/applications/{key}/submission").status == 409
    assert amina.post(f"/applications/{key}/reopening").status == 409
    again_withdrawn = amina.post(
        f"/applications/{key}/withdrawal", {"because": "once more"}
    )
    assert again_withdrawn.status == 409
    section = f"/applications/{key}/sections/details"
    late = amina.post(section, {"need": "Typed after."})
    assert late.status == 409


def test_a_bid_that_is_being_decided_cannot_be_withdrawn_and_nothing_leaks(
    app, call, group, cast, browser
):
    bid = a_bid(call, group, cast.amina)
    key = bid.id
    eligible(bid, cast.stella)
    deciding.decide(
        bid, outcome=Outcome.DECLINE, amount=None, reason="r", feedback="f",
        by=cast.stella,
    )  # fmt: skip
    db.session.commit()
    amina = browser(cast.amina)

    answer = amina.post(f"/applications/{key}/withdrawal")

    assert answer.status == 409
    assert "The fund is deciding on this bid" in answer.words()
    assert "decline" not in amina.get(f"/applications/{key}").text.lower()
    assert again(key).stage is Stage.SUBMITTED


def test_a_decision_that_was_sent_back_holds_nothing_so_the_bid_may_go(
    app, call, group, cast, browser
):
    bid = a_bid(call, group, cast.amina)
    key = bid.id
    eligible(bid, cast.stella)
    decision = deciding.decide(
        bid, outcome=Outcome.FUND, amount=100_000, reason="r", feedback="f",
        by=cast.stella,
    )  # fmt: skip
    deciding.send_back(decision, because="no", by=cast.otto)
    db.session.commit()

    assert browser(cast.amina).post(f"/applications/{key}/withdrawal").status == 303
    assert browser(cast.stella).get("/staff/calls/CF1/decisions").status == 200


def test_a_moderator_sees_that_it_was_withdrawn_and_keeps_what_was_typed(
    app, call, group, cast, browser
):
    bid = a_bid(call, group, cast.amina)
    eligible(bid, cast.stella)
    mine = assigned(bid, a_moderator(call, cast.rosa, cast.stella), by=cast.stella)[0]
    declaring.clear_conflict(mine, by=cast.rosa)
    db.session.commit()
    key, bid_key = mine.id, bid.id
    rosa = browser(cast.rosa)
    form = rosa.get(f"/reviews/{key}").form("reviews")
    browser(cast.amina).post(f"/applications/{bid_key}/withdrawal")

    late = rosa.post(f"/reviews/{key}", {**form, "comment": "A long comment."})
    listed, page = rosa.get("/reviews"), rosa.get(f"/reviews/{key}")

    assert late.status == 409
    kept = [link for link in late.links() if "/rescued/" in link]
    assert "A long comment." in rosa.get(kept[0]).text
    assert "Withdrawn" in listed.words()
    assert "There is nothing more to do" in page.words()
    assert "Neighbours do not know" not in page.text
    for place in ("assignments", "ranking", "decisions", "eligibility"):
        assert browser(cast.stella).get(f"/staff/calls/CF1/{place}").status == 200


@pytest.mark.parametrize("who", ["omar", "stella", "zed"])
def test_nobody_else_withdraws_it(app, call, group, cast, browser, who):
    key = a_bid(call, group, cast.amina).id

    answer = browser(getattr(cast, who)).post(f"/applications/{key}/withdrawal")

    assert answer.status == 403
    assert again(key).stage is Stage.SUBMITTED


def test_a_reason_that_is_too_long_comes_back_with_the_form(
    app, call, group, cast, browser
):
    key = a_bid(call, group, cast.amina).id

    answer = browser(cast.amina).post(
        f"/applications/{key}/withdrawal", {"because": "x" * 2001}
    )

    assert answer.status == 422
    assert again(key).stage is Stage.SUBMITTED
    assert answer.form("withdrawal")["because"] == ["x" * 2001]
