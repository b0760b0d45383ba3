"""The analysis plan: what will be looked at, declared before the answers are.

A plan is never changed; another one stands after it, with the reason. What was done
otherwise, or declared too late, is a departure, and the report says each.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from grantsapp.evaluation.suppression import FLOOR, THRESHOLD

LANGUAGE: Final = "language"  # may be asked for beside what people say of themselves


class Adjust(StrEnum):
    """How p-values of the family are adjusted for their number."""

    HOLM = "holm"
    BENJAMINI_HOCHBERG = "benjamini_hochberg"


class Check(StrEnum):
    """An analysis beside the main one, that says how much hangs on a choice."""

    COMPLETE = "complete_cases"  # only people who answered every item
    UNFLAGGED = "without_flagged"  # without what the rules of quality speak of
    ONE_OUT = "leave_one_project_out"  # for people inside
    NAIVE = "naive"  # as if people were of no project


@dataclass(frozen=True)
class Plan:
    """What an evaluator declares.

    `family` has the codes of the instruments that are tested together, `by` the
    groups in which outcomes are looked at, `threshold` the people below whom nothing
    is shown, `words` what is expected and why, as the evaluator writes it.
    """

    family: tuple[str, ...]
    adjust: Adjust = Adjust.HOLM
    checks: tuple[Check, ...] = tuple(Check)
    by: tuple[str, ...] = ()
    threshold: int = THRESHOLD
    words: str = ""


class Wrong(StrEnum):
    """Why a plan cannot be declared."""

    NO_FAMILY = "no_family"
    NOT_ASKED = "not_asked"  # an instrument that no project is asked
    NOT_TOLD = "not_told"  # a group of which nobody is asked
    TOO_LOW = "too_low"  # a threshold


def faults(plan: Plan, asked: Iterable[str], told: Iterable[str]) -> tuple[Wrong, ...]:
    """Say why a plan cannot be declared, by what projects are asked."""
    known, groups = set(asked), {LANGUAGE, *told}
    found = {
        Wrong.NO_FAMILY: not plan.family,
        Wrong.NOT_ASKED: not known.issuperset(plan.family),
        Wrong.NOT_TOLD: not groups.issuperset(plan.by),
        Wrong.TOO_LOW: plan.threshold < FLOOR,
    }
    return tuple(wrong for wrong, is_so in found.items() if is_so)


def as_json(plan: Plan) -> dict[str, Any]:
    """Give a plan as it is stored."""
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in asdict(plan).items()
    }


def read(stored: Mapping[str, Any]) -> Plan:
    """Read a plan that was stored."""
    return Plan(
        family=tuple(stored["family"]),
        adjust=Adjust(stored["adjust"]),
        checks=tuple(Check(check) for check in stored["checks"]),
        by=tuple(stored["by"]),
        threshold=stored["threshold"],
        words=stored["words"],
    )


@dataclass(frozen=True)
class Declared:
    """A plan with the moment in which it was declared, and why it follows another."""

    plan: Plan
    at: datetime
    reason: str = ""


class Departure(StrEnum):
    """How what was done differs from what was declared before the look."""

    NO_PLAN = "no_plan"
    TOO_LATE = "declared_after_the_look"
    CHANGED = "changed_after_the_look"
    FAMILY = "another_family"
    ADJUST = "another_adjustment"
    CHECKS = "other_checks"
    BY = "other_groups"
    THRESHOLD = "another_threshold"


PARTS: Final = {
    "family": Departure.FAMILY,
    "adjust": Departure.ADJUST,
    "checks": Departure.CHECKS,
    "by": Departure.BY,
    "threshold": Departure.THRESHOLD,
}


def departures(
    declared: Sequence[Declared], looked: datetime | None
) -> tuple[Departure, ...]:
    """Say how the last plan departs from the one that stood at the look.

    `declared` is in the order of time; `looked` is when outcomes were first seen.
    """
    if not declared:
        return (Departure.NO_PLAN,)
    if looked is None:
        return ()
    before = [one for one in declared if one.at < looked]
    if not before:
        return (Departure.TOO_LATE,)
    stood, last = before[-1].plan, declared[-1].plan
    others = [
        departure
        for name, departure in PARTS.items()
        if getattr(stood, name) != getattr(last, name)
    ]
    return (Departure.CHANGED, *others) if len(before) < len(declared) else ()
