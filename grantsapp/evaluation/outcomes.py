"""What one instrument shows over the projects of a call. Plain values only.

`outcome` is for people inside; `public_outcome` is the one place where figures are
suppressed, for page, PDF, sheet and JSON alike. Both give what JSON can carry: floats
unrounded, null where nothing can be said. The pooled figure is the average project.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypedDict

from grantsapp.evaluation.statistics import (
    FLAT,
    TOO_FEW,
    Paired,
    Pooled,
    alpha,
    interval_is_trustworthy,
    paired,
    pool,
)

THRESHOLD: Final = 10
FLOOR: Final = 5
POOLABLE: Final = 3  # pairs

ZERO_VARIANCE = "zero_variance_left_out"
SMALL_PROJECTS = "interval_small_projects"
NOT_SHOWN = "interval_not_shown_small_projects"
FEW_COMPLETE = "alpha_not_shown_few_complete"
SUPPRESSED_ALL = "suppressed_all"
SUPPRESSED_SOME = "suppressed_some"
NOTES: Final = (
    ZERO_VARIANCE,
    TOO_FEW,
    SMALL_PROJECTS,
    NOT_SHOWN,
    FEW_COMPLETE,
    SUPPRESSED_ALL,
    SUPPRESSED_SOME,
)


@dataclass(frozen=True)
class Answered:
    """One respondent; items in order and reversed already where they are reversed.

    A score is None where too little was answered for one.
    """

    project: str
    before: tuple[float | None, ...]
    after: tuple[float | None, ...]
    score_before: float | None
    score_after: float | None


class PooledFigures(TypedDict):
    """The average project; `prediction` is where the next project's mean may lie."""

    k: int | None
    tau2: float | None
    estimate: float | None
    se: float | None
    ci: list[float] | None
    prediction: list[float] | None
    method: str | None


class ProjectFigures(TypedDict):
    """One project; `n` its rows, `pairs` its respondents with both scores."""

    project: str
    n: int
    pairs: int
    mean_before: float | None
    mean_after: float | None
    difference: float | None
    ci: list[float] | None
    in_pool: bool


class Hidden(TypedDict):
    """How much is not shown."""

    projects: int


class Outcome(TypedDict):
    """One instrument; means, test and alphas are over the pairs."""

    code: str
    n: int | None
    pairs: int | None
    projects: int | None
    mean_before: float | None
    mean_after: float | None
    difference: float | None
    sd_difference: float | None
    t: float | None
    p: float | None
    d_z: float | None
    d_av: float | None
    alpha_before: float | None
    alpha_after: float | None
    pooled: PooledFigures
    by_project: list[ProjectFigures]
    notes: list[str]
    hidden: Hidden


def outcome(code: str, answered: Sequence[Answered]) -> Outcome:
    """Give everything there is, for people inside."""
    found = _figures(code, answered)
    if _is_doubtful(found):
        found["notes"].append(SMALL_PROJECTS)
    return found


def public_outcome(
    code: str, answered: Sequence[Answered], threshold: int = THRESHOLD
) -> Outcome:
    """Give what everybody may see; ValueError for a threshold below the floor.

    Every figure, the pooled ones included, comes from the projects shown alone. So
    subtracting what is shown from a total gives nothing back, and one hidden project
    alone is as safe as several: nothing published contains it but the count of hidden
    projects, which is of projects with any row, whatever was answered.
    """
    if threshold < FLOOR:
        raise ValueError(f"threshold below {FLOOR}")
    groups = _by_project(answered)
    shown = [g for g in groups.values() if _may_be_shown(g, threshold)]
    found = _figures(code, [a for group in shown for a in group])
    found["hidden"]["projects"] = len(groups) - len(shown)
    if not shown:
        return _with_nothing(found)
    _hide_doubtful(found, [a for group in shown for a in group], threshold)
    if len(shown) < len(groups):
        found["notes"].append(SUPPRESSED_SOME)
    return found


def _may_be_shown(group: Sequence[Answered], threshold: int) -> bool:
    """Say whether a project is large enough and not of one mind."""
    before, after = _scores(group)
    gains = [a - b for b, a in zip(before, after, strict=True)]
    if len(gains) < threshold:
        return False
    size = max(abs(x) for x in before + after)
    return all(max(x) - min(x) > FLAT * size for x in (before, after, gains))


def _hide_doubtful(found: Outcome, shown: Sequence[Answered], threshold: int) -> None:
    if _is_doubtful(found):
        found["pooled"]["ci"] = found["pooled"]["prediction"] = None
        found["notes"].append(NOT_SHOWN)
    before, after = _complete(shown)
    if len(before) < threshold:
        found["alpha_before"] = None
    if len(after) < threshold:
        found["alpha_after"] = None
    if min(len(before), len(after)) < threshold:
        found["notes"].append(FEW_COMPLETE)


def _with_nothing(found: Outcome) -> Outcome:
    """Leave no count either: n = 3 would say that three people answered."""
    found["n"] = found["pairs"] = found["projects"] = None
    found["pooled"]["k"] = found["pooled"]["method"] = None
    found["notes"] = [SUPPRESSED_ALL]
    return found


def _is_doubtful(found: Outcome) -> bool:
    pairs = [p["pairs"] for p in found["by_project"] if p["in_pool"]]
    return found["pooled"]["ci"] is not None and not interval_is_trustworthy(pairs)


def _figures(code: str, answered: Sequence[Answered]) -> Outcome:
    groups = _by_project(answered)
    compared = {project: _compared(group) for project, group in groups.items()}
    pooled = _pooled([c for c in compared.values() if c and _is_poolable(c)])
    flat = [c for c in compared.values() if c and _has_enough(c) and c.t is None]
    notes = [ZERO_VARIANCE] if flat else []
    before, after = _scores(answered)
    every, (items_before, items_after) = paired(before, after), _complete(answered)
    return {
        "code": code,
        "n": len(answered),
        "pairs": len(before),
        "projects": sum(1 for group in groups.values() if _scores(group)[0]),
        "mean_before": every.mean_before if every else None,
        "mean_after": every.mean_after if every else None,
        "difference": every.difference if every else None,
        "sd_difference": every.sd_difference if every else None,
        "t": every.t if every else None,
        "p": every.p if every else None,
        "d_z": every.d_z if every else None,
        "d_av": every.d_av if every else None,
        "alpha_before": alpha(items_before),
        "alpha_after": alpha(items_after),
        "pooled": _pooled_figures(pooled),
        "by_project": [_project(p, groups[p], compared[p]) for p in groups],
        "notes": [*notes, pooled.note] if pooled.note else notes,
        "hidden": {"projects": 0},
    }


def _project(
    name: str, group: Sequence[Answered], compared: Paired | None
) -> ProjectFigures:
    before, after = _scores(group)
    lone = (before[0], after[0], after[0] - before[0]) if before else (None,) * 3
    means = (
        (compared.mean_before, compared.mean_after, compared.difference)
        if compared
        else lone
    )
    return {
        "project": name,
        "n": len(group),
        "pairs": len(before),
        "mean_before": means[0],
        "mean_after": means[1],
        "difference": means[2],
        "ci": _listed(compared.ci) if compared else None,
        "in_pool": compared is not None and _is_poolable(compared),
    }


def _pooled(projects: Sequence[Paired]) -> Pooled:
    return pool(
        [c.difference for c in projects],
        [c.sd_difference**2 / c.n for c in projects],
    )


def _pooled_figures(pooled: Pooled) -> PooledFigures:
    return {
        "k": pooled.k,
        "tau2": pooled.tau2,
        "estimate": pooled.estimate,
        "se": pooled.se,
        "ci": _listed(pooled.ci),
        "prediction": _listed(pooled.prediction),
        "method": pooled.method,
    }


def _has_enough(compared: Paired) -> bool:
    return compared.n >= POOLABLE


def _is_poolable(compared: Paired) -> bool:
    """Leave out zero variance: it would weigh infinitely much."""
    return _has_enough(compared) and compared.t is not None


def _by_project(answered: Sequence[Answered]) -> dict[str, list[Answered]]:
    groups: dict[str, list[Answered]] = {}
    for one in sorted(answered, key=lambda a: a.project):
        groups.setdefault(one.project, []).append(one)
    return groups


def _compared(group: Sequence[Answered]) -> Paired | None:
    return paired(*_scores(group))


def _scores(answered: Sequence[Answered]) -> tuple[list[float], list[float]]:
    """Give the scores of the respondents who have both."""
    both = [
        (a.score_before, a.score_after)
        for a in answered
        if a.score_before is not None and a.score_after is not None
    ]
    return [b for b, _ in both], [a for _, a in both]


def _complete(answered: Sequence[Answered]) -> tuple[list, list]:
    """Give the full item vectors of the pairs, before and after each for itself."""
    pairs = [a for a in answered if None not in (a.score_before, a.score_after)]
    return (
        [a.before for a in pairs if None not in a.before],
        [a.after for a in pairs if None not in a.after],
    )


def _listed(interval: tuple[float, float] | None) -> list[float] | None:
    return None if interval is None else list(interval)
