"""Statistics against published figures: R's data sets, metafor's BCG trials, papers."""

import json
import random
from dataclasses import asdict
from math import exp, log, sqrt

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from grantsapp.evaluation.statistics import (
    PLAIN_IS_WIDER,
    alpha,
    benjamini_hochberg,
    benjamini_yekutieli,
    bonferroni,
    heterogeneity,
    holm,
    interval_is_trustworthy,
    paired,
    pool,
    wilcoxon,
)

# Student (1908), R's `sleep`: extra hours on the first and on the second drug
FIRST = (0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0)
SECOND = (1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4)

# Colditz et al. (1994): tuberculosis yes and no, vaccinated and not
BCG = (
    (4, 119, 11, 128),
    (6, 300, 29, 274),
    (3, 228, 11, 209),
    (62, 13536, 248, 12619),
    (33, 5036, 47, 5761),
    (180, 1361, 372, 1079),
    (8, 2537, 10, 619),
    (505, 87886, 499, 87892),
    (29, 7470, 45, 7232),
    (17, 1699, 65, 1600),
    (186, 50448, 141, 27197),
    (5, 2493, 3, 2338),
    (27, 16886, 29, 17825),
)
RATIOS = [log(a / (a + b)) - log(c / (c + d)) for a, b, c, d in BCG]
VARIANCES = [1 / a - 1 / (a + b) + 1 / c - 1 / (c + d) for a, b, c, d in BCG]

# Chatterjee & Price (1977), R's `attitude`: 30 departments, 7 items
ATTITUDE = """
43 51 30 39 61 92 45  63 64 51 54 63 73 47  71 70 68 69 76 86 48
61 63 45 47 54 84 35  81 78 56 66 71 83 47  43 55 49 44 54 49 34
58 67 42 56 66 68 35  71 75 50 55 70 66 41  72 82 72 67 71 83 31
67 61 45 47 62 80 41  64 53 53 58 58 67 34  67 60 47 39 59 74 41
69 62 57 42 55 63 25  68 83 83 45 59 77 35  77 77 54 72 79 77 46
81 90 50 72 60 54 36  74 85 64 69 79 79 63  65 60 65 75 55 80 60
65 70 46 57 75 85 46  50 58 68 54 64 78 52  50 40 33 34 43 64 33
64 61 52 62 66 80 41  53 66 52 50 63 80 37  40 37 42 58 50 57 49
63 54 42 48 66 75 33  66 77 66 63 88 76 72  78 75 58 74 80 78 49
48 57 44 45 51 83 38  85 85 71 71 77 74 55  82 82 39 59 64 78 39
"""
VALUES = [int(x) for x in ATTITUDE.split()]
DEPARTMENTS = [VALUES[i : i + 7] for i in range(0, len(VALUES), 7)]

# Benjamini & Hochberg (1995), table of 15 ordered p-values
PS = (0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459)
PS = (*PS, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000)

scores = st.integers(7, 35).map(lambda total: total / 7)
couples = st.lists(st.tuples(scores, scores), min_size=3, max_size=30)


def test_student_s_sleep_gives_the_published_t():
    found = paired(SECOND, FIRST)

    assert found is not None
    assert (found.n, found.df) == (10, 9)
    assert found.t == pytest.approx(-4.0621, abs=5e-5)
    assert found.p == pytest.approx(0.002833, abs=5e-7)
    assert found.ci == pytest.approx((-2.4598858, -0.7001142), abs=5e-8)
    assert (found.mean_before, found.mean_after) == pytest.approx((2.33, 0.75))


def test_student_s_sleep_gives_each_standardised_difference():
    found = paired(SECOND, FIRST)

    assert found is not None
    assert found.d_z == pytest.approx(-1.2846, abs=5e-5)
    assert found.d_z_ci == pytest.approx((-2.118, -0.415), abs=5e-4)
    assert found.g_z == pytest.approx(-1.1739, abs=1e-4)
    assert found.d_av == pytest.approx(-0.8322, abs=5e-5)
    assert found.r == pytest.approx(0.7952, abs=5e-5)


@pytest.mark.parametrize(
    ("method", "p"),
    [
        ("normal, corrected", 0.009091),
        ("normal", 0.007632),
        ("exact", 0.003906),
    ],
)
def test_wilcoxon_s_p_goes_with_the_method_named(method, p):
    found = wilcoxon(SECOND, FIRST, method=method)

    assert found.p == pytest.approx(p, abs=5e-7)
    assert (found.n, found.zeros, found.statistic, found.method) == (9, 1, 0, method)


def test_wilcoxon_s_exact_table_has_the_textbook_values():
    # n = 5, rank sum 0 or 1 of 32 arrangements each: two-sided 2/32 and 4/32
    assert wilcoxon([0] * 5, [1, 2, 3, 4, 5]).p == pytest.approx(2 / 32)
    assert wilcoxon([0] * 5, [-1, 2, 3, 4, 5]).p == pytest.approx(4 / 32)


def test_wilcoxon_says_nothing_where_nobody_changed():
    found = wilcoxon([1, 2, 3], [1, 2, 3])

    assert (found.n, found.zeros, found.p) == (0, 3, None)


def test_one_pair_alone_says_nothing():
    assert paired([1.0], [2.0]) is None
    assert paired([], []) is None


def test_two_pairs_have_no_small_sample_correction():
    found = paired([1.0, 2.0], [2.0, 4.0])

    assert found is not None
    assert found.t == pytest.approx(3)
    assert found.g_z is None


def test_equal_differences_give_no_test_and_no_infinity():
    # 1/7 more for each; in floats the three differences are not the same
    before = [22 / 7, 25 / 7, 30 / 7]
    found = paired(before, [23 / 7, 26 / 7, 31 / 7])

    assert found is not None
    assert found.difference == pytest.approx(1 / 7)
    assert found.sd_difference == 0
    unsaid = (found.t, found.p, found.ci, found.d_z, found.d_z_ci, found.g_z)
    assert unsaid == (None,) * 6
    assert found.d_av == pytest.approx((1 / 7) / sqrt(49 / 3 / 49), rel=1e-9)


def test_unequal_lengths_are_refused():
    with pytest.raises(ValueError, match="as many before as after"):
        paired([1.0, 2.0], [1.0])


@given(couples)
def test_paired_turned_round_changes_the_sign_alone(both):
    before, after = zip(*both, strict=True)
    there, back = paired(before, after), paired(after, before)

    assert there is not None
    assert back is not None
    assert there.difference == pytest.approx(-back.difference)
    assert there.sd_difference == pytest.approx(back.sd_difference)
    assert there.p == pytest.approx(back.p)
    for mine, other in ((there.t, back.t), (there.d_z, back.d_z)):
        assert (mine is None) == (other is None)
        assert mine is None or other is None or mine == pytest.approx(-other)
    if there.ci and back.ci:
        assert there.ci == pytest.approx((-back.ci[1], -back.ci[0]))
    if there.d_z_ci and back.d_z_ci:
        turned = -back.d_z_ci[1], -back.d_z_ci[0]
        assert there.d_z_ci == pytest.approx(turned, rel=1e-4, abs=1e-6)


@given(couples)
def test_paired_is_json_without_nan(both):
    before, after = zip(*both, strict=True)
    found = paired(before, after)

    assert found is not None
    json.dumps(asdict(found), allow_nan=False)


def test_attitude_has_the_published_alpha():
    assert len(DEPARTMENTS) == 30
    assert alpha(DEPARTMENTS) == pytest.approx(0.8431, abs=5e-5)


def test_alpha_needs_two_people_two_items_and_some_spread():
    assert alpha([]) is None
    assert alpha([(1, 2, 3)]) is None
    assert alpha([(1,), (2,)]) is None
    assert alpha([(1, 2), (1, 2), (1, 2)]) is None
    assert alpha([(1, 2), (2, 1), (3, 0)]) is None  # totals are equal


vectors = st.lists(st.lists(st.integers(1, 5), min_size=4, max_size=4), min_size=3)


@given(vectors, st.lists(st.integers(-9, 9), min_size=4, max_size=4))
def test_alpha_does_not_mind_items_shifted(rows, by):
    moved = [[x + s for x, s in zip(row, by, strict=True)] for row in rows]

    assert alpha(moved) == pytest.approx(alpha(rows))


@pytest.mark.parametrize(
    ("adjust", "rejected"),
    [(bonferroni, 3), (holm, 3), (benjamini_hochberg, 4), (benjamini_yekutieli, 3)],
)
def test_the_1995_p_values_are_rejected_as_published(adjust, rejected):
    assert sum(p <= 0.05 for p in adjust(PS)) == rejected


def test_p_values_are_adjusted_as_by_hand():
    ps = (0.04, 0.01, 0.03)

    assert bonferroni(ps) == pytest.approx([0.12, 0.03, 0.09])
    assert holm(ps) == pytest.approx([0.06, 0.03, 0.06])
    assert benjamini_hochberg(ps) == pytest.approx([0.04, 0.03, 0.04])
    # the harmonic sum is 11/6
    by = [0.04 * 11 / 6, 0.03 * 11 / 6, 0.04 * 11 / 6]
    assert benjamini_yekutieli(ps) == pytest.approx(by)


@given(st.lists(st.floats(0, 1), max_size=20))
def test_adjusted_p_values_never_fall_and_holm_never_exceeds_bonferroni(ps):
    simple, stepped, rate = bonferroni(ps), holm(ps), benjamini_hochberg(ps)

    slack = 1e-12
    for p, a, b, c in zip(ps, simple, stepped, rate, strict=True):
        assert p - slack <= c <= b + slack <= a + 2 * slack <= 1 + 3 * slack


@pytest.mark.parametrize(
    ("method", "tau2", "estimate", "se", "ci"),
    [
        ("EE", 0, -0.4303, 0.0405, None),
        ("DL", 0.3088, -0.7141, None, (-1.0644, -0.3638)),
        ("REML", 0.3132, -0.7145, 0.1798, (-1.0669, -0.3622)),
        ("REML+HK", 0.3132, -0.7145, 0.1808, (-1.1084, -0.3206)),
    ],
)
def test_the_bcg_trials_pool_as_published(method, tau2, estimate, se, ci):
    found = pool(RATIOS, VARIANCES, method=method)

    assert (found.k, found.method) == (13, method)
    assert found.q == pytest.approx(152.2330, abs=5e-5)
    assert found.tau2 == pytest.approx(tau2, abs=5e-5)
    assert found.estimate == pytest.approx(estimate, abs=5e-5)
    assert se is None or found.se == pytest.approx(se, abs=5e-5)
    assert ci is None or found.ci == pytest.approx(ci, abs=5e-5)


def test_the_bcg_trials_have_the_published_knapp_test():
    found = pool(RATIOS, VARIANCES)

    assert found.df == 12
    assert found.t == pytest.approx(-3.9522, abs=5e-5)
    assert found.p == pytest.approx(0.0019, abs=5e-5)
    assert pool(RATIOS, VARIANCES, method="REML").df is None


def test_the_bcg_trials_differ_as_published():
    found = heterogeneity(RATIOS, VARIANCES)  # metafor's page of confint.rma

    assert found.q == pytest.approx(152.2330, abs=5e-5)
    assert found.df == 12
    assert found.tau2 == pytest.approx(0.3132, abs=5e-5)
    assert found.tau2_ci == pytest.approx((0.1197, 1.1115), abs=5e-5)
    assert found.i2 == pytest.approx(0.9222, abs=5e-5)
    assert heterogeneity(RATIOS[:2], VARIANCES[:2]) is None


def test_the_interval_of_d_av_holds_the_truth_in_95_of_100():
    chance, held, rounds = random.Random(2026), 0, 2_000  # noqa: S311
    for _ in range(rounds):
        before = [chance.gauss(0, 1) for _ in range(20)]
        after = [0.5 + 0.6 * b + chance.gauss(0, 0.8) for b in before]
        low, high = paired(before, after).d_av_ci
        held += low <= 0.5 <= high  # both variances are 1, the gain is 0.5

    assert 0.93 <= held / rounds <= 0.97
    assert paired([1, 2, 3], [2, 3, 4]).d_av_ci is None


def test_a_prediction_interval_uses_t_with_k_less_one():
    found = pool(RATIOS, VARIANCES)
    reach = 2.178813 * sqrt(found.tau2 + found.se**2)  # t(12), any table

    ends = (found.estimate - reach, found.estimate + reach)
    assert found.prediction == pytest.approx(ends, abs=1e-6)
    assert pool(RATIOS, VARIANCES, method="EE").prediction is None


def test_below_three_projects_there_is_no_interval_but_a_reason():
    for size, estimate in ((0, None), (1, 0.5), (2, None)):
        found = pool([0.5, 0.7][:size], [0.1, 0.1][:size])
        assert (found.k, found.note) == (size, "too_few_projects")
        assert (found.estimate, found.se, found.ci) == (estimate, None, None)
        assert (found.p, found.prediction) == (None, None)


def test_projects_that_agree_too_well_get_the_plain_interval():
    # all equal: Hartung-Knapp's would have no width; plain se = sqrt(0.04 / 4) = 0.1
    found = pool([0.3] * 4, [0.04] * 4)

    assert found.method == PLAIN_IS_WIDER
    assert found.tau2 == 0
    assert found.ci == pytest.approx((0.3 - 0.1959964, 0.3 + 0.1959964))


@pytest.mark.parametrize(
    ("estimates", "variances"),
    [
        ([1, 2, 3], [1, 1]),
        ([1, 2, 3], [1, 0, 1]),
        ([1, 2, 3], [1, -1, 1]),
        ([1, float("nan"), 3], [1, 1, 1]),
        ([1, 2, 3], [1, float("inf"), 1]),
    ],
)
def test_what_cannot_be_pooled_is_refused(estimates, variances):
    with pytest.raises(ValueError, match="project"):
        pool(estimates, variances)


projects = st.lists(
    st.tuples(st.floats(-3, 3), st.floats(0.001, 2)), min_size=3, max_size=15
)


def likelihood(y, v, tau2):
    w = [1 / (b + tau2) for b in v]
    mean = sum(a * x for a, x in zip(y, w, strict=True)) / sum(w)
    squares = sum(x * (a - mean) ** 2 for a, x in zip(y, w, strict=True))
    return (sum(map(log, w)) - log(sum(w)) - squares) / 2


@given(projects)
def test_no_other_tau2_is_likelier(pairs):
    y, v = (list(x) for x in zip(*pairs, strict=True))
    found = pool(y, v, method="REML")

    best = likelihood(y, v, found.tau2)
    grid = [0.0, *(exp(-9 + i / 20) for i in range(240))]
    assert all(likelihood(y, v, tau2) <= best + 1e-7 for tau2 in grid)


@given(projects, st.floats(0.01, 100), st.floats(-5, 5))
def test_pooling_goes_with_the_scale(pairs, by, shift):
    y, v = (list(x) for x in zip(*pairs, strict=True))
    one = pool(y, v)
    other = pool([a * by + shift for a in y], [b * by**2 for b in v])
    # on the brink rounding alone decides between two intervals of the same width
    assume(one.method == other.method)

    slack = 1e-5 * by
    assert other.tau2 == pytest.approx(one.tau2 * by**2, rel=1e-4, abs=slack * by)
    assert other.estimate == pytest.approx(one.estimate * by + shift, abs=slack)
    ends = tuple(end * by + shift for end in one.ci)
    assert other.ci == pytest.approx(ends, rel=1e-4, abs=slack)


@given(projects)
def test_the_interval_is_never_narrower_than_the_plain_one(pairs):
    y, v = (list(x) for x in zip(*pairs, strict=True))
    (low, high), plain = pool(y, v).ci, pool(y, v, method="REML").ci

    assert high - low >= (plain[1] - plain[0]) * (1 - 1e-12)


def test_an_interval_is_trusted_from_three_projects_with_a_median_of_five_pairs():
    assert interval_is_trustworthy([5, 5, 5])
    assert interval_is_trustworthy([3, 5, 60])
    assert interval_is_trustworthy([10] * 8)
    assert not interval_is_trustworthy([60, 60])
    assert not interval_is_trustworthy([3] * 8)
    assert not interval_is_trustworthy([3, 3, 3, 3, 5, 5, 5, 5])
    assert not interval_is_trustworthy([])
