"""Alpha and item-rest: R's numbers, tables by hand, and flags that were left out."""

from dataclasses import replace
from math import atanh, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import f, pearsonr

from grantsapp.mel.quality.reliability import (
    Reason,
    alpha,
    item_rest,
    reliabilities,
)

from .tables import a_sitting, a_tool

# R's data set `attitude`: 30 departments of a firm, 7 questions, per cent favourable
# (Chatterjee and Price, Regression Analysis by Example, 1977).
NAMES = [
    "rating", "complaints", "privileges", "learning", "raises", "critical", "advance",
]  # fmt: skip
ATTITUDE = [
    (43, 51, 30, 39, 61, 92, 45), (63, 64, 51, 54, 63, 73, 47),
    (71, 70, 68, 69, 76, 86, 48), (61, 63, 45, 47, 54, 84, 35),
    (81, 78, 56, 66, 71, 83, 47), (43, 55, 49, 44, 54, 49, 34),
    (58, 67, 42, 56, 66, 68, 35), (71, 75, 50, 55, 70, 66, 41),
    (72, 82, 72, 67, 71, 83, 31), (67, 61, 45, 47, 62, 80, 41),
    (64, 53, 53, 58, 58, 67, 34), (67, 60, 47, 39, 59, 74, 41),
    (69, 62, 57, 42, 55, 63, 25), (68, 83, 83, 45, 59, 77, 35),
    (77, 77, 54, 72, 79, 77, 46), (81, 90, 50, 72, 60, 54, 36),
    (74, 85, 64, 69, 79, 79, 63), (65, 60, 65, 75, 55, 80, 60),
    (65, 70, 46, 57, 75, 85, 46), (50, 58, 68, 54, 64, 78, 52),
    (50, 40, 33, 34, 43, 64, 33), (64, 61, 52, 62, 66, 80, 41),
    (53, 66, 52, 50, 63, 80, 37), (40, 37, 42, 58, 50, 57, 49),
    (63, 54, 42, 48, 66, 75, 33), (66, 77, 66, 63, 88, 76, 72),
    (78, 75, 58, 74, 80, 78, 49), (48, 57, 44, 45, 51, 83, 38),
    (85, 85, 71, 71, 77, 74, 55), (82, 82, 39, 59, 64, 78, 39),
]  # fmt: skip
MEANS = [64.633, 66.6, 53.133, 56.367, 64.633, 74.767, 42.933]
# Three people, three items; alpha and item-rest by hand in the tests below.
SMALL = [(1, 2, 1), (2, 2, 3), (3, 5, 5)]


def test_the_table_is_the_one_that_r_has():
    means = [sum(column) / 30 for column in zip(*ATTITUDE, strict=True)]

    assert len(ATTITUDE) == 30
    assert means == pytest.approx(MEANS, abs=0.0005)


def test_the_alpha_of_attitude_is_what_r_says_with_feldts_interval():
    found = alpha(ATTITUDE, 7)

    # The package psych prints 0.74, 0.84, 0.91 for Feldt; formulas 6 and 7 by scipy.
    wide = [1 - (1 - found.value) * f.ppf(p, 29, 29 * 6) for p in (0.975, 0.025)]
    assert found.value == pytest.approx(0.8431, abs=0.00005)
    assert (found.n, found.items, found.reason) == (30, 7, None)
    assert found.interval == pytest.approx((0.74, 0.91), abs=0.006)
    assert found.interval == pytest.approx(wide, abs=1e-12)


def test_item_rest_of_attitude_is_what_r_says():
    found = item_rest(NAMES, ATTITUDE)

    # The column r.drop that psych prints.
    printed = [0.67, 0.74, 0.56, 0.71, 0.79, 0.27, 0.46]
    assert [round(each.r, 2) for each in found] == printed
    assert {each.se for each in found} == {1 / sqrt(27)}
    assert not any(each.is_backward for each in found)


def test_item_rest_is_pearsons_correlation_with_the_sum_of_the_others():
    found = item_rest(NAMES, ATTITUDE)

    for place, each in enumerate(found):
        own = [row[place] for row in ATTITUDE]
        rest = [sum(row) - row[place] for row in ATTITUDE]
        assert each.r == pytest.approx(pearsonr(own, rest).statistic, abs=1e-12)


def test_alpha_of_a_small_table_by_hand():
    # Variances 1, 3 and 4; the totals 4, 7 and 13 have 21: 3/2 x (1 - 8/21) = 13/14.
    assert alpha(SMALL, 3).value == pytest.approx(13 / 14, abs=1e-15)


def test_item_rest_of_a_small_table_by_hand():
    a, b, c = item_rest("abc", SMALL)

    # a: 1 2 3 with 3 5 10: joint 7/2 of variances 1 and 13, b: 2 2 5 with 2 5 8: 9/2
    # of 3 and 9, c: 1 3 5 with 3 4 8: 5 of 4 and 7.
    assert a.r == pytest.approx(3.5 / sqrt(13), abs=1e-15)
    assert b.r == pytest.approx(4.5 / sqrt(27), abs=1e-15)
    assert c.r == pytest.approx(5 / sqrt(28), abs=1e-15)
    assert a.se is None  # three people leave Fisher's z no degree of freedom


@pytest.mark.parametrize(
    ("rows", "items", "reason"),
    [
        ([], 3, Reason.FEW_PEOPLE),
        ([(1, 2, 3), (3, 2, 1)], 3, Reason.FEW_PEOPLE),
        ([(1,), (2,), (3,)], 1, Reason.ONE_ITEM),
        ([(2, 2), (2, 2), (2, 2)], 2, Reason.NO_SPREAD),
        ([(1, 5), (2, 4), (5, 1)], 2, Reason.NO_SPREAD),  # all totals are 6
    ],
)
def test_where_there_is_no_alpha_stands_why(rows, items, reason):
    found = alpha(rows, items)

    assert (found.value, found.interval, found.reason) == (None, None, reason)


def test_an_item_that_all_answer_alike_has_no_correlation_but_the_others_have():
    flat, *others = item_rest("abc", [(3, 1, 2), (3, 2, 2), (3, 4, 5), (3, 5, 5)])

    assert (flat.r, flat.reason) == (None, Reason.NO_SPREAD)
    assert all(each.r > 0.9 for each in others)


def test_equal_items_hold_together_perfectly():
    rows = [(1, 1), (2, 2), (4, 4), (5, 5)]

    found = alpha(rows, 2)

    assert (found.value, found.interval) == (1.0, (1.0, 1.0))
    assert [each.r for each in item_rest("ab", rows)] == [1.0, 1.0]


# Twelve people who mean one thing with five items; b was asked the other way round.
TWELVE = [
    "15111", "24212", "24122", "24222", "33333", "33233", "32343", "42434", "42444",
    "52545", "51555", "51544",
]  # fmt: skip


def test_a_scale_whose_reverse_flag_is_left_out_is_caught():
    right, wrong = a_tool(reversed="b"), a_tool(reversed="")

    (good,) = heard_of(right, TWELVE)
    (bad,) = heard_of(wrong, TWELVE)

    assert good.backward == ()
    assert good.alpha.value > 0.9
    assert bad.backward == ("b",)
    assert bad.alpha.value < good.alpha.value
    assert bad.rest[1].r == pytest.approx(-good.rest[1].r, abs=1e-12)


def test_a_reverse_flag_that_is_one_too_many_is_caught_as_well():
    (bad,) = heard_of(a_tool(reversed="be"), TWELVE)

    assert bad.backward == ("e",)


def test_ten_people_are_needed_to_doubt_a_flag():
    wrong = a_tool(reversed="")

    assert heard_of(wrong, TWELVE[:10])[0].backward == ("b",)
    assert heard_of(wrong, TWELVE[:9])[0].backward == ()


@pytest.mark.parametrize(("r", "is_backward"), [(-0.33, True), (-0.31, False)])
def test_a_correlation_is_doubted_beyond_one_standard_error(r, is_backward):
    item = item_rest("ab", [(1, 1), (2, 2), (3, 1), (4, 2)])[0]
    twelve = replace(item, n=12, r=r, se=1 / 3)

    # Fisher's z of -0.33 is -0.3428, of -0.31 it is -0.3205; the error is 0.3333.
    assert atanh(0.33) == pytest.approx(0.3428, abs=0.0001)
    assert twelve.is_backward is is_backward


def heard_of(tool, lines, **more):
    """The reliabilities over all languages of sittings from such lines."""
    sittings = [a_sitting(line, tools=[tool], **more) for line in lines]
    return [each for each in reliabilities(sittings) if each.language is None]


def test_each_moment_and_language_stands_by_itself_after_all_languages_together():
    tool = a_tool(reversed="b")
    sittings = [
        a_sitting(line, tools=[tool], moment=moment, language=language)
        for line in TWELVE
        for moment, language in (("t1", "pl"), ("t0", "ar"), ("t0", "pl"))
    ]

    found = reliabilities(sittings)

    assert [(each.moment, each.language, each.alpha.n) for each in found] == [
        ("t0", None, 24), ("t0", "ar", 12), ("t0", "pl", 12),
        ("t1", None, 12), ("t1", "pl", 12),
    ]  # fmt: skip
    # Twice the same people: the same correlations, which is what alpha is made of.
    assert found[0].alpha.value == pytest.approx(found[1].alpha.value, abs=1e-12)


def test_only_complete_answers_are_in_and_the_others_are_told():
    lines = [*TWELVE, "1.111", "5-111", "91111", "....."]

    (found,) = heard_of(a_tool(reversed="b"), lines)

    assert (found.alpha.n, found.incomplete) == (12, 3)
    assert found.alpha == heard_of(a_tool(reversed="b"), TWELVE)[0].alpha


def test_both_moments_of_one_who_looks_back_are_heard():
    tool = a_tool(items="ab")
    answers = {"calm": {"a": 1, "b": 2}}
    sittings = [
        a_sitting("12", tools=[tool], raw={"t1": answers, "r0": answers})
        for _ in range(3)
    ]

    assert [each.moment for each in reliabilities(sittings) if not each.language] == [
        "r0", "r0", "t1", "t1",
    ]  # fmt: skip


rows_of_four = st.lists(st.tuples(*[st.integers(1, 5)] * 4), min_size=3, max_size=30)


@given(rows_of_four, st.randoms())
def test_the_order_of_people_and_of_items_does_not_matter(rows, chance):
    shuffled = chance.sample(rows, len(rows))
    turned = [tuple(reversed(row)) for row in rows]

    assert alpha(shuffled, 4) == alpha(rows, 4) == alpha(turned, 4)
    assert item_rest("abcd", shuffled) == item_rest("abcd", rows)


@given(rows_of_four)
def test_reversing_every_item_changes_nothing(rows):
    turned = [tuple(6 - value for value in row) for row in rows]

    assert alpha(turned, 4) == alpha(rows, 4)
    assert item_rest("abcd", turned) == item_rest("abcd", rows)


@given(rows_of_four)
def test_nothing_is_said_that_is_no_number(rows):
    found = alpha(rows, 4)

    assert (found.value is None) == (found.reason is not None)
    if found.value is not None:
        low, high = found.interval
        assert low <= found.value <= high <= 1
    for each in item_rest("abcd", rows):
        assert (each.r is None) == (each.reason is not None)
        assert each.r is None or -1 <= each.r <= 1


@pytest.mark.parametrize("mark", ["is_excluded", "is_resent"])
def test_what_is_not_counted_is_not_heard(mark):
    tool = a_tool(reversed="b")
    sittings = [a_sitting(line, tools=[tool]) for line in TWELVE]
    more = a_sitting("11511", tools=[tool], **{mark: True})

    assert reliabilities([*sittings, more]) == reliabilities(sittings)
