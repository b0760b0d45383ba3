"""What stands against an award on one day, and what it has to do next. Plain values.

A short list of rules and no score: each names a fact that somebody can go and look at.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from grantsapp.awards.schedule import REPORT_DAYS

OFFERED, UNDER_WAY = "offered", "accepted"


class Why(StrEnum):
    """What keeps a planned payment, if anything."""

    NOTHING = "nothing"
    WITHHELD = "withheld"  # somebody of the fund holds it back
    CONDITION = "condition"  # that nobody has found met
    REPORT = "report"


class Planned(NamedTuple):
    """A payment that has not gone yet."""

    due_on: date
    why: Why = Why.NOTHING


@dataclass(frozen=True)
class Facts:
    """What is known of an award."""

    stage: str
    answer_by: date | None = None
    ends_on: date | None = None
    has_reported: bool = False
    payments: tuple[Planned, ...] = ()
    papers: tuple[date, ...] = ()  # the last day of each
    asked: tuple[date, ...] = ()  # variations that nobody has decided
    repayments: tuple[date, ...] = ()  # when what was not received is due
    cases: int = 0  # open ones

    @property
    def is_under_way(self) -> bool:
        """Say whether it was accepted here."""
        return self.stage == UNDER_WAY

    def is_held(self, one: Planned) -> bool:
        """Say whether a payment waits for something, or for somebody else."""
        if one.why is Why.REPORT:
            return not self.has_reported
        return one.why is not Why.NOTHING

    @property
    def report_due(self) -> date | None:
        """The last day for a report that has not come."""
        if not self.is_under_way or self.has_reported or self.ends_on is None:
            return None
        return self.ends_on + timedelta(days=REPORT_DAYS)


class Finding(StrEnum):
    """Something that stands against an award."""

    OPEN_CASE = "open_case"
    LATE_REPORT = "late_report"
    EXPIRED_PAPER = "expired_paper"
    LATE_REPAYMENT = "late_repayment"
    LATE_ANSWER = "late_answer"
    WITHHELD = "withheld"
    VARIATION = "variation"
    LATE_PAYMENT = "late_payment"


def papers_must_hold(facts: Facts, day: date) -> bool:
    """Say whether they must on a day: the project runs, or money is still to go."""
    goes_on = facts.ends_on is not None and day <= facts.ends_on
    return facts.is_under_way and (goes_on or bool(facts.payments))


Test = Callable[[Facts, date], bool]
RULES: dict[Finding, Test] = {
    Finding.OPEN_CASE: lambda f, _: f.cases > 0,
    Finding.LATE_REPORT: lambda f, day: bool(f.report_due and f.report_due < day),
    Finding.EXPIRED_PAPER: lambda f, day: (
        papers_must_hold(f, day) and any(last < day for last in f.papers)
    ),
    Finding.LATE_REPAYMENT: lambda f, day: any(due < day for due in f.repayments),
    Finding.LATE_ANSWER: lambda f, day: (
        f.stage == OFFERED and f.answer_by is not None and f.answer_by < day
    ),
    Finding.WITHHELD: lambda f, _: (
        f.is_under_way and any(p.why is Why.WITHHELD for p in f.payments)
    ),
    Finding.VARIATION: lambda f, _: bool(f.asked),
    Finding.LATE_PAYMENT: lambda f, day: (
        f.is_under_way
        and not f.cases
        and any(not f.is_held(p) and p.due_on < day for p in f.payments)
    ),
}
# The first five are worse than the others, which wait for the fund itself.
GRAVE = frozenset(list(Finding)[:5])


def findings(facts: Facts, today: date) -> tuple[Finding, ...]:
    """List what stands against an award, the gravest first."""
    return tuple(one for one, is_so in RULES.items() if is_so(facts, today))


class Awaited(StrEnum):
    """What comes next."""

    ANSWER = "answer"
    DECISION = "decision"
    PAYMENT = "payment"
    REPORT = "report"
    PAPER = "paper"
    REPAYMENT = "repayment"


class Deadline(NamedTuple):
    """What is due on which day."""

    on: date
    what: Awaited


def deadlines(facts: Facts, today: date) -> list[Deadline]:
    """List what is still to come or late, the earliest first.

    A variation waits since the day on which it was asked for.
    """
    return sorted(_deadlines(facts, today))


def _deadlines(facts: Facts, today: date) -> Iterator[Deadline]:
    if facts.stage == OFFERED and facts.answer_by:
        yield Deadline(facts.answer_by, Awaited.ANSWER)
    if not facts.is_under_way:
        return
    yield from (Deadline(day, Awaited.DECISION) for day in facts.asked)
    yield from (Deadline(day, Awaited.REPAYMENT) for day in facts.repayments)
    for one in facts.payments:
        if one.why is not Why.WITHHELD:
            yield Deadline(one.due_on, Awaited.PAYMENT)
    if facts.report_due:
        yield Deadline(facts.report_due, Awaited.REPORT)
    if papers_must_hold(facts, today):
        yield from (Deadline(day, Awaited.PAPER) for day in facts.papers)
