"""London in tiles: every authority once, beside its neighbours, shaded by number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grantsapp.awards import tiles
from grantsapp.awards.tiles import COLUMNS, ROWS, TILES, drawn, steps

NOTHING = [tiles.Step(0, 0, 0)]
AT = {tile.name: (tile.column, tile.row) for tile in TILES}


def test_all_33_authorities_have_a_tile_of_their_own():
    assert [t.code for t in TILES] == [f"E0900{n:04}" for n in range(1, 34)]
    assert len(set(AT.values())) == 33
    assert len({t.short for t in TILES}) == 33
    assert all(0 <= t.column < COLUMNS and 0 <= t.row < ROWS for t in TILES)


@pytest.mark.parametrize(
    ("west", "east"),
    [
        ("Hillingdon", "Ealing"), ("Hounslow", "Southwark"), ("Camden", "Islington"),
        ("Westminster", "City of London"), ("Newham", "Barking and Dagenham"),
        ("Greenwich", "Bexley"), ("Kingston upon Thames", "Croydon"),
        ("Barnet", "Haringey"), ("Redbridge", "Havering"),
    ],
)  # fmt: skip
def test_west_stays_left(west, east):
    assert AT[west][0] < AT[east][0]


@pytest.mark.parametrize(
    ("north", "south"),
    [
        ("Enfield", "Haringey"), ("Haringey", "Islington"), ("Camden", "Westminster"),
        ("Westminster", "Lambeth"), ("City of London", "Southwark"),
        ("Tower Hamlets", "Lewisham"), ("Newham", "Greenwich"), ("Lewisham", "Croydon"),
        ("Wandsworth", "Kingston upon Thames"), ("Havering", "Bexley"),
    ],
)  # fmt: skip
def test_north_stays_above(north, south):
    assert AT[north][1] < AT[south][1]


def test_nothing_is_the_lightest_and_the_most_the_darkest():
    found, known = drawn({"E09000014": 9, "E09000007": 1, "outside": 50})
    shades = {one.tile.name: (one.count, one.shade) for one in found}

    assert shades["Haringey"] == (9, 4)
    assert shades["Camden"] == (1, 1)
    assert shades["Barnet"] == (0, 0)
    assert (known[0].least, known[-1].most) == (1, 9)


def test_no_award_at_all_has_no_shades():
    assert steps([0, 0]) == []
    assert {one.shade for one in drawn({})[0]} == {0}


@given(st.lists(st.integers(0, 500), min_size=1, max_size=33))
def test_every_number_from_one_on_has_exactly_one_shade(numbers):
    known = steps(numbers)

    for number in numbers:
        fits = [s for s in known if s.least <= number <= s.most]
        assert len(fits) == (1 if number else 0)
    assert [s.shade for s in known] == sorted({s.shade for s in known})
    assert tiles.shade(max(numbers), known) == max(s.shade for s in known or NOTHING)
