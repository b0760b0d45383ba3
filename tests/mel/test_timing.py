"""When people can answer: before and after, and months later."""

from datetime import date, timedelta

import pytest

from grantsapp.mel.instruments import Design, Moment
from grantsapp.mel.timing import due_on, last_day, open_moments, over_on

T0, T1, T2, T3 = Moment.T0, Moment.T1, Moment.T2, Moment.T3
TODAY = date(2027, 6, 1)


@pytest.mark.parametrize(
    ("design", "moments"),
    [
        (Design.RETROSPECTIVE, (T1,)),
        (Design.MATCHED, (T0, T1)),
        (Design.AFTER_ONLY, (T1,)),
    ],
)
def test_an_open_survey_asks_about_before_and_after(design, moments):
    assert open_moments(design, [], None, None, TODAY) == moments


def test_a_closed_survey_asks_nothing_unless_it_asks_again_later():
    assert open_moments(Design.MATCHED, [], TODAY, TODAY, TODAY) == ()
    later = TODAY + timedelta(days=100)
    assert open_moments(Design.MATCHED, [3, 6], TODAY, TODAY, later) == (T2,)
    assert open_moments(Design.MATCHED, [6], TODAY, TODAY, later) == ()


@pytest.mark.parametrize(
    ("today", "moments"),
    [
        (date(2027, 8, 31), ()),
        (date(2027, 9, 1), (T2,)),
        (date(2027, 10, 26), (T2,)),  # the last of 56 days
        (date(2027, 10, 27), ()),
        (date(2027, 12, 1), (T3,)),
        (date(2028, 1, 25), (T3,)),
        (date(2028, 1, 26), ()),
    ],
)
def test_a_follow_up_has_eight_weeks(today, moments):
    closed = date(2027, 6, 1)
    assert open_moments(Design.AFTER_ONLY, [3, 6], closed, closed, today) == moments


def test_months_count_from_the_closing_else_from_the_last_day_of_the_award():
    ended, closed, fixed = date(2027, 3, 1), date(2027, 9, 1), date(2027, 1, 1)
    assert over_on(None, None, ended) == ended
    assert over_on(None, closed, ended) == closed
    assert over_on(fixed, closed, ended) == fixed
    assert over_on(None, None, None) is None
    seen = date(2027, 6, 1)
    assert open_moments(Design.AFTER_ONLY, [3], None, ended, seen) == (T1, T2)
    assert open_moments(Design.AFTER_ONLY, [3], closed, closed, seen) == ()


@pytest.mark.parametrize(
    ("ended", "moment", "due"),
    [
        (date(2027, 8, 31), T2, date(2027, 11, 30)),
        (date(2027, 8, 31), T3, date(2028, 2, 29)),
        (date(2027, 11, 30), T2, date(2028, 2, 29)),
        (date(2026, 11, 30), T2, date(2027, 2, 28)),
        (date(2027, 12, 31), T3, date(2028, 6, 30)),
        (date(2027, 1, 15), T2, date(2027, 4, 15)),
        (date(2027, 1, 15), T1, None),
    ],
)
def test_months_end_where_a_month_is_shorter(ended, moment, due):
    assert due_on(moment, ended) == due


def test_the_last_day_is_the_last_on_which_it_is_open():
    last = last_day(T2, date(2027, 6, 1))
    assert last == date(2027, 10, 26)
    assert last_day(T1, TODAY) is None
