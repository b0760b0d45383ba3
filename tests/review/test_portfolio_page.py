"""The portfolio: wishes, the best set beside the plain ranking, sums of any set."""

import pytest
from sqlalchemy import select

from grantsapp import jobs
from grantsapp.accounts.models import Rescue
from grantsapp.calls.actions.writing import give_role
from grantsapp.calls.models import Duty
from grantsapp.db import db
from grantsapp.review.actions import deciding
from grantsapp.review.models import Decision, Outcome, Solve, SolveStage, Wanted
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
)

PATH = "/staff/calls/CF1/portfolio"
LIST = "/staff/calls/CF1/decisions"


@pytest.fixture
def call(cast):
    fund = a_fund(cast.stella)
    give_role(cast.otto, Duty.MANAGER, fund=fund)
    return a_call(fund, cast.stella)


@pytest.fixture
def bids(call, cast):
    """Four bids: one of 9,000 with 5.00; three of 5,000 or less with 4, 3 and 2.

    The second and third are of one group; the fourth alone is on resilience.
    """
    rosa = a_moderator(call, cast.rosa, cast.stella)
    goals = a_group(cast.omar, name="Goals")
    made = [
        (a_group(cast.amina, name="One"), cast.amina, "9,000", "awareness", 5),
        (goals, cast.omar, "5,000", "awareness", 4),
        (goals, cast.omar, "4,000", "awareness", 3),
        (a_group(cast.zed, name="Four"), cast.zed, "1,000", "resilience", 2),
    ]
    found = []
    for group, person, amount, theme, score in made:
        bid = a_bid(call, group, person, amount=[amount], theme=[theme])
        eligible(bid, cast.stella)
        (asked,) = assigned(bid, rosa, by=cast.stella)
        scored(asked, score, score, score)
        found.append(bid)
    return found


def asked(browser, **wishes):
    """Ask for the best set of 10,000 pounds, let the worker work, and look at it."""
    form = browser.get(PATH).form("portfolio")
    page = browser.post(PATH, {**form, "budget": "10,000", **wishes})
    assert page.status == 303, page.faults
    while jobs.work_once():
        pass
    return browser.get(page.location)


def ticked(page):
    return {
        int(box.get("value"))
        for box in page.all("input", type="checkbox", name="in")
        if box.get("checked") is not None
    }


def section(page):
    (found,) = page.all("section", id="sums")
    return " ".join("".join(found.itertext()).split())


def test_the_best_set_stands_beside_the_plain_ranking(bids, cast, browser):
    page = asked(browser(cast.stella), per_organisation="")

    # 4 + 3 + 2 = 9 points for 10,000; down the ranking 5 + 2 = 7 for 10,000
    assert ticked(page) == {2, 3, 4}
    assert "The best set: 3 bids, £10,000, 9.00 points." in section(page)
    assert "The plain ranking: 2 bids, £10,000, 7.00 points." in section(page)
    rows = {
        int(box.get("value")): row
        for row in page.all("tr")
        for box in row.iter("input")
    }
    said = {key: " ".join("".join(r.itertext()).split()) for key, r in rows.items()}
    assert said[1].endswith("only in the plain ranking")
    assert said[2].endswith("only in the best set")
    assert said[4].endswith("in both")


def test_what_a_rule_costs_is_said_with_the_bids_that_change(bids, cast, browser):
    page = asked(browser(cast.stella), per_organisation="1")

    assert ticked(page) == {1, 4}  # 5 + 2; two of one group would give 9
    (row,) = [
        words
        for r in page.all("tr")
        if "At most 1 bids of one group" in (words := "".join(r.itertext()))
    ]
    assert "2.00 points" in row
    assert "CF1-0002 and CF1-0003" in row
    assert "CF1-0001" in row


def test_a_wish_that_cannot_be_met_says_what_is_missing(bids, cast, browser):
    page = asked(browser(cast.stella), **{"theme-resilience": "3", "boroughs": "4"})

    words = page.words()
    assert "What could not be met" in words
    assert "“resilience”: 1 bids, at least 3 were wished." in words
    assert "1 boroughs, at least 4 were wished." in words


def test_ticks_are_added_up_without_a_script_and_broken_rules_named(
    bids, cast, browser
):
    stella = browser(cast.stella)
    here = asked(stella).where

    page = stella.get(f"{here}?by-hand=1&in=1&in=2&in=3")

    assert ticked(page) == {1, 2, 3}
    words = section(page)
    assert "£18,000 Amount" in words or "Amount £18,000" in words
    assert "It costs £18,000. There is £10,000." in words
    assert "“Goals”: 2 bids, at most 1 were wished." in words
    none = stella.get(f"{here}?by-hand=1")
    assert ticked(none) == set()


@pytest.mark.parametrize("address", ["in=99", "in=x", "in=1&in=1&in=%00", "in="])
def test_what_is_no_bid_is_passed_by(bids, cast, browser, address):
    stella = browser(cast.stella)
    here = asked(stella).where

    page = stella.get(f"{here}?by-hand=1&{address}")

    assert page.status == 200
    assert ticked(page) <= {1}


def test_a_set_is_kept_with_its_name_and_marked_among_the_decisions(
    bids, cast, browser
):
    stella = browser(cast.stella)
    here = asked(stella).where
    form = stella.get(f"{here}?by-hand=1&in=1&in=4&in=77").form("portfolios")

    assert stella.post(here, form).status == 303

    solve = db.session.scalar(select(Solve))
    assert solve.stage is SolveStage.APPLIED
    assert solve.settings["chosen"]["keys"] == ["1", "4"]
    assert solve.settings["chosen"]["by"] == "Stella"
    assert db.session.scalar(select(Decision)) is None  # nobody decided
    page = stella.get(here)
    assert ticked(page) == {1, 4}
    assert "This set was kept by Stella." in page.words()
    marked = [
        "".join(r.itertext())
        for r in stella.get(LIST).all("tr")
        if "in the portfolio" in "".join(r.itertext())
    ]
    assert len(marked) == 2
    assert "CF1-0001" in marked[0]
    again = stella.get(f"{here}?by-hand=1&in=2").form("portfolios")
    assert stella.post(here, again).status == 303


def test_of_two_who_keep_a_set_the_second_looks_again(bids, cast, browser):
    stella, otto = browser(cast.stella), browser(cast.otto)
    here = asked(stella).where
    mine, theirs = stella.get(here).form(here), otto.get(here).form(here)
    assert otto.post(here, {**theirs, "in": ["2"]}).status == 303

    assert stella.post(here, {**mine, "in": ["1"]}).status == 409

    assert db.session.scalar(select(Solve)).settings["chosen"]["keys"] == ["2"]
    assert db.session.scalar(select(Rescue)) is not None


def test_a_page_that_waits_says_so_and_nothing_is_kept(bids, cast, browser):
    stella = browser(cast.stella)
    form = stella.get(PATH).form("portfolio")
    here = stella.post(PATH, {**form, "budget": "10,000"}).location

    assert "It is being worked out." in stella.get(here).words()
    assert stella.post(here, {"in": ["1"]}).status == 409


@pytest.mark.parametrize(
    ("wishes", "sentence"),
    [
        ({"budget": ""}, "Write how much there is to give."),
        ({"budget": "-5"}, "Write an amount in figures"),
        ({"boroughs": "-1"}, "Write a"),
        ({"tier-small": "many"}, "Write a whole number"),
        ({"theme-awareness": "-2"}, "Write a"),
        ({"theme-awareness": "99999"}, "Write a number from 0, or nothing."),
        ({"per_organisation": "1.5"}, "Write a whole number"),
        ({"least_score": "-1"}, "Write a score, such as 3.5."),
        ({"least_score": "good"}, "Write a score, such as 3.5."),
    ],
)
def test_a_wish_that_is_none_is_said_at_its_field(
    bids, cast, browser, wishes, sentence
):
    stella = browser(cast.stella)
    form = stella.get(PATH).form("portfolio")

    page = stella.post(PATH, {**form, "budget": "10,000", **wishes})

    assert page.status == 422
    assert page.faults[0].startswith(sentence), page.faults
    assert db.session.scalar(select(Solve)) is None


def test_a_least_mean_and_a_number_of_a_tier_are_kept(bids, cast, browser):
    stella = browser(cast.stella)

    page = asked(stella, least_score="2,5", **{"tier-small": "1"})

    assert ticked(page) == {1}
    assert "No bid with a mean below 2.50" in page.words()
    form = stella.get(PATH).form("portfolio")  # begins with what was wished
    assert form["least_score"] == ["2.5"]
    assert form["tier-small"] == ["1"]


def test_bids_that_are_decided_are_not_weighed_again(bids, cast, browser):
    facts = {"reason": "r", "feedback": "f", "by": cast.stella}
    deciding.decide(bids[0], outcome=Outcome.FUND, amount=900_000, **facts)
    deciding.decide(bids[3], outcome=Outcome.RESERVE, amount=None, **facts)
    db.session.commit()
    stella = browser(cast.stella)
    left = decided.left_of(bids[0].call)
    assert stella.get(PATH).form("portfolio")["budget"] == ["291,000"]
    assert left == 29_100_000

    page = asked(stella)

    assert ticked(page) == {2, 4}
    assert "CF1-0001" not in section(page)


def test_a_set_whose_bids_changed_says_so(bids, cast, browser):
    stella = browser(cast.stella)
    here = asked(stella).where
    assert "have changed since" not in stella.get(here).words()
    facts = {"reason": "r", "feedback": "f", "by": cast.stella}
    deciding.decide(bids[0], outcome=Outcome.DECLINE, amount=None, **facts)
    db.session.commit()

    assert "have changed since" in stella.get(here).words()


def test_a_call_where_nothing_can_be_weighed_says_so(call, cast, browser):
    stella = browser(cast.stella)
    form = stella.get(PATH).form("portfolio")

    page = stella.post(PATH, {**form, "budget": "10,000"})

    assert page.status == 409
    assert "No bid with a mean and an amount waits" in page.words()


def test_another_solve_is_no_portfolio(bids, cast, browser):
    from grantsapp.review.actions import solving

    other = solving.ask(
        bids[0].call, Wanted.ASSIGNMENT, snapshot={}, settings={}, by=cast.stella
    )
    db.session.commit()

    assert browser(cast.stella).get(f"/staff/portfolios/{other.id}").status == 404


def test_an_applicant_sees_no_portfolio(bids, cast, browser):
    here = asked(browser(cast.stella)).where

    assert browser(cast.amina).get(here).status == 403
