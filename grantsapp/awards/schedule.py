"""Payment schedules: how an amount is split and when each part is due. Plain values.

A first part starts the work, the rest is paid when the report has come. Small grants
come in one part: a volunteer cannot lend the fund money.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

SMALL = 2_000_00  # up to this, in minor units, everything is paid at once
FIRST_SHARE = 80  # per cent
REPORT_DAYS = 30  # after the end, for the report


class When(StrEnum):
    """What a payment waits for."""

    ACCEPTED = "accepted"
    REPORTED = "reported"
    CONDITION = "condition"


@dataclass(frozen=True)
class Instalment:
    """One part of a grant, in minor units."""

    number: int
    amount: int
    due_on: date
    waits_for: When


def instalments(amount: int, starts_on: date, ends_on: date) -> list[Instalment]:
    """Split a grant; the parts add up to it to the last penny.

    Raises ValueError for an amount that is not positive or a period that runs back.
    """
    if amount <= 0 or ends_on < starts_on:
        raise ValueError("A schedule needs a positive amount and a period.")
    if amount <= SMALL:
        return [Instalment(1, amount, starts_on, When.ACCEPTED)]
    first = amount * FIRST_SHARE // 100
    report = ends_on + timedelta(days=REPORT_DAYS)
    return [
        Instalment(1, first, starts_on, When.ACCEPTED),
        Instalment(2, amount - first, report, When.REPORTED),
    ]


def end_of(starts_on: date, months: int) -> date:
    """Say the last day of so many months; from 31 January, one ends in February."""
    year, month = divmod(starts_on.year * 12 + starts_on.month - 1 + months, 12)
    for day in range(starts_on.day, 0, -1):
        try:
            return date(year, month + 1, day) - timedelta(days=1)
        except ValueError:
            continue
    raise AssertionError("unreachable")
