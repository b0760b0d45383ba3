"""What one instrument shows over the projects of a call. Plain values only.

`outcome` is for people inside; `public_outcome` is the one place where figures are
suppressed, for page, PDF, sheet and JSON alike. Both give what JSON can carry: floats
unrounded, null where nothing can be said. The pooled figure is the average project.
"""

from collections.abc import Iterable
from typing import Final, TypedDict

from grantsapp.evaluation.samples import Sample, items
from grantsapp.evaluation.statistics import (
    FLAT,
    TOO_FEW,
    Paired,
    heterogeneity,
    interval_is_trustworthy,
    pool,
)
from grantsapp.evaluation.suppression import FLOOR, THRESHOLD

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


class PooledFigures(TypedDict):
    """The average project; `prediction` is where the next project's mean may lie."""

    k: int | None
    tau2: float | None
    tau2_ci: list[float] | None
    i2: float | None  # the share of variance that is between projects
    q: float | None
    q_p: float | None
    estimate: float | None
    se: float | None
    ci: list[float] | None
    prediction: list[float] | None
    p: float | None
    method: str | None
    note: str | None  # why there is no interval


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
    d_z_ci: list[float] | None
    d_av: float | None
    d_av_ci: list[float] | None
    alpha_before: float | None
    alpha_after: float | None
    pooled: PooledFigures
    by_project: list[ProjectFigures]
    notes: list[str]
    hidden: Hidden


def outcome(code: str, sample: Sample) -> Outcome:
    """Give everything there is, for people inside."""
    found = _figures(code, sample)
    if _is_doubtful(found):
        found["notes"].append(SMALL_PROJECTS)
    return found


def public_outcome(code: str, sample: Sample, threshold: int = THRESHOLD) -> Outcome:
    """Give what everybody may see; ValueError for a threshold below the floor.

    Every figure, the pooled ones included, comes from the projects shown alone. So
    subtracting what is shown from a total gives nothing back, and one hidden project
    alone is as safe as several: nothing published contains it but the count of hidden
    projects, which is of projects with any row, whatever was answered.
    """
    if threshold < FLOOR:
        raise ValueError(f"threshold below {FLOOR}")
    groups = dict(sample.by_project())
    shown = [p for p, group in groups.items() if may_be_shown(group, threshold)]
    kept = sample.of_projects(shown)
    found = _figures(code, kept)
    found["hidden"]["projects"] = len(groups) - len(shown)
    if not shown:
        return _with_nothing(found)
    _hide_doubtful(found, kept.pairs(), threshold)
    if len(shown) < len(groups):
        found["notes"].append(SUPPRESSED_SOME)
    return found


def may_be_shown(group: Sample, threshold: int) -> bool:
    """Say whether people are enough and not of one mind."""
    pairs = group.pairs()
    if len(pairs) < threshold:
        return False
    size = max(abs(pairs.before).max(), abs(pairs.after).max())
    figures = pairs.before, pairs.after, pairs.after - pairs.before
    return all(x.max() - x.min() > FLAT * size for x in figures)


def _hide_doubtful(found: Outcome, pairs: Sample, threshold: int) -> None:
    if _is_doubtful(found):
        found["pooled"]["ci"] = found["pooled"]["prediction"] = None
        found["pooled"]["p"] = found["pooled"]["tau2_ci"] = None
        found["notes"].append(NOT_SHOWN)
    before, after = len(items(pairs.items_before)), len(items(pairs.items_after))
    if before < threshold:
        found["alpha_before"] = None
    if after < threshold:
        found["alpha_after"] = None
    if min(before, after) < threshold:
        found["notes"].append(FEW_COMPLETE)


def _with_nothing(found: Outcome) -> Outcome:
    """Leave no count either: n = 3 would say that three people answered."""
    found["n"] = found["pairs"] = found["projects"] = None
    found["pooled"]["k"] = found["pooled"]["method"] = found["pooled"]["note"] = None
    found["notes"] = [SUPPRESSED_ALL]
    return found


def _is_doubtful(found: Outcome) -> bool:
    pairs = [p["pairs"] for p in found["by_project"] if p["in_pool"]]
    return found["pooled"]["ci"] is not None and not interval_is_trustworthy(pairs)


def _figures(code: str, sample: Sample) -> Outcome:
    lines = [_project(name, group) for name, group in sample.by_project()]
    compared = [one for _figures, one in lines if one is not None]
    pooled = pooled_over(compared)
    flat = [c for c in compared if _has_enough(c) and c.t is None]
    notes = [ZERO_VARIANCE] if flat else []
    pairs, every = sample.pairs(), sample.compared
    return {
        "code": code,
        "n": len(sample),
        "pairs": len(pairs),
        "projects": sum(1 for figures, _one in lines if figures["pairs"]),
        "mean_before": every.mean_before if every else None,
        "mean_after": every.mean_after if every else None,
        "difference": every.difference if every else None,
        "sd_difference": every.sd_difference if every else None,
        "t": every.t if every else None,
        "p": every.p if every else None,
        "d_z": every.d_z if every else None,
        "d_z_ci": _listed(every.d_z_ci) if every else None,
        "d_av": every.d_av if every else None,
        "d_av_ci": _listed(every.d_av_ci) if every else None,
        "alpha_before": sample.alphas[0],
        "alpha_after": sample.alphas[1],
        "pooled": pooled,
        "by_project": [figures for figures, _one in lines],
        "notes": [*notes, pooled["note"]] if pooled["note"] else notes,
        "hidden": {"projects": 0},
    }


def _project(name: str, group: Sample) -> tuple[ProjectFigures, Paired | None]:
    pairs, compared = group.pairs(), group.compared
    before, after, gain = means(pairs, compared)
    figures: ProjectFigures = {
        "project": name,
        "n": len(group),
        "pairs": len(pairs),
        "mean_before": before,
        "mean_after": after,
        "difference": gain,
        "ci": _listed(compared.ci) if compared else None,
        "in_pool": compared is not None and is_poolable(compared),
    }
    return figures, compared


def means(
    pairs: Sample, compared: Paired | None
) -> tuple[float | None, float | None, float | None]:
    """Give before, after, difference; of one person alone, what that one said."""
    if compared:
        return compared.mean_before, compared.mean_after, compared.difference
    if not len(pairs):
        return None, None, None
    before, after = float(pairs.before[0]), float(pairs.after[0])
    return before, after, after - before


def compared_in(sample: Sample) -> dict[str, Paired]:
    """Compare before and after in each project that has two people with both."""
    found = {name: group.compared for name, group in sample.by_project()}
    return {name: one for name, one in found.items() if one is not None}


def pooled_over(projects: Iterable[Paired]) -> PooledFigures:
    """Give the average of the projects that can be pooled, and how they differ."""
    some = [c for c in projects if is_poolable(c)]
    return pooled_of(
        [c.difference for c in some], [c.sd_difference**2 / c.n for c in some]
    )


def pooled_of(estimates: list[float], variances: list[float]) -> PooledFigures:
    """Give the average of estimates, one a project, and how they differ."""
    pooled, differ = pool(estimates, variances), heterogeneity(estimates, variances)
    return {
        "k": pooled.k,
        "tau2": pooled.tau2,
        "tau2_ci": _listed(differ.tau2_ci) if differ else None,
        "i2": differ.i2 if differ else None,
        "q": differ.q if differ else None,
        "q_p": differ.p if differ else None,
        "estimate": pooled.estimate,
        "se": pooled.se,
        "ci": _listed(pooled.ci),
        "prediction": _listed(pooled.prediction),
        "p": pooled.p,
        "method": pooled.method,
        "note": pooled.note,
    }


def _has_enough(compared: Paired) -> bool:
    return compared.n >= POOLABLE


def is_poolable(compared: Paired) -> bool:
    """Leave out zero variance: it would weigh infinitely much."""
    return _has_enough(compared) and compared.t is not None


def _listed(interval: tuple[float, float] | None) -> list[float] | None:
    return None if interval is None else list(interval)
