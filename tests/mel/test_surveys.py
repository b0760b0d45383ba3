"""Surveys: people answer without an account, and are scored on the server."""

import re

import pytest
from sqlalchemy import select

from grantsapp.calls.actions.writing import give_role
from grantsapp.calls.models import Duty
from grantsapp.db import db
from grantsapp.mel import queries
from grantsapp.mel.actions import measuring
from grantsapp.mel.instruments import Design
from grantsapp.mel.models import Response, ResponseScore, Survey
from tests.cast import (
    a_bid,
    a_call,
    a_fund,
    a_group,
    a_survey,
    an_award,
    an_instrument,
    eligible,
)


@pytest.fixture
def award(cast):
    fund = a_fund(cast.stella)
    give_role(cast.otto, Duty.MANAGER, fund=fund)
    give_role(cast.mei, Duty.EVALUATOR, fund=fund)
    bid = a_bid(a_call(fund, cast.stella), a_group(cast.amina), cast.amina)
    eligible(bid, cast.stella)
    return an_award(bid, cast.stella, cast.otto)


def scores():
    found = db.session.scalars(select(ResponseScore)).all()
    return {str(s.moment): s.value for s in found}


def test_an_evaluator_attaches_an_instrument(award, cast, browser):
    tool = an_instrument()
    mei, path = browser(cast.mei), "/staff/calls/CF1/surveys"
    assert mei.get("/staff/evaluations").links().count(path) == 1
    form = {"instrument": str(tool.id), "design": "retrospective"}

    page = mei.post(path, form)
    assert page.faults == ["Choose at least one project."]
    assert mei.post(path, {**form, "awards": str(award.id)}).status == 303
    assert mei.post(path, {**form, "awards": str(award.id)}).status == 303

    (survey,) = db.session.scalars(select(Survey)).all()
    assert (
        f"/surveys/{survey.key}" in browser(cast.amina).get(f"/awards/{award.id}").text
    )


def test_a_visitor_looks_back_in_their_language_and_is_scored(award, browser):
    survey = a_survey(award)
    visitor, path = browser(language="ar"), f"/surveys/{survey.key}"
    page = visitor.get(path)
    assert "أتحمل" in page.words()
    assert page.response.headers.getlist("Set-Cookie") == []
    form = page.form("surveys")

    now = visitor.post(path, {**form, "t1-bear": "5", "t1-snap": "1"})
    assert now.status == 200
    assert db.session.scalar(select(Response)) is None
    before = {**now.form("surveys"), "r0-bear": "2", "r0-snap": "4"}
    assert visitor.post(path, before).location.endswith("/thanks")
    assert visitor.post(path, before).location.endswith("/thanks")

    (response,) = db.session.scalars(select(Response)).all()
    assert response.raw == {
        "r0": {"bear": 2, "snap": 4},
        "t1": {"bear": 5, "snap": 1},
    }
    assert response.language == "ar"
    assert scores() == {"r0": 2.0, "t1": 5.0}
    assert "هدوء" in visitor.get(path).words("h1")
    assert visitor.get(f"{path}/thanks").status == 200


def test_what_was_left_out_is_missing_and_not_zero(award, browser):
    survey = a_survey(award)
    visitor, path = browser(), f"/surveys/{survey.key}"
    form = visitor.get(path).form("surveys")

    now = visitor.post(path, {**form, "t1-bear": "5"})
    visitor.post(path, now.form("surveys"))

    response = db.session.scalar(select(Response))
    assert response.raw == {"t1": {"bear": 5}}
    assert scores() == {"t1": None}


@pytest.mark.parametrize("wrong", ["0", "6", "five", "-1", "1.5"])
def test_an_answer_off_the_scale_is_no_answer(award, browser, wrong):
    survey = a_survey(award)
    visitor, path = browser(), f"/surveys/{survey.key}"

    page = visitor.post(path, {"t1-bear": wrong, "respondent": "x"})

    assert page.status == 422
    assert "You have not answered anything yet." in page.faults[0]
    assert db.session.scalar(select(Response)) is None


def test_before_and_after_meet_under_a_code_of_ones_own(award, browser):
    survey = a_survey(award, Design.MATCHED)
    path = f"/surveys/{survey.key}"
    assert f"{path}/before" in browser().get(path).links()
    before = {"code": "Fa 17", "t0-bear": "2", "t0-snap": "4"}
    after = {"code": "fa17", "t1-bear": "4", "t1-snap": "1"}

    assert browser().post(f"{path}/before", before).status == 303
    assert browser().post(f"{path}/after", after).status == 303

    (response,) = db.session.scalars(select(Response)).all()
    assert response.raw["t0"] == {"bear": 2, "snap": 4}
    assert scores() == {"t0": 2.0, "t1": 4.5}
    assert re.fullmatch(r"[0-9a-f]{24}", response.respondent)


def test_a_code_that_somebody_uses_is_told_and_nothing_is_overwritten(award, browser):
    survey = a_survey(award, Design.MATCHED)
    path, form = f"/surveys/{survey.key}/before", {"code": "FA17", "t0-bear": "2"}
    browser().post(path, form)

    assert browser().post(path, form).status == 303  # the same again: a second click
    page = browser().post(path, {**form, "t0-bear": "5"})

    assert page.status == 422
    assert page.faults == [
        "Somebody has used this code already. Add a letter of your own."
    ]
    assert "checked" in page.text
    assert db.session.scalar(select(Response)).raw == {"t0": {"bear": 2}}


def test_a_code_that_is_too_short_is_told(award, browser):
    survey = a_survey(award, Design.MATCHED)

    page = browser().post(
        f"/surveys/{survey.key}/before", {"code": "a", "t0-bear": "2"}
    )

    assert page.faults == ["Write your code: at least three letters or figures."]


def test_a_closed_survey_takes_no_more_answers(award, cast, browser):
    survey = a_survey(award)
    assert (
        browser(cast.stella).post(f"/staff/surveys/{survey.key}/closing").status == 303
    )

    page = browser().get(f"/surveys/{survey.key}")

    assert page.status == 409
    assert "This survey is closed." in page.words()
    assert browser().post(f"/surveys/{survey.key}", {"t1-bear": "1"}).status == 409


def test_scores_can_be_made_anew_from_what_was_answered(award):
    survey = a_survey(award)
    measuring.answer(survey, "a" * 32, {"t1": {"bear": 3, "snap": 3}}, language="en")
    db.session.commit()

    (given,) = queries.responses_in(award.call)

    assert given.raw == {"t1": {"bear": 3, "snap": 3}}
    assert scores() == {"t1": 3.0}


def test_going_back_and_sending_other_answers_changes_nothing(award, browser):
    survey = a_survey(award)
    form = {"step": "before", "respondent": "a" * 32, "t1-bear": "4", "r0-bear": "2"}
    form |= {"t1-snap": "2", "r0-snap": "4"}
    them = browser()
    assert them.post(f"/surveys/{survey.key}", form).status == 303

    page = them.post(f"/surveys/{survey.key}", {**form, "t1-bear": "5"})

    assert page.status == 409
    assert "with us already" in page.words()
    assert scores() == {"r0": 2.0, "t1": 4.0}
