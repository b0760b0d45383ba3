"""Outcomes in groups of people, for people inside and for everybody."""

import numpy as np
import pytest

from grantsapp.evaluation.groups import in_groups, public_groups
from grantsapp.evaluation.samples import Sample

SCALE = (1.0, 5.0)


def people(**groups):
    """One project; of each language so many people, before and after in turn."""
    rows = [(name, *pair) for name, pairs in groups.items() for pair in pairs]
    before, after = (np.array([row[n] for row in rows], float) for n in (1, 2))
    items = np.zeros((len(rows), 1), np.uint8)
    words = tuple(groups)
    return Sample(
        projects=("a",),
        project=np.zeros(len(rows), int),
        before=before,
        after=after,
        items_before=items,
        items_after=items,
        is_flagged=np.zeros(len(rows), bool),
        groups={"language": np.array([words.index(row[0]) for row in rows])},
        words={"language": words},
    )


def some(count, before=2.0, after=3.0):
    """So many people, who differ a little."""
    return [(before + n % 2, after + n % 3 / 2) for n in range(count)]


def test_inside_every_group_is_there_with_its_figures():
    sample = people(ar=[(2, 3)], en=[(1, 2), (2, 4), (3, 3)], pl=[(3, None)])

    found = in_groups("language", sample)

    assert found["hidden"] == 0
    ar, en = found["groups"]
    assert ar == {
        "value": "ar",
        "pairs": 1,
        "mean_before": 2.0,
        "mean_after": 3.0,
        "difference": 1.0,
        "ci": None,
    }
    assert (en["value"], en["pairs"]) == ("en", 3)
    assert (en["mean_before"], en["mean_after"]) == (2.0, 3.0)
    # Gains 1, 2, 0: sd 1, t(2) at 97.5 % is 4.302653 in any table.
    assert en["ci"] == pytest.approx([1 - 4.302653 / 3**0.5, 1 + 4.302653 / 3**0.5])


def test_outside_a_small_group_takes_the_next_smallest_with_it():
    sample = people(ar=some(4), bn=some(12), en=some(40), pl=some(15))

    found = public_groups("language", sample, SCALE)

    assert [group["value"] for group in found["groups"]] == ["en", "pl"]
    assert found["hidden"] == 2


def test_outside_a_group_of_one_mind_is_hidden_whatever_its_size():
    sample = people(ar=[(2, 3)] * 60, bn=some(70), en=some(80), pl=some(90))

    found = public_groups("language", sample, SCALE)

    assert "ar" not in [group["value"] for group in found["groups"]]
    assert found["hidden"] >= 2


def test_who_said_nothing_of_themselves_is_a_group_like_any_other():
    sample = people(**{"": some(3)}, en=some(40), pl=some(15))

    found = public_groups("language", sample, SCALE)

    assert [group["value"] for group in found["groups"]] == ["en"]


def test_of_nobody_there_is_no_group():
    assert in_groups("language", people())["groups"] == []
    assert public_groups("language", people(), SCALE)["groups"] == []
