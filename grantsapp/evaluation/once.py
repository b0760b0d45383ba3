"""Projects whose people were asked once, about the end: levels, and no change."""

from math import sqrt
from typing import TYPE_CHECKING, Any, TypedDict

from grantsapp.evaluation.outcomes import (
    NOT_SHOWN,
    POOLABLE,
    SUPPRESSED_ALL,
    SUPPRESSED_SOME,
    PooledFigures,
    pooled_of,
)
from grantsapp.evaluation.samples import Sample
from grantsapp.evaluation.statistics import FLAT, interval_is_trustworthy
from grantsapp.evaluation.statistics.spread import centred, t_point
from grantsapp.evaluation.suppression import THRESHOLD

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Level(TypedDict):
    """One project: how many have a score, and where they stand."""

    project: str
    n: int
    mean: float | None
    ci: list[float] | None


class Once(TypedDict):
    """All of them; `pooled` is the level of the average project."""

    n: int | None
    by_project: list[Level]
    pooled: PooledFigures
    notes: list[str]
    hidden: dict[str, int]


def once(sample: Sample) -> Once:
    """Give the levels of people who were asked once, for people inside."""
    return _once(dict(_scores(sample)), 0)


def public_once(sample: Sample, threshold: int = THRESHOLD) -> Once:
    """Give what everybody may see, of projects that are shown alone."""
    every = dict(_scores(sample))
    shown = {name: one for name, one in every.items() if _may_be_shown(one, threshold)}
    found = _once(shown, len(every) - len(shown))
    if not shown:
        found["n"] = found["pooled"]["k"] = None
        found["pooled"]["method"] = found["pooled"]["note"] = None
        found["notes"] = [SUPPRESSED_ALL]
        return found
    if found["pooled"]["ci"] and not _is_trusted(found):
        pooled = found["pooled"]
        pooled["ci"] = pooled["prediction"] = pooled["p"] = pooled["tau2_ci"] = None
        found["notes"].append(NOT_SHOWN)
    if found["hidden"]["projects"]:
        found["notes"].append(SUPPRESSED_SOME)
    return found


def _scores(sample: Sample) -> "list[tuple[str, NDArray[Any]]]":
    import numpy as np

    groups = [(name, group.after) for name, group in sample.by_project()]
    told = [(name, scores[~np.isnan(scores)]) for name, scores in groups]
    return [(name, scores) for name, scores in told if len(scores)]


def _may_be_shown(scores: "NDArray[Any]", threshold: int) -> bool:
    spread = scores.max() - scores.min()
    return len(scores) >= threshold and bool(spread > FLAT * abs(scores).max())


def _once(scores: "dict[str, NDArray[Any]]", hidden: int) -> Once:
    means, variances, lines = [], [], []
    for name, some in scores.items():
        one = centred(some, float(abs(some).max()))
        error = one.sd / sqrt(len(some))
        half = t_point(len(some) - 1) * error if error else None
        ends = [one.mean - half, one.mean + half] if half else None
        lines.append(Level(project=name, n=len(some), mean=one.mean, ci=ends))
        if len(some) >= POOLABLE and error:
            means.append(one.mean)
            variances.append(error**2)
    pooled = pooled_of(means, variances)
    # Whether a level differs from nought is nobody's question.
    pooled["p"] = None
    return {
        "n": sum(line["n"] for line in lines),
        "by_project": lines,
        "pooled": pooled,
        "notes": [pooled["note"]] if pooled["note"] else [],
        "hidden": {"projects": hidden},
    }


def _is_trusted(found: Once) -> bool:
    return interval_is_trustworthy(
        [line["n"] for line in found["by_project"] if line["ci"]]
    )
