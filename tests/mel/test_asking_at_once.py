"""Two people ask the same projects at one moment, each in a process of their own."""

import pytest
from sqlalchemy import func, select

from grantsapp import audit
from grantsapp.calls.actions.writing import give_role
from grantsapp.calls.models import Duty
from grantsapp.db import db
from grantsapp.mel.models import Suite, SuiteInstrument, Survey
from tests.cast import (
    a_bid,
    a_call,
    a_fund,
    a_group,
    a_suite,
    an_award,
    an_instrument,
    another_instrument,
    eligible,
)
from tests.house.test_processes import all_at_once

pytestmark = pytest.mark.processes


@pytest.fixture
def call(cast):
    fund = a_fund(cast.stella)
    give_role(cast.otto, Duty.MANAGER, fund=fund)
    give_role(cast.eva, Duty.EVALUATOR, fund=fund)
    return a_call(fund, cast.stella)


@pytest.fixture
def awards(call, cast):
    found = []
    for person in (cast.amina, cast.omar):
        bid = a_bid(call, a_group(person, name=person.name), person)
        eligible(bid, cast.stella)
        found.append(an_award(bid, cast.stella, cast.otto))
    return found


def surveys():
    db.session.rollback()
    return db.session.scalar(select(func.count(Survey.id)))


def test_all_projects_asked_twice_at_once_have_one_survey_each(
    call, awards, cast, database
):
    a_suite(call, cast.stella, an_instrument())
    post = ("/staff/calls/CF1/surveys", {"which": "whole"})

    statuses = all_at_once(database, [(who, *post) for who in (cast.stella, cast.eva)])

    assert statuses == [303, 303]
    assert surveys() == 2
    lines = [audit.history(award) for award in awards]
    assert [[e.verb for e in one].count("asked a project") for one in lines] == [1, 1]


def test_one_project_asked_twice_at_once_has_one_survey_and_no_lost_edit(
    call, awards, cast, database
):
    tool = an_instrument()
    a_suite(call, cast.stella, tool)
    path = f"/staff/awards/{awards[0].id}/survey"
    typed = {"tools": str(tool.id), "version": "0/0/"}

    statuses = all_at_once(
        database,
        [
            (cast.stella, path, typed | {"expected": "30"}),
            (cast.eva, path, typed | {"expected": "40"}),
        ],
    )

    assert statuses == [303, 409]
    assert surveys() == 1


def test_two_who_begin_a_suite_at_once_begin_one(call, cast, database):
    one, two = an_instrument(), another_instrument()
    path = "/staff/calls/CF1/suite/instruments"

    statuses = all_at_once(
        database,
        [
            (cast.stella, path, {"instrument": str(one.id)}),
            (cast.eva, path, {"instrument": str(two.id)}),
        ],
    )

    assert statuses == [303, 303]
    db.session.rollback()
    assert db.session.scalar(select(func.count(Suite.id))) == 1
    places = db.session.scalars(select(SuiteInstrument.position)).all()
    assert sorted(places) == [0, 1]
