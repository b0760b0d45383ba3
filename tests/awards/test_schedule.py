"""Payment schedules: parts that add up, on days that make sense."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grantsapp.awards.schedule import When, end_of, instalments

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
