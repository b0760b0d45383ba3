"""What stands beside outcomes, as the public may read it today."""

from collections.abc import Mapping
from typing import Any

from grantsapp.evaluation import fidelity
from grantsapp.evaluation.process import without_places


def told_around(figures: dict[str, Any], areas: Mapping[str, str]) -> dict[str, Any]:
    """Leave out the cards of projects that are withheld, and what would tell of them.

    `areas` has the projects that are told, by reference. Figures that an older house
    worked out have neither of both.
    """
    found: dict[str, Any] = {}
    if cards := figures.get("fidelity"):
        found["fidelity"] = fidelity.told(cards, areas, figures["outputs"])
    counts = figures.get("process")
    if counts and len(areas) < len(figures["projects"]):
        found["process"] = without_places(counts)
    return found
