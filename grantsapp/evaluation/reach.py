"""Whom projects reached: their cards added up by theme, size and place. Plain values.

What a card does not say is no part of a sum either, so that no sum can tell it.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final, TypedDict

from grantsapp import places

TABLED: Final = ("people", "sessions")
BY: Final = ("theme", "tier", "area")
OUTSIDE: Final = "outside"  # of London, or a place in a group's own words
Card = Mapping[str, Any]  # as `fidelity` makes it


class Sum(TypedDict):
    """What was planned and delivered of a measure."""

    planned: int
    delivered: int


class Reach(TypedDict):
    """Projects with one theme, size or place, with what they planned and delivered."""

    value: str
    projects: int
    measures: dict[str, Sum]


def reaches(cards: Collection[Card]) -> dict[str, list[Reach]]:
    """Add cards up, each way."""
    return {by: _reach(cards, by) for by in BY}


def _reach(cards: Iterable[Card], by: str) -> list[Reach]:
    """Add up the cards that have figures, by their theme, size or place."""
    found: dict[str, list[Card]] = {}
    for one in cards:
        value = place_of(one["area"]) if by == "area" else str(one[by])
        found.setdefault(value, []).append(one)
    rows = [_sums(value, some) for value, some in found.items()]
    kept = [row for row in rows if row["measures"]]
    return sorted(
        kept, key=lambda r: (not r["value"], r["value"] == OUTSIDE, r["value"])
    )


def place_of(area: str) -> str:
    """Name the borough; other places are one, as they stand in a group's own words."""
    return (places.borough(area) or OUTSIDE) if area else ""


def _sums(value: str, cards: Iterable[Card]) -> Reach:
    measures: dict[str, Sum] = {}
    projects = set()
    for one in cards:
        for line in one["outputs"]:
            planned, delivered = line["planned"], line["delivered"]
            if line["measure"] not in TABLED or planned is None or delivered is None:
                continue
            known = measures.setdefault(line["measure"], {"planned": 0, "delivered": 0})
            known["planned"] += planned
            known["delivered"] += delivered
            projects.add(one["project"])
    return {"value": value, "projects": len(projects), "measures": measures}
