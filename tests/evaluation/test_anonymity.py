"""Nobody stands alone: what is withheld, and no more than that."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grantsapp.evaluation.anonymity import (
    WITHHELD,
    Trait,
    generalise,
    smallest_group,
)

BANDS = {"a0": "low", "a1": "low", "a2": "high", "a3": "high"}


def trait(name, words, worth=1.0, **more):
    values = tuple(sorted(set(words)))
    codes = np.array([values.index(word) for word in words], int)
    return Trait(name, values, codes, worth, **more)


def rows_of(traits):
    return list(zip(*([t.values[c] for c in t.codes] for t in traits), strict=True))


@st.composite
def people(draw):
    """Projects with their themes, ages in bands, languages, and what was asked."""
    size = draw(st.integers(0, 60))

    def some(prefix, kinds):
        number = st.integers(0, kinds - 1)
        told = draw(st.lists(number, min_size=size, max_size=size))
        return [f"{prefix}{n}" for n in told]

    projects = some("p", 5)
    themes = [f"t{int(p[1:]) % 2}" for p in projects]
    traits = (
        trait("project", projects, 8.0),
        trait("theme", themes, 3.0, hangs_on="project"),
        trait("age", some("a", 4), bands=BANDS),
        trait("language", some("l", 3), 2.0),
    )
    asked = np.array([int(p[1:]) for p in some("p", 2)], int)
    return traits, asked, draw(st.integers(5, 8))


@given(people())
def test_whoever_stays_is_one_of_enough(made):
    traits, asked, k = made

    safe = generalise(traits, k, beside=asked)

    kept = [
        row
        for row, stays in zip(rows_of(safe.traits), safe.stays, strict=True)
        if stays
    ]
    groups = Counter(zip(kept, asked[safe.stays].tolist(), strict=True))
    assert all(number >= k for number in groups.values())
    assert len(kept) + safe.left_out == len(asked)


@given(people())
def test_what_is_safe_already_stays_as_it_is(made):
    traits, asked, k = made
    once = generalise(traits, k, beside=asked)
    kept = [replace(t, codes=t.codes[once.stays]) for t in once.traits]

    twice = generalise(kept, k, beside=asked[once.stays], merged=once.merged)

    assert rows_of(twice.traits) == rows_of(kept)
    assert twice.stays.all()


@given(people())
def test_what_is_told_is_true_or_wider_or_withheld(made):
    traits, asked, k = made

    safe = generalise(traits, k, beside=asked)

    for before, after in zip(rows_of(traits), rows_of(safe.traits), strict=True):
        for was, told in zip(before, after, strict=True):
            assert told in {was, BANDS.get(was, was), WITHHELD}
    for told in rows_of(safe.traits):  # a project tells its theme
        assert told[1] != WITHHELD or told[0] == WITHHELD


@given(people())
def test_a_row_goes_only_when_nothing_more_can_be_withheld(made):
    traits, asked, k = made

    safe = generalise(traits, k, beside=asked)

    gone = [
        row
        for row, stays in zip(rows_of(safe.traits), safe.stays, strict=True)
        if not stays
    ]
    assert all(set(row) == {WITHHELD} for row in gone)
    assert all(n < k for n in Counter(asked[~safe.stays].tolist()).values())


@given(people())
def test_the_same_people_are_always_told_alike(made):
    traits, asked, k = made
    order = np.random.default_rng(1).permutation(len(asked))
    shuffled = [replace(t, codes=t.codes[order]) for t in traits]

    one = rows_of(generalise(traits, k, beside=asked).traits)
    other = rows_of(generalise(shuffled, k, beside=asked[order]).traits)

    assert [one[place] for place in order] == other


def test_the_least_valued_trait_of_the_few_is_withheld_and_nothing_else():
    projects = ["p"] * 10 + ["q"] * 10
    faiths = ["none"] * 14 + ["sikh"] * 3 + ["jewish"] * 3
    told = generalise([trait("project", projects, 8.0), trait("faith", faiths)], 5)

    assert dict(told.withheld) == {"faith": 10}  # four of no faith would stand alone
    assert told.left_out == 0


def test_one_alone_goes_since_the_blank_itself_would_tell():
    projects = ["p"] * 10 + ["q"] * 10
    faiths = ["none"] * 19 + ["sikh"]
    told = generalise([trait("project", projects, 8.0), trait("faith", faiths)], 5)

    assert not told.withheld
    assert told.stays.tolist() == [True] * 19 + [False]


def test_a_small_project_is_one_among_its_theme():
    projects = ["p"] * 3 + ["q"] * 3 + ["r"] * 9
    themes = ["red"] * 6 + ["blue"] * 9
    told = generalise(
        [
            trait("project", projects, 8.0),
            trait("theme", themes, 3.0, hangs_on="project"),
        ],
        5,
    )

    assert rows_of(told.traits)[:6] == [(WITHHELD, "red")] * 6
    assert rows_of(told.traits)[6:] == [("r", "blue")] * 9


def test_bands_are_merged_where_that_takes_less_than_to_withhold():
    ages = (["a0"] * 4 + ["a1"] * 4) * 1 + (["a2"] * 4 + ["a3"] * 4) * 1
    told = generalise([trait("age", ages, bands=BANDS)], 5)

    assert told.merged == ("age",)
    assert Counter(rows_of(told.traits)) == {("low",): 8, ("high",): 8}
    assert not told.withheld


def test_the_smallest_group_is_of_what_was_asked_too():
    traits = [trait("project", ["p"] * 8)]

    assert smallest_group(traits) == 8
    assert smallest_group(traits, np.array([0] * 6 + [1] * 2)) == 2
    assert smallest_group([trait("project", [])]) == 0


def test_fewer_than_five_are_never_enough():
    with pytest.raises(ValueError, match="fewer than 5"):
        generalise([trait("project", ["p"])], 4)
