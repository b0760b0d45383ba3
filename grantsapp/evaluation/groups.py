"""Outcomes in groups of people: by what they said of themselves, or by language.

The groups of one question make up the whole, which is shown. So for the public the
groups are hidden together, as `suppression` says.
"""

from typing import TypedDict

from grantsapp.evaluation.outcomes import may_be_shown, means
from grantsapp.evaluation.samples import Sample
from grantsapp.evaluation.statistics import paired
from grantsapp.evaluation.suppression import THRESHOLD, Part, hidden


class GroupFigures(TypedDict):
    """One group, over its people with both scores; `value` is empty if not said."""

    value: str
    pairs: int
    mean_before: float | None
    mean_after: float | None
    difference: float | None
    ci: list[float] | None


class Groups(TypedDict):
    """The groups of one question; `hidden` says how many are not shown."""

    by: str
    groups: list[GroupFigures]
    hidden: int


def in_groups(by: str, sample: Sample) -> Groups:
    """Give each group that has people with both scores, for people inside."""
    found = [_figures(value, group) for value, group in _groups(by, sample).items()]
    return {"by": by, "groups": found, "hidden": 0}


def public_groups(
    by: str,
    sample: Sample,
    scale: tuple[float, float],
    threshold: int = THRESHOLD,
) -> Groups:
    """Give the groups that everybody may see; `sample` has the projects shown alone."""
    groups = _groups(by, sample)
    parts = {value: _part(group, threshold) for value, group in groups.items()}
    out = hidden(parts, scale, threshold)
    shown = {value: group for value, group in groups.items() if value not in out}
    found = [_figures(value, group) for value, group in shown.items()]
    return {"by": by, "groups": found, "hidden": len(out)}


def _groups(by: str, sample: Sample) -> dict[str, Sample]:
    """Part the people who have both scores by what they said."""
    import numpy as np

    pairs = sample.pairs()
    said = pairs.groups[by]
    return {str(value): pairs.where(said == value) for value in np.unique(said)}


def _part(group: Sample, threshold: int) -> Part:
    before, after, _gain = means(group, paired(group.before, group.after))
    return Part(
        len(group),
        (before or 0.0, after or 0.0),
        is_of_one_mind=not may_be_shown(group, threshold),
    )


def _figures(value: str, group: Sample) -> GroupFigures:
    compared = paired(group.before, group.after)
    before, after, gain = means(group, compared)
    return {
        "value": value,
        "pairs": len(group),
        "mean_before": before,
        "mean_after": after,
        "difference": gain,
        "ci": list(compared.ci) if compared and compared.ci else None,
    }
