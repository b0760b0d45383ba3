"""Parts of an amount, to the last penny."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grantsapp.awards.splitting import shares

WEIGHTS = st.dictionaries(st.text(max_size=3), st.integers(0, 10**9), min_size=1)


@pytest.mark.parametrize(
    ("amount", "weights", "parts"),
    [
        (100, {"a": 1, "b": 1, "c": 1}, {"a": 34, "b": 33, "c": 33}),
        (10, {"a": 2, "b": 1}, {"a": 7, "b": 3}),
        (1, {"a": 1, "b": 9}, {"a": 0, "b": 1}),
        (0, {"a": 5}, {"a": 0}),
        (5, {"a": 5, "b": 0}, {"a": 5, "b": 0}),
    ],
)
def test_what_rounding_leaves_goes_to_the_largest_remainders(amount, weights, parts):
    assert shares(amount, weights) == parts


@given(WEIGHTS.filter(lambda w: sum(w.values()) > 0), st.data())
def test_payments_one_after_the_other_use_each_source_up_just_so(weights, data):
    left = dict(weights)
    while whole := sum(left.values()):
        amount = data.draw(st.integers(max(1, whole // 9), whole))
        parts = shares(amount, left)
        assert sum(parts.values()) == amount
        assert all(0 <= part <= left[key] for key, part in parts.items())
        left = {key: left[key] - part for key, part in parts.items()}
    assert set(left.values()) <= {0}


@pytest.mark.parametrize(
    ("amount", "weights"), [(5, {}), (5, {"a": 0}), (-1, {"a": 1})]
)
def test_parts_of_nothing_are_refused(amount, weights):
    with pytest.raises(ValueError, match="Parts need"):
        shares(amount, weights)
