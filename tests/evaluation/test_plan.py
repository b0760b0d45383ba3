"""What was declared, when, and how what was done departs from it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from grantsapp.evaluation.plan import (
    Adjust,
    Check,
    Declared,
    Departure,
    Plan,
    Wrong,
    as_json,
    departures,
    faults,
    read,
)

PLAN = Plan(("calm", "care"), by=("language", "age"), words="Calm grows, we think.")


def at(day):
    return datetime(2026, 5, day, tzinfo=UTC)


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({}, ()),
        ({"family": ()}, (Wrong.NO_FAMILY,)),
        ({"family": ("calm", "hope")}, (Wrong.NOT_ASKED,)),
        ({"by": ("income",)}, (Wrong.NOT_TOLD,)),
        ({"threshold": 4}, (Wrong.TOO_LOW,)),
        ({"threshold": 5}, ()),
        ({"family": (), "threshold": 0}, (Wrong.NO_FAMILY, Wrong.TOO_LOW)),
    ],
)
def test_what_cannot_be_declared_is_named(change, wrong):
    assert faults(replace(PLAN, **change), ["calm", "care"], ["age"]) == wrong


def test_a_stored_plan_is_read_as_it_was():
    plan = replace(PLAN, adjust=Adjust.BENJAMINI_HOCHBERG, checks=(Check.NAIVE,))

    assert read(as_json(plan)) == plan
    assert as_json(plan)["checks"] == ["naive"]


def test_without_a_plan_that_is_the_departure():
    assert departures([], at(3)) == (Departure.NO_PLAN,)
    assert departures([], None) == (Departure.NO_PLAN,)


def test_a_plan_from_before_the_look_has_no_departure():
    assert departures([Declared(PLAN, at(1))], at(2)) == ()
    assert departures([Declared(PLAN, at(1))], None) == ()


def test_a_plan_changed_before_the_look_has_no_departure():
    changed = Declared(replace(PLAN, family=("calm",)), at(2), "Care was not asked.")

    assert departures([Declared(PLAN, at(1)), changed], at(3)) == ()


def test_a_plan_from_after_the_look_is_too_late():
    assert departures([Declared(PLAN, at(2))], at(2)) == (Departure.TOO_LATE,)


def test_a_plan_changed_after_the_look_says_in_what():
    other = replace(PLAN, family=("calm",), threshold=20)
    declared = [Declared(PLAN, at(1)), Declared(other, at(5), "Too few answered.")]

    found = departures(declared, at(3))

    assert found == (Departure.CHANGED, Departure.FAMILY, Departure.THRESHOLD)


def test_words_alone_are_a_change_in_nothing_that_is_worked_out():
    declared = [Declared(PLAN, at(1)), Declared(replace(PLAN, words="So."), at(5))]

    assert departures(declared, at(3)) == (Departure.CHANGED,)
