"""Whether intervals hold the truth as often as they say, in simulated funds.

Made-up funds with known effects, projects that differ and people who differ: the only
way to know the truth. The seeds are fixed, so that a run says the same each time.
"""

import numpy as np
import pytest

from grantsapp.evaluation.actions import saying
from grantsapp.evaluation.outcomes import (
    NOT_SHOWN,
    compared_in,
    pooled_over,
    public_outcome,
)
from grantsapp.evaluation.samples import Sample
from grantsapp.evaluation.statistics import interval_is_trustworthy

# A round of the real size: 22 projects, 4,455 people, small ones and large ones.
SIZES = (
    15, 18, 22, 27, 33, 40, 48, 58, 70, 84, 101, 121, 145, 174, 209, 251, 301, 361, 433,
    520, 624, 800,
)  # fmt: skip
DRAWS = 1_000
GAIN, APART = 0.35, 0.25  # on the scale: the mean over projects, and how they differ
ITEMS = 5


def sample_of(before, after, project, names):
    none = np.zeros((len(project), 0), np.uint8)
    flags = np.zeros(len(project), bool)
    return Sample(names, project, before, after, none, none, flags)


def scores(chance, gains, sizes):
    """Means of items on five points, cut at their ends as real answers are."""
    project = np.repeat(np.arange(len(sizes)), sizes)
    person = chance.normal(3.2, 0.7, len(project))

    def answers(level):
        noise = chance.normal(0, 0.8, (len(project), ITEMS))
        return np.clip(np.round(level[:, None] + noise), 1, 5).mean(axis=1)

    return answers(person), answers(person + gains[project]), project


def truth():
    """The mean change of the average project, over a million people of their own."""
    chance = np.random.default_rng(1)
    gains = chance.normal(GAIN, APART, 1_000_000)
    before, after, _project = scores(chance, gains, np.ones(len(gains), int))
    return float((after - before).mean())


def test_in_funds_of_the_real_size_95_of_100_intervals_hold_the_truth():
    chance, wanted, held = np.random.default_rng(2), truth(), 0
    names = tuple(f"P{n:02}" for n in range(len(SIZES)))
    for _draw in range(DRAWS):
        gains = chance.normal(GAIN, APART, len(SIZES))
        sample = sample_of(*scores(chance, gains, SIZES), names)
        low, high = pooled_over(compared_in(sample).values())["ci"]
        held += low <= wanted <= high

    assert sum(SIZES) == 4_455
    assert 0.93 <= held / DRAWS <= 0.97


def test_ignoring_projects_holds_the_truth_far_too_rarely():
    """Why the naive interval is descriptive only: as if all were one project."""
    chance, wanted, held = np.random.default_rng(3), truth(), 0
    for _draw in range(200):
        gains = chance.normal(GAIN, APART, len(SIZES))
        before, after, _project = scores(chance, gains, SIZES)
        change = after - before
        half = 1.96 * change.std(ddof=1) / len(change) ** 0.5
        held += abs(change.mean() - wanted) <= half

    assert held / 200 < 0.5


@pytest.mark.parametrize("k", [3, 8])
@pytest.mark.parametrize("pairs", range(3, 16))
def test_an_interval_that_is_shown_holds_the_truth_in_90_of_100(k, pairs):
    """With few projects of few people; each project as small as the public may see."""
    chance, sizes, draws = np.random.default_rng([k, pairs]), [pairs] * k, 400
    names = tuple(f"P{n}" for n in range(k))
    project = np.repeat(np.arange(k), sizes)
    held, shown = 0, 0
    for draw in range(draws):
        gains = chance.normal(GAIN, (0.0, 0.15, 0.3)[draw % 3], k)
        before = chance.normal(3, 1, len(project))
        after = before + gains[project] + chance.normal(0, 0.6, len(project))
        found = public_outcome("x", sample_of(before, after, project, names), 5)
        if pairs < 5:  # the public sees no such project at all
            assert found["pairs"] is None
            continue
        if found["pooled"]["ci"] is None:
            assert NOT_SHOWN in found["notes"]
            continue
        low, high = found["pooled"]["ci"]
        shown, held = shown + 1, held + (low <= GAIN <= high)
    # Of 400 draws of 0.90, one in a thousand has fewer than 0.855.
    assert not shown or held / shown >= 0.855


@pytest.mark.parametrize(("k", "pairs"), [(8, 3), (8, 4), (5, 3)])
def test_where_intervals_hold_the_truth_too_rarely_none_is_shown_and_why_is_said(
    k, pairs
):
    """The table in data/synthetic-workshops.md has these cells at or below 0.90."""
    assert not interval_is_trustworthy([pairs] * k)
    figures = {
        "pairs": k * pairs,
        "projects": k,
        "status": "validated",
        "designs": [],
        "notes": [NOT_SHOWN],
        "pooled": {"estimate": 0.3, "ci": None, "prediction": None},
    }
    said = " ".join(saying.sentences(figures))
    assert "No interval can be trusted here: too few people in each project." in said
    assert "95%" not in said
