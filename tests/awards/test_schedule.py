"""Payment schedules: parts that add up, on days that make sense."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grantsapp.awards.budget import is_overspent, refitted, shared
from grantsapp.awards.schedule import (
    Instalment,
    Period,
    When,
    end_of,
    instalments,
    replanned,
)

START, END = date(2027, 1, 1), date(2027, 12, 31)


def test_a_small_grant_comes_at_once():
    (only,) = instalments(2_000_00, START, END)

    assert (only.amount, only.due_on, only.waits_for) == (
        2_000_00,
        START,
        When.ACCEPTED,
    )


def test_a_larger_one_comes_in_two_parts_the_second_after_the_report():
    first, second = instalments(8_450_00, START, END)

    assert (first.amount, second.amount) == (6_760_00, 1_690_00)
    assert second.due_on == date(2028, 1, 30)
    assert second.waits_for is When.REPORTED


@given(st.integers(1, 10**11))
def test_the_parts_add_up_to_the_last_penny(amount):
    parts = instalments(amount, START, END)

    assert sum(p.amount for p in parts) == amount
    assert all(p.amount > 0 for p in parts)


def test_what_is_no_grant_has_no_schedule():
    with pytest.raises(ValueError, match="positive"):
        instalments(0, START, END)
    with pytest.raises(ValueError, match="period"):
        instalments(1, END, START)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2027, 1, 1), 12, date(2027, 12, 31)),
        (date(2027, 9, 1), 9, date(2028, 5, 31)),
        (date(2027, 1, 31), 1, date(2027, 2, 27)),
        (date(2028, 1, 31), 1, date(2028, 2, 28)),
        (date(2027, 11, 15), 3, date(2028, 2, 14)),
    ],
)
def test_a_period_of_months_ends_the_day_before(start, months, end):
    assert end_of(start, months) == end


def plan(amount, start, end):
    return [
        (p.amount, p.due_on, p.waits_for, p.after_year)
        for p in instalments(amount, start, end)
    ]


def test_two_years_are_paid_year_by_year_and_the_last_part_after_the_last_report():
    # £10,000 in halves; of the second, four fifths at once.
    assert plan(10_000_00, START, date(2028, 12, 31)) == [
        (5_000_00, START, When.ACCEPTED, None),
        (4_000_00, date(2028, 1, 1), When.CONDITION, 1),
        (1_000_00, date(2029, 1, 30), When.REPORTED, None),
    ]


def test_a_year_and_a_half_is_shared_out_by_its_months_to_the_penny():
    # 12/18 and 6/18 of £10,000: 6,666.666… and 3,333.333…; the first remainder is
    # larger and takes the penny. 80 % of 3,333.33 is 2,666.664.
    assert plan(10_000_00, date(2027, 9, 1), date(2029, 2, 28)) == [
        (6_666_67, date(2027, 9, 1), When.ACCEPTED, None),
        (2_666_66, date(2028, 9, 1), When.CONDITION, 1),
        (666_67, date(2029, 3, 30), When.REPORTED, None),
    ]


def test_three_years_wait_for_each_years_report():
    parts = instalments(10_000_01, date(2027, 1, 31), date(2030, 1, 30))

    assert [p.after_year for p in parts] == [None, 1, 2, None]
    assert [p.due_on for p in parts[:3]] == [
        date(2027, 1, 31),
        date(2028, 1, 31),
        date(2029, 1, 31),
    ]
    # A third is 3,333.336…: all remainders are alike, so the first two gain a penny.
    assert [p.amount for p in parts] == [3_333_34, 3_333_34, 2_666_66, 666_67]


def test_a_year_and_a_day_begins_a_second_year():
    parts = instalments(13_000_00, START, date(2028, 1, 1))

    assert [p.amount for p in parts] == [12_000_00, 800_00, 200_00]


@given(st.integers(1, 10**11), st.integers(1, 60))
def test_years_add_up_to_the_last_penny_too(amount, months):
    parts = instalments(amount, START, end_of(START, months))

    assert sum(p.amount for p in parts) == amount
    assert all(p.amount > 0 for p in parts)
    assert [p.number for p in parts] == list(range(1, len(parts) + 1))


PERIOD = Period(START, END)
FIRST = Instalment(1, 6_400_00, START, When.ACCEPTED)
SECOND = Instalment(2, 1_600_00, date(2028, 1, 30), When.REPORTED)


@pytest.mark.parametrize(
    ("left", "amounts"),
    [
        (8_000_00, [6_400_00, 1_600_00]),
        (9_000_00, [6_400_00, 2_600_00]),
        (6_400_01, [6_400_00, 1]),
        (6_400_00, [6_400_00]),
        (1_000_00, [1_000_00]),
        (0, []),
    ],
)
def test_the_last_part_absorbs_what_changed(left, amounts):
    parts = replanned([FIRST, SECOND], left, PERIOD, PERIOD)

    assert [p.amount for p in parts] == amounts


def test_a_new_end_moves_the_part_that_waits_for_the_report():
    later = Period(START, date(2028, 2, 29))

    first, second = replanned([FIRST, SECOND], 8_000_00, PERIOD, later)

    assert (first.due_on, second.due_on) == (START, date(2028, 3, 30))


def test_a_new_start_moves_the_part_that_begins_the_work():
    later = Period(date(2027, 2, 1), END)

    first, second = replanned([FIRST, SECOND], 8_000_00, PERIOD, later)

    assert (first.due_on, second.due_on) == (date(2027, 2, 1), SECOND.due_on)


def test_money_that_comes_after_everything_was_paid_waits_for_the_report():
    (only,) = replanned([], 500_00, PERIOD, PERIOD)

    assert (only.amount, only.due_on) == (500_00, date(2028, 1, 30))
    assert only.waits_for is When.REPORTED


@given(st.lists(st.integers(1, 10**9), max_size=6), st.integers(0, 10**10))
def test_what_is_planned_anew_adds_up_to_what_is_left(amounts, left):
    parts = [Instalment(n, a, START, When.ACCEPTED) for n, a in enumerate(amounts, 1)]

    found = replanned(parts, left, PERIOD, PERIOD)

    assert sum(p.amount for p in found) == left
    assert all(p.amount > 0 for p in found)


@pytest.mark.parametrize(
    ("amount", "weights", "parts"),
    [
        # £8,000.00 over a budget of £8,450 in three lines, worked by hand:
        # 3,000·8000/8450 = 2840.2366…, 5,000 → 4733.7278…, 450 → 426.0355…
        (8_000_00, [3_000_00, 5_000_00, 450_00], [2_840_24, 4_733_73, 426_03]),
        (1_00, [1, 1, 1], [34, 33, 33]),
        (7, [0, 5], [0, 7]),
        (0, [3, 4], [0, 0]),
    ],
)
def test_an_amount_is_shared_out_by_largest_remainder(amount, weights, parts):
    assert shared(amount, weights) == parts


def test_nothing_is_shared_out_among_nobody():
    for amount, weights in ((1, [0, 0]), (-1, [1]), (1, [2, -1])):
        with pytest.raises(ValueError, match="weights"):
            shared(amount, weights)


@pytest.mark.parametrize(
    ("budget", "spent", "is_over"),
    [
        (2_000_00, 2_200_00, False),  # 10 %, not more
        (2_000_00, 2_200_01, True),
        (500_00, 600_00, False),  # 20 %, but not more than 100 pounds
        (500_00, 600_01, True),
        (0, 100_01, True),
        (2_000_00, 1_000_00, False),
    ],
)
def test_a_line_is_overspent_by_more_than_a_tenth_and_a_hundred_pounds(
    budget, spent, is_over
):
    assert is_overspent(budget, spent) is is_over


@pytest.mark.parametrize(
    ("parts", "gone", "amount", "now"),
    [
        ([6_000, 2_000], [0, 0], 9_000, [6_750, 2_250]),
        ([6_000, 2_000], [4_800, 1_600], 7_200, [5_400, 1_800]),
        ([6_000, 2_000], [6_000, 0], 7_000, [6_000, 1_000]),
        ([6_000, 2_000], [6_000, 2_000], 8_001, [6_001, 2_000]),
    ],
)
def test_sources_follow_another_amount_and_keep_what_they_paid(
    parts, gone, amount, now
):
    assert refitted(parts, gone, amount) == now


def test_sources_cannot_give_less_than_they_paid():
    with pytest.raises(ValueError, match="weights"):
        refitted([6_000, 2_000], [4_800, 1_600], 6_399)
