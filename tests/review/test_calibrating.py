"""Calibrated scores against statsmodels, an analysis of variance by hand, and truth."""

import json
import warnings
from dataclasses import replace
from math import isfinite, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import kendalltau

from grantsapp.review.calibrating import crossed
from grantsapp.review.calibrating.fitting import (
    Review,
    Top,
    Within,
    calibrate,
    hanging_together,
    observations,
)
from grantsapp.review.calibrating.results import (
    Calibration,
    Uncalibrated,
    as_json,
    from_json,
)
from tests.review.panels import a_panel

# bid, moderator, score: by hand, unbalanced, on a scale of half points
HAND_MADE = (
    [0, 0, 0, 1, 1, 2, 2, 2, 3, 3, 4, 4, 4, 5, 5, 6, 6, 7],
    [0, 1, 2, 0, 3, 1, 2, 3, 0, 2, 1, 2, 3, 0, 1, 2, 3, 3],
    [4, 3, 5, 2.5, 1, 4.5, 5, 3, 3, 4, 2, 2, 1, 5, 3.5, 3, 1.5, 2],
)
# moderators agree but for one point each way, which cancels in all of them
NO_SEVERITY = (
    [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 5, 5],
    [0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 1, 2],
    [5, 4, 5, 2, 3, 2, 4, 4, 3, 1, 1, 2, 4, 5, 2, 1],
)
# every bid adds up to 9, moderators to 6, 12 and 18
BIDS_ALIKE = (
    [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3],
    [0, 1, 2] * 4,
    [1, 3, 5, 2, 3, 4, 1, 4, 4, 2, 2, 5],
)
# its likelihood has a second top, where bids do not differ
TWO_TOPS = (
    [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6],
    [0, 1, 1, 2, 2, 3, 3, 0, 0, 2, 1, 3, 1],
    [5, 3, 4, 2, 1, 4, 3, 4, 5, 2, 3, 4, 4],
)


def ours(rows, columns, values):
    """The likeliest variances, and what they predict."""
    layout = crossed.lay_out(values, rows, columns)
    cell = crossed.best(layout, crossed.plausible(layout))
    return crossed.variances(layout, cell), crossed.effects(layout, [cell])


def oracle(rows, columns, values):
    """The same by statsmodels: one group, with two components of variance."""
    import pandas
    from statsmodels.regression.mixed_linear_model import MixedLM

    table = pandas.DataFrame({"y": values, "one": 1})
    table["bid"] = [f"bid {row:03}" for row in rows]
    table["moderator"] = [f"moderator {column:03}" for column in columns]
    parts = {"bid": "0 + C(bid)", "moderator": "0 + C(moderator)"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a variance on the boundary
        model = MixedLM.from_formula("y ~ 1", table, groups="one", vc_formula=parts)
        exactly = {"xtol": 1e-10, "ftol": 1e-14, "maxiter": 5000}
        found = model.fit(reml=True, method="powell", **exactly)
        effects = found.random_effects[1]
    bids = [effects[name] for name in effects.index if name.startswith("bid")]
    return (
        (*found.vcomp, found.scale),
        found.fe_params.iloc[0],
        bids,
        effects[len(bids) :],
    )


def drawn_panel(seed):
    """A panel with holes, on a scale of half points."""
    panel = a_panel(seed, bids=20, each=[1, 2, 3, 4] * 5, moderators=6, severity=0.7)
    return panel.bids, panel.moderators, np.rint(2 * panel.values) / 2


@pytest.mark.parametrize(
    "data",
    [
        HAND_MADE,
        NO_SEVERITY,
        BIDS_ALIKE,
        TWO_TOPS,
        drawn_panel(1),
        drawn_panel(2),
    ],
    ids=["hand-made", "no severity", "bids alike", "two tops", "drawn", "again"],
)
def test_variances_and_effects_are_those_of_statsmodels(data):
    variances, effects = ours(*data)

    theirs, mu, bids, moderators = oracle(*data)
    assert variances == pytest.approx(theirs, rel=1e-4, abs=1e-5)
    assert effects.mu == pytest.approx(mu, abs=1e-5)
    assert np.array(effects.rows) - effects.mu == pytest.approx(
        np.array(bids), abs=1e-5
    )
    assert effects.columns == pytest.approx(np.array(moderators), abs=1e-5)


def test_a_variance_can_be_nothing():
    assert ours(*BIDS_ALIKE)[0][0] == 0
    assert ours(*NO_SEVERITY)[0][1] == 0


def test_a_balanced_table_has_the_variances_of_its_analysis():
    # By hand. Bids down, moderators across:
    #   1 3 2 | 2        grand mean 4
    #   4 6 5 | 5        bids: squares 3 * (4 + 1 + 0 + 1) = 18, of 3: 6
    #   4 3 5 | 4        moderators: means 3, 5, 4, squares 4 * 2 = 8, of 2: 4
    #   3 8 4 | 5        all: 9+1+4 + 0+4+1 + 0+1+1 + 1+16+0 = 38
    #   3 5 4            left: 38 - 18 - 8 = 12, of 3 * 2 = 6: 2
    # so error 2, bids (6 - 2) / 3 = 4/3, moderators (4 - 2) / 4 = 1/2; an effect is
    # drawn in by 1 - 2/6 = 2/3 for bids and 1 - 2/4 = 1/2 for moderators.
    rows = [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3]
    values = [1, 3, 2, 4, 6, 5, 4, 3, 5, 3, 8, 4]

    variances, effects = ours(rows, [0, 1, 2] * 4, values)

    assert variances == pytest.approx((4 / 3, 1 / 2, 2), rel=1e-5)
    assert effects.mu == pytest.approx(4)
    away = np.array([-2, 1, 0, 1]) * 2 / 3
    assert effects.rows == pytest.approx(4 + away, abs=1e-5)
    assert effects.columns == pytest.approx([-1 / 2, 1 / 2, 0], abs=1e-5)
    # the mean of 12 errs by 4/3 / 4 + 1/2 / 3 + 2 / 12 = 2/3
    assert effects.mu_se == pytest.approx(sqrt(2 / 3), rel=1e-5)


def test_the_errors_are_those_of_the_whole_equations():
    # Henderson's equations, written out and inverted, with nothing eliminated
    rows, columns, values = HAND_MADE
    variances, effects = ours(*HAND_MADE)
    design = np.zeros((len(values), 1 + 8 + 4))
    design[:, 0] = 1
    design[range(len(values)), 1 + np.array(rows)] = 1
    design[range(len(values)), 9 + np.array(columns)] = 1
    ridge = np.diag([0.0] + [1 / variances[0]] * 8 + [1 / variances[1]] * 4)
    errors = np.linalg.inv(design.T @ design / variances[2] + ridge)
    each = [np.eye(13)[0] + np.eye(13)[1 + row] for row in range(8)]

    expected = [sqrt(way @ errors @ way) for way in each]

    assert effects.rows_se == pytest.approx(expected, rel=1e-9)
    assert effects.columns_se == pytest.approx(np.sqrt(np.diag(errors)[9:]), rel=1e-9)
    assert effects.mu_se == pytest.approx(sqrt(errors[0, 0]), rel=1e-9)


def test_draws_have_the_scores_and_errors_that_are_said():
    layout = crossed.lay_out(HAND_MADE[2], HAND_MADE[0], HAND_MADE[1])
    grid = crossed.plausible(layout)

    effects = crossed.effects(layout, grid.cells, lost=3)
    drawn = crossed.draw(layout, grid, 40_000, 7) + layout.centre

    # a mean of 40,000 draws errs by 0.005 of its standard deviation
    assert drawn.mean(axis=0) == pytest.approx(np.array(effects.rows), abs=0.02)
    assert drawn.std(axis=0) == pytest.approx(np.array(effects.rows_se), rel=0.04)


def gain_and_cover(panel, seed, times=600):
    """Kendall's tau with the truth beyond the raw mean's; how many ranks are held."""
    layout = crossed.lay_out(panel.values, panel.bids, panel.moderators)
    grid = crossed.plausible(layout)
    scores = crossed.effects(layout, grid.cells, lost=3).rows
    gain = kendalltau(panel.truth, scores)[0] - kendalltau(panel.truth, panel.raw)[0]
    if not times:
        return gain, None
    found = calibrate(panel.reviews, (1,), seed=seed, draws=times)
    assert isinstance(found, Calibration)
    order = np.argsort(-panel.truth)
    ranks = {f"bid {bid:04}": rank for rank, bid in enumerate(order, 1)}
    return gain, np.mean([b.highest <= ranks[b.bid] <= b.lowest for b in found.bids])


def test_severe_moderators_are_seen_through_and_ranks_are_held():
    panels = [a_panel(seed) for seed in range(10)]
    gains, covers = zip(*map(gain_and_cover, panels, range(10)), strict=True)

    assert min(np.bincount(panels[0].moderators)) >= 7
    assert np.mean(gains) >= 0.03
    assert 0.85 <= np.mean(covers) <= 0.95


@pytest.mark.parametrize(
    ("count", "panel"),
    [
        (12, {"severity": 0.0}),
        (12, {"severity": 0.2}),
        (60, {"bids": 60, "moderators": 12, "severity": 0.0}),
        (20, {"bids": 60, "moderators": 15, "each": 10, "severity": 0.1}),
        (60, {"bids": 60, "moderators": 12, "each": [1, 2, 3, 6] * 15, "severity": 0}),
    ],
    ids=["nobody severe", "hardly", "sixty bids", "many reviews", "unbalanced"],
)
def test_where_nobody_is_severe_hardly_anything_is_lost(count, panel):
    panels = [a_panel(100 + seed, **panel) for seed in range(count)]

    assert np.mean([gain_and_cover(p, 0, 0)[0] for p in panels]) >= -0.005


@pytest.mark.parametrize(
    ("panel", "most"),
    [
        ({"bids": 60, "moderators": 12}, 0.95),
        ({"bids": 60, "moderators": 12, "severity": 0}, 0.95),
        ({"bids": 60, "moderators": 12, "each": [1, 2, 3, 6] * 15}, 0.95),
        # of few whole ranks one more or less is much, and both ends are inside
        ({"bids": 12, "moderators": 5}, 0.98),
    ],
    ids=["sixty", "nobody severe", "unbalanced", "a dozen"],
)
def test_ranks_are_held_in_smaller_calls_too(panel, most):
    covers = [gain_and_cover(a_panel(seed, **panel), 1)[1] for seed in range(25)]

    assert 0.85 <= np.mean(covers) <= most


def small(seed=3, **more):
    """Reviews of a panel that is quick to calibrate."""
    return a_panel(seed, **{"bids": 14, "moderators": 5, **more}).reviews


def calibrated(reviews, fund=None, seed=1, draws=400):
    found = calibrate(reviews, (1,), fund, seed=seed, draws=draws)
    assert isinstance(found, Calibration), found
    return found


def refused(reviews, weights=(1,)):
    found = calibrate(reviews, weights, seed=1, draws=50)
    assert isinstance(found, Uncalibrated)
    assert from_json(json.loads(json.dumps(as_json(found)))) == found
    return found


def test_what_was_found_goes_into_json_and_comes_back():
    found = calibrated(small(), Top(3))

    assert from_json(json.loads(json.dumps(as_json(found)))) == found


def test_the_same_seed_gives_the_same_in_any_order():
    reviews = small()
    shuffled = [*reviews[::2], *reversed(reviews[1::2])]

    assert calibrated(shuffled, Top(3)) == calibrated(reviews, Top(3))
    assert calibrated(reviews, seed=2) != calibrated(reviews)


def test_bids_in_two_parts_are_refused_with_the_parts():
    one = [
        Review(f"bid {n}", who, (n,)) for n in range(9) for who in ("ali", "bo", "cy")
    ]
    other = [Review(f"new {n}", who, (n,)) for n in range(4) for who in ("di", "ed")]

    found = refused(other + one)

    assert found.reason == "apart"
    assert [part.moderators for part in found.parts] == [
        ("ali", "bo", "cy"),
        ("di", "ed"),
    ]
    assert found.parts[1].bids == ("new 0", "new 1", "new 2", "new 3")
    assert (found.reviews, found.bids, found.moderators) == (35, 13, 5)
    # one review across joins them
    assert len(hanging_together([*one, *other, Review("new 0", "ali", (1,))])) == 1


@pytest.mark.parametrize(
    ("reviews", "reason"),
    [
        ([], "too_few"),
        ([Review(f"{n}", w, (n,)) for n in range(4) for w in "abcdefg"], "too_few"),
        ([Review(f"{n}", "a", (n,)) for n in range(40)], "one_moderator"),
        ([Review(f"{n}", f"m{n}", (n,)) for n in range(40)], "apart"),
        ([Review(f"{n}", w, (n,)) for n in range(6) for w in "ab"], "too_thin"),
        ([Review(f"{n}", w, (3,)) for n in range(20) for w in "abc"], "all_equal"),
        ([Review(f"{n}", w, (None,)) for n in range(20) for w in "abc"], "too_few"),
    ],
    ids=["none", "few", "alone", "each its own", "thin", "equal", "cannot judge"],
)
def test_what_cannot_be_calibrated_is_refused(reviews, reason):
    assert refused(reviews).reason == reason


def test_a_moderator_reviews_a_bid_once():
    with pytest.raises(ValueError, match="once in a phase"):
        calibrate([*small(), small()[0]], (1,), seed=1)


def test_a_budget_needs_to_know_what_is_asked_for():
    with pytest.raises(ValueError, match="not known"):
        calibrate(small(), (1,), Within(10, {"bid 0000": 3}), seed=1)


def test_a_whole_review_is_its_weighted_mean():
    # 5 * .5 + 3 * .3 + 1 * .2 = 3.6; 2 * .5 + 4 * .3 + 4 * .2 = 3
    assert observations([(5, 3, 1), (2, 4, 4)], (50, 30, 20)) == pytest.approx([3.6, 3])


def test_what_cannot_be_judged_is_as_far_off_as_the_rest():
    # By hand: means 4 (of 5, 3, 4) and 2 (of 3, 1), weights 1 to 1, together 3. The
    # third is on the mean where it judged, so it gets 3, and not the 4 of the easy one.
    given = [(5, 3), (3, 1), (4, None)]

    assert observations(given, (1, 1)) == pytest.approx([4, 2, 3])


def test_a_criterion_that_nobody_judged_has_no_weight():
    assert observations([(5, None), (3, None)], (1, 9)) == pytest.approx([5, 3])


def test_a_review_that_judged_nothing_is_left_out_and_counted():
    reviews = small()
    found = calibrated([*reviews, Review("bid 0000", "silent", (None,))])

    assert found.empty == 1
    assert replace(found, empty=0) == calibrated(reviews)


def test_equal_reviews_share_a_rank():
    by = ("ali", "bo", "cy")
    marks = [
        (5, 4, 4),
        (3, 2, 1),
        (3, 2, 1),
        (4, 4, 2),
        (1, 1, 2),
        (2, 3, 2),
        (5, 5, 5),
    ]
    reviews = [
        Review(f"bid {bid}", who, (mark,))
        for bid, given in enumerate(marks)
        for who, mark in zip(by, given, strict=True)
    ]

    found = calibrated(reviews)

    # sums 13, 6, 6, 10, 4, 7, 15, and in a whole table the order is theirs
    places = {bid.bid[-1]: bid.rank for bid in found.bids}
    assert places == {"6": 1, "0": 2, "3": 3, "5": 4, "1": 5, "2": 5, "4": 7}
    assert found.moderators[0].moderator == "cy"


def test_the_budget_is_given_from_the_top_until_a_bid_does_not_fit():
    fund = Within(100, {"a": 60, "b": 50, "c": 10})

    assert fund.fundable(["a", "b", "c"]) == {"a"}
    assert fund.fundable(["a", "c", "b"]) == {"a", "c"}
    assert Top(2).fundable(["b", "a", "c"]) == {"a", "b"}


@given(
    st.permutations(range(6)),
    st.lists(st.integers(0, 9), min_size=6, max_size=6),
    st.integers(0, 40),
)
def test_the_reach_is_how_many_are_fundable(order, amounts, budget):
    bids = [f"bid {n}" for n in range(6)]
    fund = Within(budget, dict(zip(bids, amounts, strict=True)))

    reach = fund.reach(bids, np.array([order]))

    assert len(fund.fundable([bids[n] for n in order])) == reach[0]


def test_the_probabilities_of_three_places_add_up_to_three():
    found = calibrated(small(), Top(3))
    within = calibrated(small(), Within(30, {f"bid {n:04}": 10 for n in range(14)}))

    assert sum(bid.fundable for bid in found.bids) == pytest.approx(3)
    assert within.bids == found.bids
    assert all(bid.highest <= bid.lowest for bid in found.bids)


def scores_of(found):
    return {bid.bid: bid.score for bid in found.bids}


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.randoms(use_true_random=False))
def test_names_mean_nothing(seed, chance):
    reviews = small(seed)
    names = [f"bid {n:04}" for n in range(14)]
    new = dict(zip(names, chance.sample(names, 14), strict=True))
    renamed = [replace(review, bid=new[review.bid]) for review in reviews]

    before, after = calibrated(reviews, draws=50), calibrated(renamed, draws=50)

    expected = {new[bid]: score for bid, score in scores_of(before).items()}
    assert scores_of(after) == pytest.approx(expected, rel=1e-6)
    assert [one.severity for one in after.moderators] == pytest.approx(
        [one.severity for one in before.moderators], abs=1e-3
    )


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.integers(-50, 50))
def test_what_is_added_to_all_scores_moves_the_mean_alone(seed, points):
    reviews = small(seed)
    moved = [replace(r, given=(r.given[0] + 1000 * points,)) for r in reviews]

    before, after = calibrated(reviews, draws=50), calibrated(moved, draws=50)

    assert after.mu - before.mu == pytest.approx(1000 * points, abs=1e-5)
    assert [bid.bid for bid in after.bids] == [bid.bid for bid in before.bids]
    assert [m.severity for m in after.moderators] == pytest.approx(
        [m.severity for m in before.moderators], abs=1e-4
    )


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000), st.integers(-3, 3))
def test_a_moderator_who_is_severe_throughout_hardly_changes_the_order(seed, points):
    # each of 5 moderators sees 24 of 40 bids
    reviews = small(seed, bids=40, each=3, error=0.5)
    moved = [
        replace(r, given=(r.given[0] + 1000 * points,)) if r.moderator[-1] == "0" else r
        for r in reviews
    ]

    before, after = (scores_of(calibrated(r, draws=50)) for r in (reviews, moved))

    assert (
        kendalltau(*zip(*((before[b], after[b]) for b in before), strict=True))[0] > 0.9
    )


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 8), st.integers(0, 4), st.sampled_from([None, 1, 3, 5])
        ),
        min_size=20,
        max_size=45,
        unique_by=lambda row: row[:2],
    )
)
def test_every_panel_gets_numbers_or_a_reason(rows):
    reviews = [Review(f"bid {b}", f"m {m}", (value, 5)) for b, m, value in rows]

    found = calibrate(reviews, (60, 40), Top(2), seed=1, draws=50)

    if isinstance(found, Calibration):
        said = [found.mu, found.mu_se, *as_json(found)["variances"].values()]
        said += [x for bid in found.bids for x in (bid.score, bid.se, bid.fundable)]
        said += [x for one in found.moderators for x in (one.severity, one.se)]
        assert all(isfinite(x) for x in said)


def test_scores_that_fit_exactly_are_no_trouble():
    reviews = [
        Review(f"bid {bid}", f"m {who}", (10 * bid + who,))
        for bid in range(8)
        for who in range(4)
    ]

    found = calibrated(reviews)

    assert [bid.bid for bid in found.bids] == [f"bid {n}" for n in range(7, -1, -1)]
    assert all(bid.highest == bid.rank == bid.lowest for bid in found.bids)
