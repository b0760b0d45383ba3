"""What an attacker learns from all releases together: never much of what is hidden."""

import copy
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grantsapp.evaluation.working import figures
from tests.evaluation.attacker import (
    Someone,
    attack,
    averages_that_hold_more,
    too_narrow,
)
from tests.evaluation.sealed import a_snapshot

SIZES = (30, 24, 18, 12, 7, 3)
AGES = {"young": 0.5, "grown": 0.4, "old": 0.1}


def a_fund(sizes=SIZES, seed=1, ages=AGES):
    """Projects of these sizes, whose people answer one item on five points."""
    chance, people = random.Random(seed), []  # noqa: S311 - a story
    for number, size in enumerate(sizes, 1):
        for _person in range(size):
            before = min(5, max(1, round(chance.gauss(2.8, 0.9))))
            after = min(5, max(1, before + round(chance.gauss(0.4, 0.8))))
            told = {
                "age": chance.choices(list(ages), list(ages.values()))[0],
                "language": chance.choice(["en", "en", "en", "ar"]),
            }
            people.append(Someone("skills", f"P{number}", before, after, told))
    return people


def sealed(people, threshold):
    rows = [
        (one.project, {"before": (one.before,), "after": (one.after,)}, one.told)
        for one in people
    ]
    return a_snapshot(rows, by=("age", "language"), threshold=threshold)


def released(people, threshold=10):
    """What the public gets of these people."""
    return copy.deepcopy(figures(sealed(people, threshold)).public)


def test_nothing_hidden_is_bounded_more_narrowly_than_a_fifth_of_the_scale():
    people = a_fund()
    found = attack([released(people)], people)

    assert {one.what for one in found} >= {"project P5", "project P6"}
    assert too_narrow(found) == []
    assert averages_that_hold_more([released(people)]) == []
    assert all(one.low - 1e-6 <= one.truth <= one.high + 1e-6 for one in found)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(1, 40), min_size=1, max_size=7),
    st.integers(0, 10_000),
    st.sampled_from([5, 10, 15]),
)
def test_that_holds_for_any_fund(sizes, seed, threshold):
    people = a_fund(sizes, seed)
    release = released(people, threshold)
    assert too_narrow(attack([release], people), threshold) == []
    assert averages_that_hold_more([release]) == []


def leaky(people):
    """A release that hides the lines of small projects, and sums over all of them."""
    release = released(people)
    every = figures(sealed(people, 10)).inside["instruments"][0]
    apart = {"by_project", "hidden", "notes", "groups", "themes", "checks"}
    release["instruments"][0] |= {k: v for k, v in every.items() if k not in apart}
    return release


def test_the_attacker_finds_a_project_that_is_hidden_alone():
    """So that the tests above can fail: hiding one row is not enough."""
    people = a_fund((30, 24, 18, 7))
    found = attack([leaky(people)], people)
    hidden = [one for one in found if one.what == "project P4"]
    assert len(hidden) == 4  # two figures, by either question
    for one in hidden:
        assert one.width < 1e-6
        assert one.low == pytest.approx(one.truth, abs=1e-6)


def test_the_attacker_finds_an_average_that_holds_more_than_is_shown():
    people = a_fund((30, 24, 18, 7))
    (found,) = averages_that_hold_more([leaky(people)])
    assert found[1] == "skills"


def test_the_attacker_finds_a_group_that_is_hidden_alone():
    people = a_fund((40, 30), ages={"young": 0.93, "old": 0.07})
    release = released(people)
    old = [p for p in people if p.told["age"] == "old"]
    assert len(old) < 10
    ours, inside = (
        next(g for g in one["instruments"][0]["groups"] if g["by"] == "age")
        for one in (release, figures(sealed(people, 10)).inside)
    )
    assert ours["groups"] == []  # ours hides both
    ours["groups"] = [one for one in inside["groups"] if one["value"] == "young"]

    found = [f for f in attack([release], people) if f.what == "age old"]

    assert all(one.width < 1e-6 for one in found)
    assert len(found) == 2  # before and after


def test_two_releases_are_attacked_together():
    """A project that is hidden in one and in a total of the other."""
    people = a_fund((30, 24, 18, 7))
    assert too_narrow(attack([released(people)], people)) == []
    both = [released(people), leaky(people)]
    assert {one.what for one in too_narrow(attack(both, people))} == {"project P4"}
