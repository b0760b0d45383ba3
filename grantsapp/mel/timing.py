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
    over_on: date | None,
    today: date,
) -> tuple[Moment, ...]:
    """Say about which moments people can answer today; `over_on` is for follow-ups."""
    asked = [m for m in MOMENTS[design] if m is not Moment.R0 and closed_on is None]
    return (*asked, *follow_ups_open(follow_ups, over_on, today))


def follow_ups_open(
    follow_ups: Collection[int], over_on: date | None, today: date
) -> tuple[Moment, ...]:
    """Say about which follow-ups people can answer today."""
    later = [m for m, months in MONTHS.items() if months in follow_ups]
    return tuple(m for m in later if over_on and _is_open(m, over_on, today))


def over_on(
    fixed: date | None, closed_on: date | None, ends_on: date | None
) -> date | None:
    """Say from which day the months to follow-ups count.

    It is the day that was fixed when the first one opened, or else the day the survey
    closed, or else the last day of the award.
    """
    return fixed or closed_on or ends_on


def _is_open(moment: Moment, end: date, today: date) -> bool:
    due = due_on(moment, end)
    return due is not None and due <= today < due + timedelta(weeks=WEEKS)


def due_on(moment: Moment, over_on: date) -> date | None:
    """Say from which day on a follow-up is asked; other moments have no such day."""
    months = MONTHS.get(moment)
    return None if months is None else _later(over_on, months)


def last_day(moment: Moment, over_on: date) -> date | None:
    """Say on which day a follow-up can be answered last."""
    due = due_on(moment, over_on)
    return None if due is None else due + timedelta(weeks=WEEKS, days=-1)


def _later(day: date, months: int) -> date:
    """Add months; where the month is shorter, its last day."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
