"""Scores against tables computed by hand."""

from fractions import Fraction
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grantsapp.review.scoring import ranked, standing

WEIGHTS = (30, 40, 30)  # need, plan, people


def scores(**by_moderator):
    return list(by_moderator.values())


def test_the_mean_is_weighted_over_the_criteria():
    # By hand: need (5+4+3)/3 = 4, plan (4+4+1)/3 = 3, people (2+3+4)/3 = 3;
    # 4*0.3 + 3*0.4 + 3*0.3 = 3.3
    found = standing(scores(rosa=(5, 4, 2), ravi=(4, 4, 3), mei=(3, 1, 4)), WEIGHTS)

    assert found.means == [4, 3, 3]
    assert found.mean == Fraction(33, 10)


def test_the_spread_is_between_the_moderators_own_means():
    # By hand: rosa 1.5+1.6+0.6 = 3.7, ravi 1.2+1.6+0.9 = 3.7, mei 0.9+0.4+1.2 = 2.5;
    # centre 3.3, squares 0.16+0.16+0.64 = 0.96, /2 = 0.48
    found = standing(scores(rosa=(5, 4, 2), ravi=(4, 4, 3), mei=(3, 1, 4)), WEIGHTS)

    assert found.spread == pytest.approx(sqrt(0.48))
    assert (found.lowest, found.highest) == (2.5, 3.7)


def test_cannot_judge_is_left_out_and_is_never_zero():
    # need (4)/1, plan (2+4)/2 = 3, people (5+1)/2 = 3: 1.2 + 1.2 + 0.9 = 3.3
    found = standing(scores(rosa=(4, 2, 5), ravi=(None, 4, 1)), WEIGHTS)

    assert found.mean == Fraction(33, 10)
    assert found.spread is None  # one whole review has no spread
    assert found.lowest == found.highest == 3.5


def test_a_criterion_that_nobody_scored_makes_the_bid_incomplete_and_unranked():
    half = standing(scores(rosa=(5, 5, None), ravi=(5, 5, None)), WEIGHTS)
    low = standing(scores(rosa=(1, 1, 1)), WEIGHTS)

    assert half.mean is None
    assert ranked({"half": half, "low": low}) == {"low": 1, "half": None}


def test_equals_share_a_rank_and_the_next_is_skipped():
    table = {
        "a": standing(scores(rosa=(4, 4, 4)), WEIGHTS),
        "b": standing(scores(rosa=(5, 5, 5)), WEIGHTS),
        "c": standing(scores(rosa=(4, 4, 4)), WEIGHTS),
        "d": standing(scores(rosa=(1, 1, 1)), WEIGHTS),
    }

    assert ranked(table) == {"b": 1, "a": 2, "c": 2, "d": 4}


def test_a_bid_without_reviews_is_incomplete():
    assert standing([], WEIGHTS).mean is None


values = st.one_of(st.none(), st.integers(1, 5))
reviews = st.lists(st.tuples(values, values, values), min_size=1, max_size=6)


@given(reviews, st.tuples(*[st.integers(1, 100)] * 3), st.integers(2, 9))
def test_only_the_shares_of_the_weights_count_and_the_mean_stays_on_the_scale(
    given_scores, weights, factor
):
    found = standing(given_scores, weights)

    again = standing(given_scores, [w * factor for w in weights])
    assert found.mean == again.mean
    assert found.mean is None or 1 <= found.mean <= 5


@given(reviews)
def test_the_order_of_the_moderators_does_not_matter(given_scores):
    turned = list(reversed(given_scores))

    assert standing(given_scores, WEIGHTS) == standing(turned, WEIGHTS)


@given(st.lists(reviews, min_size=1, max_size=8))
def test_ranks_agree_with_comparing_every_pair(bids):
    table = {n: standing(rows, WEIGHTS) for n, rows in enumerate(bids)}
    means = {n: s.mean for n, s in table.items() if s.mean is not None}

    ranks = ranked(table)

    assert ranks.keys() == table.keys()
    for key, rank in ranks.items():
        above = sum(m > means[key] for m in means.values()) if key in means else None
        assert rank == (None if above is None else above + 1)
