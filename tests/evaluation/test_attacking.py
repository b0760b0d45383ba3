"""What an attacker learns from all releases together: never much of what is hidden."""

import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grantsapp.evaluation.groups import public_groups
from grantsapp.evaluation.outcomes import may_be_shown, outcome, public_outcome
from grantsapp.evaluation.samples import Answered, sample_of
from tests.evaluation.attacker import (
    Someone,
    attack,
    averages_that_hold_more,
    too_narrow,
)

SCALE = [1, 5]
SIZES = (30, 24, 18, 12, 7, 3)
AGES = {"young": 0.5, "grown": 0.4, "old": 0.1}


def a_fund(sizes=SIZES, seed=1, ages=AGES):
    """Projects of these sizes, whose people answer on five points."""
    chance, people = random.Random(seed), []  # noqa: S311 - a story
    for number, size in enumerate(sizes, 1):
        for _person in range(size):
            before = min(5, max(1, round(chance.gauss(2.8, 0.9) * 4) / 4))
            after = min(5, max(1, before + round(chance.gauss(0.4, 0.6) * 4) / 4))
            age = chance.choices(list(ages), list(ages.values()))[0]
            people.append(Someone("calm", f"P{number}", before, after, {"age": age}))
    return people


def sample(people):
    rows = sorted(people, key=lambda one: one.project)
    found = sample_of(
        [Answered(p.project, (1,), (1,), p.before, p.after) for p in rows]
    )
    return replace(found, groups={"age": np.array([p.told["age"] for p in rows])})


def released(people, threshold=10):
    """What the public gets of these people."""
    every = sample(people)
    one = public_outcome("calm", every, threshold)
    shown = every.of_projects(
        [name for name, group in every.by_project() if may_be_shown(group, threshold)]
    )
    groups = [public_groups("age", shown, tuple(SCALE), threshold)]
    return {
        "threshold": threshold,
        "instruments": [{**one, "scale": SCALE, "groups": groups}],
    }


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
    release["instruments"][0] |= {
        key: value
        for key, value in outcome("calm", sample(people)).items()
        if key not in {"by_project", "hidden", "notes"}
    }
    return release


def test_the_attacker_finds_a_project_that_is_hidden_alone():
    """So that the tests above can fail: hiding one row is not enough."""
    people = a_fund((30, 24, 18, 7))
    found = attack([leaky(people)], people)
    hidden = [one for one in found if one.what == "project P4"]
    assert len(hidden) == 2
    for one in hidden:
        assert one.width < 1e-6
        assert one.low == pytest.approx(one.truth, abs=1e-6)


def test_the_attacker_finds_an_average_that_holds_more_than_is_shown():
    people = a_fund((30, 24, 18, 7))
    (found,) = averages_that_hold_more([leaky(people)])
    assert found[1] == "calm"


def test_the_attacker_finds_a_group_that_is_hidden_alone():
    people = a_fund((40, 30), ages={"young": 0.9, "old": 0.1})
    release = released(people)
    every = sample(people)
    old = [p for p in people if p.told["age"] == "old"]
    assert len(old) < 10
    assert release["instruments"][0]["groups"][0]["groups"] == []  # ours hides both
    young = every.where(every.groups["age"] == "young")
    figures = outcome("calm", young)
    line = {k: figures[k] for k in ("pairs", "mean_before", "mean_after")}
    release["instruments"][0]["groups"][0]["groups"] = [{"value": "young", **line}]

    found = [f for f in attack([release], people) if f.what == "age old"]

    assert all(one.width < 1e-6 for one in found)
    assert len(found) == 2


def test_two_releases_are_attacked_together():
    """A project that is hidden in one and in a total of the other."""
    people = a_fund((30, 24, 18, 7))
    assert too_narrow(attack([released(people)], people)) == []
    both = [released(people), leaky(people)]
    assert {one.what for one in too_narrow(attack(both, people))} == {"project P4"}
