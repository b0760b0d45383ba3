"""Outcomes by theme: the average project of each."""

from collections.abc import Collection, Mapping
from typing import Final, TypedDict

from grantsapp.evaluation.outcomes import PooledFigures, is_poolable, pooled_over
from grantsapp.evaluation.statistics import Paired, interval_is_trustworthy

LEAST: Final = 3  # projects, so that a theme is more than one or two of them


class Theme(TypedDict):
    """One theme; `pairs` are of the projects that are in its average."""

    theme: str
    projects: int
    pairs: int
    pooled: PooledFigures


def in_themes(
    compared: Mapping[str, Paired], theme_of: Mapping[str, str]
) -> list[Theme]:
    """Give the themes of projects that can be pooled, for people inside."""
    found: dict[str, list[Paired]] = {}
    for project, one in compared.items():
        if is_poolable(one) and theme_of.get(project):
            found.setdefault(theme_of[project], []).append(one)
    return [_theme(theme, found[theme]) for theme in sorted(found)]


def public_themes(
    compared: Mapping[str, Paired],
    theme_of: Mapping[str, str],
    shown: Collection[str],
) -> list[Theme]:
    """Give the themes that have enough projects that are shown.

    An average of projects that are shown is worked out from the figures of each of
    them: a reader could do it, and learns nothing of a project that is hidden.
    """
    kept = {name: one for name, one in compared.items() if name in shown}
    found = in_themes(kept, theme_of)
    return [theme for theme in found if theme["projects"] >= LEAST]


def _theme(theme: str, some: list[Paired]) -> Theme:
    pooled = pooled_over(some)
    if not interval_is_trustworthy([one.n for one in some]):
        pooled["ci"] = pooled["prediction"] = pooled["p"] = pooled["tau2_ci"] = None
    return {
        "theme": theme,
        "projects": len(some),
        "pairs": sum(one.n for one in some),
        "pooled": pooled,
    }
