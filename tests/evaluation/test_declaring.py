"""Declaring what will be looked at, and telling what departs from it."""

import pytest

from grantsapp.calls.actions.writing import give_role
from grantsapp.calls.models import Duty
from grantsapp.db import db
from grantsapp.evaluation import queries
from grantsapp.evaluation.actions import saying_plans
from grantsapp.evaluation.models import AnalysisPlan, Evaluation
from grantsapp.mel.instruments import Design
from tests.cast import (
    CALM,
    a_bid,
    a_call,
    a_fund,
    a_group,
    a_suite,
    a_survey,
    an_award,
    eligible,
)

PATH = "/staff/calls/CF1/plan"
DECLARE = f"{PATH}/declaration"
WHOLE = {
    "family": ["calm"],
    "adjust": "holm",
    "checks": ["complete_cases", "naive"],
    "by": ["language"],
    "threshold": "12",
    "words": "Calm should go up.\nHalf a point would matter.",
}


@pytest.fixture
def call(cast):
    fund = a_fund(cast.stella)
    give_role(cast.otto, Duty.MANAGER, fund=fund)
    give_role(cast.eva, Duty.EVALUATOR, fund=fund)
    call = a_call(fund, cast.stella)
    bid = a_bid(call, a_group(cast.amina), cast.amina)
    eligible(bid, cast.stella)
    survey = a_survey(an_award(bid, cast.stella, cast.otto))
    assert survey.design is Design.RETROSPECTIVE
    suite = a_suite(call, cast.stella, *survey.instruments)
    suite.about = ["age"]
    db.session.commit()
    return call


def looked(call):
    """Somebody has worked outcomes out."""
    row = Evaluation(call=call, number=1, inside={}, public={}, by_name="Eva")
    db.session.add(row)
    db.session.commit()


def test_an_evaluator_declares_a_plan_and_everybody_of_the_fund_reads_it(
    call, cast, browser
):
    eva = browser(cast.eva)
    assert "No plan is declared yet" in eva.get(PATH).words()
    form = eva.get(DECLARE).form("declaration")
    assert form["family"] == ["calm"]  # what we propose: everything
    assert form["threshold"] == ["10"]

    assert eva.post(DECLARE, {**form, **WHOLE}).status == 303

    page = browser(cast.stella).get(PATH).words()
    assert "Half a point would matter." in page
    assert "12 people" in page
    assert "The language in which they answered" in page
    assert "Nobody has looked at outcomes yet." in page
    told = queries.told_plan(call)
    assert (told["family"], told["threshold"], told["departures"]) == (["calm"], 12, [])


def test_a_manager_reads_the_plan_and_cannot_declare_one(call, cast, browser):
    stella = browser(cast.stella)
    assert DECLARE not in stella.get(PATH).links()
    assert stella.get(DECLARE).status == 403
    assert stella.post(DECLARE, WHOLE).status == 403
    assert db.session.query(AnalysisPlan).count() == 0


def test_a_second_plan_needs_a_reason_and_leaves_the_first(call, cast, browser):
    eva = browser(cast.eva)
    eva.post(DECLARE, WHOLE)
    form = eva.get(DECLARE).form("declaration")

    page = eva.post(DECLARE, {**form, "threshold": "20"})
    assert page.status == 422
    assert "Write why another plan is declared." in page.words()
    assert page.form("declaration")["threshold"] == ["20"]

    again = {**page.form("declaration"), "reason": "The fund asked for more cover."}
    assert eva.post(DECLARE, again).status == 303
    page = eva.get(PATH).words()
    assert "The fund asked for more cover." in page
    assert "20 people" in page
    assert "12 people" in page
    assert page.index("Plan 2") < page.index("Plan 1")


def test_a_plan_that_follows_the_look_says_so_everywhere(call, cast, browser):
    looked(call)
    eva = browser(cast.eva)
    assert "this plan is later" in eva.get(DECLARE).words()
    eva.post(DECLARE, WHOLE)

    told = queries.told_plan(call)
    assert told["departures"] == ["declared_after_the_look"]
    (sentence,) = saying_plans.departures(told)
    assert sentence in eva.get(PATH).words()


def test_what_changed_after_the_look_is_named(call, cast, browser):
    eva = browser(cast.eva)
    eva.post(DECLARE, WHOLE)
    looked(call)
    form = eva.get(DECLARE).form("declaration")
    changed = {"adjust": "benjamini_hochberg", "by": [], "reason": "Fewer groups."}
    eva.post(DECLARE, {**form, **changed})

    told = queries.told_plan(call)
    assert told["departures"] == [
        "changed_after_the_look",
        "another_adjustment",
        "other_groups",
    ]
    page = eva.get(PATH).words()
    assert "The p-values are adjusted otherwise than was declared." in page


def test_without_a_plan_the_proposal_is_used_and_that_is_told(call):
    told = queries.told_plan(call)
    assert told["family"] == ["calm"]
    assert told["declared_at"] is None
    assert told["departures"] == ["no_plan"]


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("family", [], "Choose at least one instrument."),
        ("family", ["wrath"], "Choose only from the list."),
        ("by", ["faith"], "Choose only from the list."),
        ("checks", ["magic"], "Choose only from the list."),
        ("adjust", "not at all", "Choose one."),
        ("threshold", "4", "Write a whole number of people from 5 to 1,000."),
        ("threshold", "few", "Write a whole number in figures, such as 40."),
        ("words", "w" * 10_001, "Write at most 10,000 letters."),
    ],
)
def test_a_plan_that_cannot_be_is_refused_at_its_place(
    name, value, sentence, call, cast, browser
):
    eva = browser(cast.eva)

    page = eva.post(DECLARE, {**WHOLE, name: value})

    assert page.status == 422
    assert sentence in page.words()
    assert db.session.query(AnalysisPlan).count() == 0


def test_two_who_declare_at_once_do_not_pass_each_other_unseen(call, cast, browser):
    eva, other = browser(cast.eva), browser(cast.eva)
    form = other.get(DECLARE).form("declaration")
    eva.post(DECLARE, WHOLE)

    page = other.post(DECLARE, {**form, **WHOLE, "threshold": "30", "reason": "x"})

    assert page.status == 409
    assert page.form("declaration")["threshold"] == ["30"]
    assert db.session.query(AnalysisPlan).count() == 1
    assert CALM["code"] in page.form("declaration")["family"]
