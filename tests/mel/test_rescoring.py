"""Scores made anew: equal where nothing changed, and told where something did."""

import os
import subprocess
import sys

import pytest
from sqlalchemy import delete, select, update

from grantsapp.calls.actions.writing import give_role
from grantsapp.calls.models import Duty
from grantsapp.db import db
from grantsapp.mel.actions import rescoring
from grantsapp.mel.models import Response, ResponseScore
from tests.cast import (
    a_bid,
    a_call,
    a_fund,
    a_group,
    a_survey,
    an_award,
    answered,
    eligible,
)

# Bearing it counts as given, snapping is turned round: (4 + (6 - 2)) / 2 and so on.
ANSWERS = [
    ("one", {"r0": {"bear": 2, "snap": 4}, "t1": {"bear": 4, "snap": 2}}),
    ("two", {"r0": {"bear": 1, "snap": 5}, "t1": {"bear": 5, "snap": None}}),
]
SCORES = {
    ("one", "r0"): (2.0, 2),
    ("one", "t1"): (4.0, 2),
    ("two", "r0"): (1.0, 2),
    ("two", "t1"): (None, 1),  # one item of two, and 80 per cent are needed
}


@pytest.fixture
def survey(cast):
    fund = a_fund(cast.stella)
    give_role(cast.otto, Duty.MANAGER, fund=fund)
    bid = a_bid(a_call(fund, cast.stella), a_group(cast.amina), cast.amina)
    eligible(bid, cast.stella)
    survey = a_survey(an_award(bid, cast.stella, cast.otto))
    answered(survey, ANSWERS)
    return survey


def scores():
    query = select(
        Response.raw, ResponseScore.moment, ResponseScore.value, ResponseScore.answered
    ).join(Response, Response.id == ResponseScore.response_id)
    who = {1: "two", 2: "one"}
    return {
        (who[raw["r0"]["calm"]["bear"]], str(moment)): (value, count)
        for raw, moment, value, count in db.session.execute(query)
    }


def test_scores_made_anew_are_the_same(survey):
    assert scores() == SCORES

    done = rescoring.rescore(survey)

    assert (done.responses, done.changed) == (2, 0)
    assert scores() == SCORES


def test_a_score_that_was_changed_by_hand_is_mended_and_told(survey):
    db.session.execute(
        update(ResponseScore).where(ResponseScore.value == 4.0).values(value=5.0)
    )

    assert rescoring.rescore(survey).changed == 1
    assert scores() == SCORES


def test_scores_that_were_lost_come_back_by_the_command(survey, house):
    db.session.execute(delete(ResponseScore))
    db.session.commit()
    place = {k: house.config[k] for k in ("DATA", "DATABASE_URL")}

    done = subprocess.run(
        [sys.executable, "-m", "grantsapp", "rescore"],
        env={**os.environ, **{f"GRANTSAPP_{k}": v for k, v in place.items()}},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout == "2 responses, 2 with other scores.\n"
    db.session.rollback()
    assert scores() == SCORES


def test_answers_that_an_older_house_did_not_pack_are_packed_and_told(survey):
    def packed():
        query = select(ResponseScore.moment, ResponseScore.keyed, ResponseScore.value)
        return sorted(map(tuple, db.session.execute(query)), key=repr)

    before = packed()
    assert ("t1", bytes([4, 254]), None) in before
    db.session.execute(update(ResponseScore).values(keyed=None))

    assert rescoring.rescore(survey).changed == 2
    assert packed() == before


def test_of_what_nobody_answered_there_is_no_score(survey):
    answered(survey, [("three", {"r0": {}, "t1": {"bear": None}})])

    query = select(ResponseScore.moment).where(ResponseScore.answered == 0)
    assert list(db.session.scalars(query)) == ["t1"]
