"""Outcomes laid out line by line, as a page or a document shows them."""

from dataclasses import dataclass
from typing import Any

from grantsapp import i18n
from grantsapp.awards import queries as awards


@dataclass(frozen=True)
class Line:
    """One line of a chart: a project, or all of them together."""

    label: str
    language: str
    people: int | None
    before: float | None
    after: float | None
    change: float | None
    low: float | None
    high: float | None
    is_total: bool = False


@dataclass(frozen=True)
class Shown:
    """An instrument's figures as a page shows them."""

    figures: dict[str, Any]
    lines: list[Line]
    low: float  # the ends of the axis, in points of the scale
    high: float

    def place(self, value: float) -> float:
        """Say where a value stands on the axis, from 0 to 100."""
        return round(100 * (value - self.low) / (self.high - self.low), 2)


def shown(figures: dict[str, Any]) -> list[Shown]:
    """Lay the outcomes of an evaluation out for a page or a document."""
    return [_shown(one, figures["projects"]) for one in figures["instruments"]]


def has_interval(one: dict[str, Any]) -> bool:
    """Say whether the average has an interval that can be trusted, to be shown."""
    return (
        one["pooled"]["ci"] is not None
        and "interval_small_projects" not in one["notes"]
    )


def named(project: dict[str, Any]) -> tuple[str, str]:
    """Name a project in a chart: by its title, or by where it is."""
    if project["title"]:
        return project["title"], project["language"]
    return awards.nameless(project.get("area", "")), i18n.language()


def _shown(one: dict[str, Any], projects: dict[str, Any]) -> Shown:
    lines = [
        Line(
            label=name,
            language=language,
            people=p["pairs"],
            before=p["mean_before"],
            after=p["mean_after"],
            change=p["difference"],
            low=(p["ci"] or [None, None])[0],
            high=(p["ci"] or [None, None])[1],
        )
        for p in one["by_project"]
        for name, language in [named(projects[p["project"]])]
        if p["difference"] is not None
    ]
    pooled = one["pooled"]
    if pooled["estimate"] is not None and "too_few_projects" not in one["notes"]:
        ends = pooled["ci"] if has_interval(one) else [None, None]
        total = Line("", "", None, None, None, pooled["estimate"], *ends, is_total=True)
        lines.append(total)
    values = [v for line in lines for v in (line.low, line.change, line.high)]
    known = [v for v in values if v is not None] + [0.0]
    low, high = min(known), max(known)
    room = (high - low or 1.0) * 0.08
    return Shown(one, lines, low - room, high + room)
