"""Small numbers: hidden, and not to be got back by subtraction."""

from hypothesis import given
from hypothesis import strategies as st

from grantsapp.calls.counting import (
    Hidden,
    counted,
    without_small,
    without_small_parts,
)


def test_every_code_is_counted_the_unused_too():
    assert counted(["a", "b"], ["a", "a", "z"]) == {"a": 2, "b": 0}


def test_four_and_nought_are_hidden_and_five_is_not():
    shown = without_small({"a": 5, "b": 4, "c": 0})

    assert shown == {"a": 5, "b": Hidden.FEW, "c": Hidden.FEW}


def test_a_single_small_part_of_a_known_whole_takes_the_next_one_along():
    shown = without_small_parts({"a": 20, "b": 3, "c": 7})

    assert shown == {"a": 20, "b": Hidden.FEW, "c": Hidden.COVER}


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 30), min_size=2))
def test_no_small_part_is_the_only_one_that_does_not_show(counts):
    shown = without_small_parts(counts)
    hidden = [code for code, n in shown.items() if isinstance(n, Hidden)]

    assert {code for code, n in counts.items() if n < 5} <= set(hidden)
    assert len(hidden) != 1
    assert all(shown[code] == counts[code] for code in counts if code not in hidden)
