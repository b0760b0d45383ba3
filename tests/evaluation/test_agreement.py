"""How far moderators agree, against the figures that Krippendorff printed."""

import pytest

from grantsapp.evaluation.agreement import agreement, alpha, may_be_public

N = None
# Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability", section E:
# four observers of twelve units, some of them missing.
OBSERVERS = (
    (1, 2, 3, 3, 2, 1, 4, 1, 2, N, N, N),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, N, 3),
    (N, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, N),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, N),
)
UNITS = list(zip(*OBSERVERS, strict=True))


@pytest.mark.parametrize(
    ("metric", "printed"),
    [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)],
)
def test_alpha_is_the_one_that_its_author_printed(metric, printed):
    assert alpha(UNITS, metric) == pytest.approx(printed, abs=5e-4)


def test_two_who_say_yes_or_no_are_as_in_the_first_example():
    # Section A of the same paper: ten units, two observers, alpha 0.095
    first = (0, 1, 0, 0, 0, 0, 0, 0, 1, 0)
    second = (1, 1, 1, 0, 0, 1, 0, 0, 0, 0)

    found = alpha(list(zip(first, second, strict=True)), "nominal")

    assert found == pytest.approx(0.095, abs=5e-4)


def test_who_agrees_wholly_has_one_and_who_never_does_has_less_than_none():
    assert alpha([(1, 1), (3, 3), (5, 5)]) == 1.0
    assert alpha([(1, 5), (5, 1)]) < 0


def test_where_all_gave_the_same_nothing_can_be_told_apart():
    assert alpha([(3, 3), (3, 3)]) is None
    assert agreement([(3, 3), (3, 3)]) == {"alpha": None, "ci": None, "bids": 2}


def test_a_bid_that_one_person_scored_says_nothing():
    assert agreement([(3,), (4, None), ()]) == {"alpha": None, "ci": None, "bids": 0}
    assert alpha([*UNITS, (5,)]) == alpha(UNITS)


def test_the_interval_holds_the_value_and_is_the_same_each_time():
    found = agreement(UNITS)

    assert found["bids"] == 11
    assert found["alpha"] == alpha(UNITS)
    low, high = found["ci"]
    assert low < found["alpha"] < high <= 1
    assert agreement(UNITS) == found


def test_more_bids_of_the_same_kind_make_the_interval_narrower():
    few, many = agreement(UNITS)["ci"], agreement(UNITS * 9)["ci"]

    assert many[1] - many[0] < (few[1] - few[0]) / 2


def test_a_few_bids_have_no_interval():
    assert agreement(UNITS[:9])["ci"] is None
    assert agreement(UNITS[:9])["alpha"] == alpha(UNITS[:9])


def test_a_small_panel_is_not_shown():
    assert may_be_public(10, 3)
    assert not may_be_public(9, 3)
    assert not may_be_public(40, 2)
