"""When people can answer about which moment. Plain values.

Before and after are asked while a survey is open. A follow-up comes months after the
project ended for its people, when the survey has long been closed, and has its own
weeks.
"""

from calendar import monthrange
from collections.abc import Collection
from datetime import date, timedelta

from grantsapp.mel.instruments import MOMENTS, Design, Moment

MONTHS = {Moment.T2: 3, Moment.T3: 6}
WEEKS = 8  # that people have for a follow-up


def open_moments(
    design: Design,
    follow_ups: Collection[int],
    closed_on: date | None,
    ended_on: date | None,
    today: date,
) -> tuple[Moment, ...]:
    """Say about which moments people can answer today.

    What ended is counted from the day the survey closed, or else from the last day of
    the award.
    """
    asked = [m for m in MOMENTS[design] if m is not Moment.R0 and closed_on is None]
    end = closed_on or ended_on
    later = [m for m, months in MONTHS.items() if months in follow_ups]
    return (*asked, *(m for m in later if end and _is_open(m, end, today)))


def _is_open(moment: Moment, end: date, today: date) -> bool:
    due = due_on(moment, end)
    return due is not None and due <= today < due + timedelta(weeks=WEEKS)


def due_on(moment: Moment, ended_on: date) -> date | None:
    """Say from which day on a follow-up is asked; other moments have no such day."""
    months = MONTHS.get(moment)
    return None if months is None else _later(ended_on, months)


def last_day(moment: Moment, ended_on: date) -> date | None:
    """Say on which day a follow-up can be answered last."""
    due = due_on(moment, ended_on)
    return None if due is None else due + timedelta(weeks=WEEKS, days=-1)


def _later(day: date, months: int) -> date:
    """Add months; where the month is shorter, its last day."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
