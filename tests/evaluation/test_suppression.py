"""Which parts of a whole are hidden, and what an attacker can still make of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from grantsapp.evaluation.suppression import FLOOR, Part, hidden

SCALE = (1.0, 5.0)


def of(people, mean=3.0, **said):
    return Part(people, (mean,), **said)


def test_where_every_part_is_large_nothing_is_hidden():
    assert hidden({"ar": of(10), "en": of(40)}, SCALE) == set()


def test_one_small_part_takes_the_next_smallest_with_it():
    parts = {"ar": of(4), "bn": of(12), "en": of(40), "pl": of(15)}

    assert hidden(parts, SCALE) == {"ar", "bn"}


def test_parts_of_one_mind_are_hidden_at_any_size():
    parts = {"ar": of(90, 4.0, is_of_one_mind=True), "bn": of(95), "en": of(40)}

    assert "ar" in hidden(parts, SCALE)


def test_two_small_parts_that_are_few_together_take_another_one():
    parts = {"ar": of(3), "bn": of(4), "en": of(40), "pl": of(15)}

    assert hidden(parts, SCALE) == {"ar", "bn", "pl"}


def test_parts_whose_sum_leaves_them_no_room_take_another_one():
    # All of them together stand at 4.9 of 5: each must be near 5 itself.
    parts = {"ar": of(9, 5.0), "bn": of(9, 4.8), "en": of(40, 2.0), "pl": of(15, 3.0)}

    assert hidden(parts, SCALE) == {"ar", "bn", "pl"}


def test_a_figure_of_several_that_has_no_room_is_enough():
    parts = {
        "ar": Part(9, (3.0, 5.0)),
        "bn": Part(9, (3.0, 4.8)),
        "en": Part(40, (3.0, 2.0)),
        "pl": Part(15, (3.0, 3.0)),
    }

    assert hidden(parts, SCALE) == {"ar", "bn", "pl"}


def test_where_no_large_part_helps_all_is_hidden():
    assert hidden({"ar": of(4), "en": of(40)}, SCALE) == {"ar", "en"}
    assert hidden({"ar": of(4)}, SCALE) == {"ar"}


def test_there_is_a_floor():
    with pytest.raises(ValueError, match="threshold"):
        hidden({}, SCALE, FLOOR - 1)
    assert hidden({"ar": of(FLOOR)}, SCALE, FLOOR) == set()


PARTS = st.dictionaries(
    st.sampled_from("abcdefg"),
    st.builds(Part, st.integers(1, 40), st.tuples(st.floats(1, 5), st.floats(1, 5))),
    min_size=1,
)


@given(PARTS)
def test_an_attacker_with_a_linear_program_learns_no_secret(parts):
    out = hidden(parts, SCALE)
    if out == set(parts):
        return  # nothing is shown but the whole
    for name in out:
        if parts[name].people >= 10:
            continue
        for figure in (0, 1):
            low, high = attack(parts, out, name, figure)
            assert high - low >= 0.2 * (SCALE[1] - SCALE[0]) - 1e-6


def attack(parts, out, name, figure):
    """Bound a hidden mean by all that is public: the whole, the parts shown, counts."""
    names = sorted(parts)
    whole = sum(p.people * p.means[figure] for p in parts.values())
    equal, right = [[parts[n].people for n in names]], [whole]
    for n in set(names) - out:
        equal.append([float(n == other) for other in names])
        right.append(parts[n].means[figure])
    goal = [float(n == name) for n in names]
    ends = []
    for sign in (1, -1):
        found = linprog([sign * g for g in goal], A_eq=equal, b_eq=right, bounds=SCALE)
        assert found.success
        ends.append(sign * found.fun)
    return tuple(ends)
