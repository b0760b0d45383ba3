"""Outcomes in groups of people: by what they said of themselves, or by language.

The groups of one question make up the whole, which is shown. So for the public the
groups are hidden together, as `suppression` says.
"""

from collections.abc import Collection
from math import sqrt
from typing import TypedDict

from grantsapp.evaluation.outcomes import may_be_shown, means
from grantsapp.evaluation.samples import Sample
from grantsapp.evaluation.statistics import paired
from grantsapp.evaluation.suppression import ROOM, THRESHOLD, Part, hidden


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
    secret: Collection[str] = (),
) -> Groups:
    """Give the groups that everybody may see; `sample` has the projects shown alone.

    Groups named in `secret` are hidden whatever their size.
    """
    groups = _groups(by, sample)
    order = sorted(groups, key=lambda value: (len(groups[value]), value))
    out, forced = frozenset[str](), set(secret)
    while len(out) < len(groups):
        parts = {
            value: _part(group, threshold, is_secret=value in forced)
            for value, group in groups.items()
        }
        out = hidden(parts, scale, threshold)
        if not out or not _tell(groups, out, parts, scale, threshold):
            break
        forced |= {next((v for v in order if v not in out), "")}
    shown = {value: group for value, group in groups.items() if value not in out}
    found = [_figures(value, group) for value, group in shown.items()]
    return {"by": by, "groups": found, "hidden": len(out)}


def _tell(
    groups: dict[str, Sample],
    out: Collection[str],
    parts: dict[str, Part],
    scale: tuple[float, float],
    threshold: int,
) -> bool:
    """Say whether the groups hidden are so much alike that each one is known.

    How far people differ is published of the whole and of each group shown, and so it
    is known of the hidden ones together: if they changed alike, each did.
    """
    together = [pair for value in out for pair in _pairs(groups[value])]
    before, after = ([pair[at] for pair in together] for at in (0, 1))
    compared = paired(before, after)
    if compared is None or not compared.sd_difference:
        return True
    spread = compared.sd_difference * sqrt(1 - 1 / compared.n)
    least = ROOM * (scale[1] - scale[0])
    for value in out:
        part = parts[value]
        if part.people < threshold or part.is_of_one_mind:
            others = compared.n - part.people
            if 2 * spread * sqrt(others / part.people) < least:
                return True
    return False


def _pairs(group: Sample) -> list[tuple[float, float]]:
    return list(zip(group.before.tolist(), group.after.tolist(), strict=True))


def _groups(by: str, sample: Sample) -> dict[str, Sample]:
    """Part the people who have both scores by what they said."""
    pairs = sample.pairs()
    said, words = pairs.groups[by], pairs.words.get(by)
    values = {str(words[v]) if words else str(v): v for v in set(said.tolist())}
    return {value: pairs.where(said == values[value]) for value in sorted(values)}


def _part(group: Sample, threshold: int, *, is_secret: bool = False) -> Part:
    before, after, _gain = means(group, paired(group.before, group.after))
    return Part(
        len(group),
        (before or 0.0, after or 0.0),
        is_of_one_mind=is_secret or not may_be_shown(group, threshold),
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
