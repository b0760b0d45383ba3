"""Payment schedules: how an amount is split and when each part is due. Plain values.

A first part starts the work, the rest is paid when the report has come. Small grants
come in one part: a volunteer cannot lend the fund money. What runs for more than a
year is paid year by year: each later year begins once the report on the one before
has come.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from grantsapp.awards.budget import shared

SMALL = 2_000_00  # up to this, in minor units, everything is paid at once
FIRST_SHARE = 80  # per cent
REPORT_DAYS = 30  # after the end, for the report
YEAR = 12  # months


class When(StrEnum):
    """What a payment waits for."""

    ACCEPTED = "accepted"
    REPORTED = "reported"
    CONDITION = "condition"


@dataclass(frozen=True)
class Instalment:
    """One part of a grant, in minor units.

    `after_year` is the year whose report its condition is.
    """

    number: int
    amount: int
    due_on: date
    waits_for: When
    after_year: int | None = None


@dataclass(frozen=True)
class Period:
    """The first and the last day of a project."""

    starts_on: date
    ends_on: date


def instalments(amount: int, starts_on: date, ends_on: date) -> list[Instalment]:
    """Split a grant; the parts add up to it to the last penny.

    Raises ValueError for an amount that is not positive or a period that runs back.
    """
    if amount <= 0 or ends_on < starts_on:
        raise ValueError("A schedule needs a positive amount and a period.")
    if amount <= SMALL:
        return [Instalment(1, amount, starts_on, When.ACCEPTED)]
    years = _years(starts_on, ends_on)
    *whole, last = shared(amount, years)
    first = last * FIRST_SHARE // 100
    parts = [_beginning(n, one, starts_on) for n, one in enumerate([*whole, first], 1)]
    end = report_day(ends_on)
    return [*parts, Instalment(len(parts) + 1, last - first, end, When.REPORTED)]


def _years(starts_on: date, ends_on: date) -> list[int]:
    """Say how many months of each year of a project are begun."""
    months = (ends_on.year - starts_on.year) * 12 + ends_on.month - starts_on.month
    while end_of(starts_on, months) < ends_on:
        months += 1
    whole, rest = divmod(max(months, 1), YEAR)
    return [YEAR] * whole + [rest] * bool(rest)


def _beginning(year: int, amount: int, starts_on: date) -> Instalment:
    """Plan the payment with which a year begins."""
    if year == 1:
        return Instalment(1, amount, starts_on, When.ACCEPTED)
    due_on = end_of(starts_on, YEAR * (year - 1)) + timedelta(days=1)
    return Instalment(year, amount, due_on, When.CONDITION, after_year=year - 1)


def report_day(ends_on: date) -> date:
    """Say by when the report on a project is due."""
    return ends_on + timedelta(days=REPORT_DAYS)


def replanned(
    parts: Sequence[Instalment], left: int, before: Period, now: Period
) -> list[Instalment]:
    """Fit what is not prepared yet to what is left to pay and to a new period.

    The last part absorbs the difference; where it is not enough, it goes, and so does
    the one before. Where nothing was planned any more, a part waits for the report.
    """
    found = [_moved(part, before, now) for part in parts]
    while found and sum(p.amount for p in found[:-1]) >= left:
        found.pop()
    rest = left - sum(p.amount for p in found)
    if found and rest:
        found[-1] = replace(found[-1], amount=found[-1].amount + rest)
    elif rest:
        found = [Instalment(0, left, report_day(now.ends_on), When.REPORTED)]
    return found


def _moved(part: Instalment, before: Period, now: Period) -> Instalment:
    """Move what hangs on the first or the last day, if that day moved."""
    if part.waits_for is When.REPORTED and before.ends_on != now.ends_on:
        return replace(part, due_on=report_day(now.ends_on))
    if part.waits_for is When.ACCEPTED and part.due_on == before.starts_on:
        return replace(part, due_on=now.starts_on)
    return part


def end_of(starts_on: date, months: int) -> date:
    """Say the last day of so many months; from 31 January, one ends in February."""
    year, month = divmod(starts_on.year * 12 + starts_on.month - 1 + months, 12)
    for day in range(starts_on.day, 0, -1):
        try:
            return date(year, month + 1, day) - timedelta(days=1)
        except ValueError:
            continue
    raise AssertionError("unreachable")
