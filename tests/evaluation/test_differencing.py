"""Two publications side by side: what changed by few people is named."""

import copy

import pytest

from grantsapp.evaluation.differencing import few_changed

BEFORE = {
    "threshold": 10,
    "instruments": [
        {
            "code": "calm",
            "version": 1,
            "n": 60,
            "pairs": 50,
            "difference": 0.4,
            "pooled": {"k": 3, "estimate": 0.41, "ci": [0.1, 0.7]},
            "by_project": [
                {"project": "A", "n": 22, "pairs": 20, "difference": 0.3},
                {"project": "B", "n": 38, "pairs": 30, "difference": 0.5},
            ],
            "groups": [
                {
                    "by": "age",
                    "groups": [
                        {"value": "old", "pairs": 20, "difference": 0.2},
                        {"value": "young", "pairs": 30, "difference": 0.6},
                    ],
                    "hidden": 0,
                }
            ],
            "follow_ups": [{"moment": "t2", "pairs": 25, "difference": 0.1}],
            "after_only": {"n": 12, "mean": 3.5},
        }
    ],
}


@pytest.fixture
def now():
    return copy.deepcopy(BEFORE)


def test_the_same_figures_again_show_nothing(now):
    assert few_changed(BEFORE, now) == []


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ((), "instruments.calm.1"),
        (("by_project", 0), "instruments.calm.1.by_project.A"),
        (("groups", 0, "groups", 1), "instruments.calm.1.groups.age.groups.young"),
        (("follow_ups", 0), "instruments.calm.1.follow_ups.t2"),
    ],
)
@pytest.mark.parametrize(("more", "is_few"), [(0, True), (9, True), (10, False)])
def test_a_figure_that_changed_by_few_people_is_named_wherever_it_stands(
    now, path, place, more, is_few
):
    figure = now["instruments"][0]
    for step in path:
        figure = figure[step]
    figure["pairs"] += more
    figure["difference"] += 0.01

    assert few_changed(BEFORE, now) == ([place] if is_few else [])


def test_what_is_counted_by_rows_is_looked_at_too(now):
    now["instruments"][0]["after_only"] |= {"n": 13, "mean": 3.6}
    assert few_changed(BEFORE, now) == ["instruments.calm.1.after_only"]


def test_an_average_that_changed_belongs_to_the_people_of_its_instrument(now):
    now["instruments"][0]["pooled"]["estimate"] += 0.01
    assert few_changed(BEFORE, now) == ["instruments.calm.1"]


def test_a_project_that_comes_in_whole_shows_nothing_but_itself(now):
    one = now["instruments"][0]
    one["by_project"].append({"project": "C", "n": 11, "pairs": 11, "difference": 1})
    one |= {"n": 71, "pairs": 61, "difference": 0.5}
    assert few_changed(BEFORE, now) == []


def test_but_its_people_may_be_few_in_a_group(now):
    one = now["instruments"][0]
    one["by_project"].append({"project": "C", "n": 11, "pairs": 11, "difference": 1})
    one |= {"n": 71, "pairs": 61, "difference": 0.5}
    one["groups"][0]["groups"][0] |= {"pairs": 30, "difference": 0.3}
    one["groups"][0]["groups"][1] |= {"pairs": 31, "difference": 0.61}
    place = "instruments.calm.1.groups.age.groups.young"
    assert few_changed(BEFORE, now) == [place]


def test_other_groups_hidden_than_before_are_named(now):
    """What one edition hides together with another group, both editions tell apart."""
    groups = now["instruments"][0]["groups"][0]
    groups |= {"groups": groups["groups"][:1], "hidden": 1}
    assert few_changed(BEFORE, now) == ["instruments.calm.1.groups.age.groups"]


def test_a_question_that_is_not_looked_at_any_more_shows_nothing(now):
    now["instruments"][0]["groups"] = []
    assert few_changed(BEFORE, now) == []
