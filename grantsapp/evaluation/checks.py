"""Analyses beside the main one, that say how much hangs on a choice.

They are for people inside. Each is an outcome of fewer people, or of fewer projects.
"""

from collections.abc import Callable, Collection
from typing import TypedDict

from grantsapp.evaluation.outcomes import PooledFigures, compared_in, pooled_over
from grantsapp.evaluation.plan import Check
from grantsapp.evaluation.samples import Sample


class Checked(TypedDict):
    """The average project, as it comes out otherwise."""

    pairs: int
    left_out: int  # people with both scores, against the main analysis
    pooled: PooledFigures


class OneOut(TypedDict):
    """The average project without one of them."""

    project: str
    pooled: PooledFigures


class Naive(TypedDict):
    """All people together, as if they were of no project; descriptive only."""

    pairs: int
    difference: float | None
    ci: list[float] | None
    t: float | None
    df: int | None
    p: float | None
    wilcoxon_p: float | None
    wilcoxon_method: str


class Checks(TypedDict, total=False):
    """What was checked, by the words of the plan."""

    complete_cases: Checked
    without_flagged: Checked
    leave_one_project_out: list[OneOut]
    naive: Naive


def checks(sample: Sample, wanted: Collection[Check]) -> Checks:
    """Work out the checks that a plan declares."""
    pairs, found = sample.pairs(), Checks()
    if Check.COMPLETE in wanted:
        found["complete_cases"] = _checked(pairs, lambda people: people.complete())
    if Check.UNFLAGGED in wanted:
        found["without_flagged"] = _checked(
            pairs, lambda people: people.kept(~people.is_flagged)
        )
    if Check.ONE_OUT in wanted:
        found["leave_one_project_out"] = _one_out(pairs)
    if Check.NAIVE in wanted:
        found["naive"] = _naive(pairs)
    return found


def _checked(pairs: Sample, kept: Callable[[Sample], Sample]) -> Checked:
    some = kept(pairs)
    return {
        "pairs": len(some),
        "left_out": len(pairs) - len(some),
        "pooled": pooled_over(compared_in(some).values()),
    }


def _one_out(pairs: Sample) -> list[OneOut]:
    every = compared_in(pairs)
    return [
        {
            "project": out,
            "pooled": pooled_over(one for name, one in every.items() if name != out),
        }
        for out in every
    ]


def _naive(pairs: Sample) -> Naive:
    compared, ranks = pairs.compared, pairs.ranked
    return {
        "pairs": len(pairs),
        "difference": compared.difference if compared else None,
        "ci": list(compared.ci) if compared and compared.ci else None,
        "t": compared.t if compared else None,
        "df": compared.df if compared else None,
        "p": compared.p if compared else None,
        "wilcoxon_p": ranks.p,
        "wilcoxon_method": ranks.method,
    }
