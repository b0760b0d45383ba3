"""Comparing two texts by words."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grantsapp.calls.comparing import Piece, compare

ALPHABET = st.sampled_from("ab ab\n عة ز食 é\u200f")


def shown(pieces):
    return "".join(f"[{p.text}]" if p.changed else p.text for p in pieces)


@pytest.mark.parametrize(
    ("before", "after", "left", "right"),
    [
        ("", "", "", ""),
        ("We meet.", "We meet.", "We meet.", "We meet."),
        ("We meet on Monday.", "We meet on Friday.", "We meet on [Monday.]",
         "We meet on [Friday.]"),
        ("We meet.", "", "[We meet.]", ""),
        ("", "We cook.", "", "[We cook.]"),
        ("a c", "a b c", "a c", "a [b ]c"),
        ("نلتقي يوم الاثنين", "نلتقي يوم الجمعة", "نلتقي يوم [الاثنين]",
         "نلتقي يوم [الجمعة]"),
        ("我们星期一见面", "我们星期五见面", "我们星期[一]见面", "我们星期[五]见面"),
        ("one\n\ntwo", "one two", "one\n\ntwo", "one two"),
        ("£8,450 for food", "£9,000 for food", "[£8,450 ]for food",
         "[£9,000 ]for food"),
    ],
)  # fmt: skip
def test_what_changed_is_marked_word_by_word(before, after, left, right):
    pieces = compare(before, after)

    assert (shown(pieces[0]), shown(pieces[1])) == (left, right)


@given(st.text(ALPHABET, max_size=60), st.text(ALPHABET, max_size=60))
def test_joined_again_each_side_gives_its_version(before, after):
    left, right = compare(before, after)

    assert "".join(p.text for p in left) == before
    assert "".join(p.text for p in right) == after


@given(st.text(ALPHABET, max_size=60))
def test_a_text_beside_itself_has_no_change(text):
    assert not any(p.changed for side in compare(text, text) for p in side)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("word " * 4000, "word " * 3999 + "end"),
        ("食" * 20_000, "食" * 10_000 + "飯" * 10_000),
        (" ".join(map(str, range(3500))), " ".join(map(str, range(3500, 0, -1)))),
        ("a\n" * 10_000, "b\n" * 10_000),
    ],
)
def test_the_longest_answers_are_compared_in_bearable_time(one, other):
    start = time.perf_counter()
    left, right = compare(one, other)

    assert time.perf_counter() - start < 10
    assert "".join(p.text for p in left) == one
    assert "".join(p.text for p in right) == other


def test_a_piece_is_plain():
    assert compare("a", "b") == ([Piece("a", True)], [Piece("b", True)])
