"""A portfolio's job on paper: what it works from and what it found. Plain values only.

Fractions are written as text, so that nothing is lost on the way.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from fractions import Fraction
from typing import Any

from grantsapp.review.portfolio.optimum import Cost, Portfolio
from grantsapp.review.portfolio.sums import (
    Candidate,
    Code,
    Rule,
    Theme,
    Tier,
    Wish,
    sums,
)


def to_json(candidates: Iterable[Candidate], wish: Wish) -> dict[str, Any]:
    """Write down what a job is to work from."""
    return _written(
        {"candidates": [asdict(c) for c in candidates], "wish": asdict(wish)}
    )


def from_json(data: Mapping[str, Any]) -> tuple[list[Candidate], Wish]:
    """Read what a job is to work from."""
    wish = dict(data["wish"])
    wish["tiers"] = {name: Tier(**tier) for name, tier in wish["tiers"].items()}
    wish["themes"] = {name: Theme(**theme) for name, theme in wish["themes"].items()}
    return [Candidate(**bid) for bid in data["candidates"]], Wish(**wish)


def answer_to_json(found: Portfolio) -> dict[str, Any]:
    """Write down what a job found; sums are left out, for they can be made again."""
    return _written(
        {
            "chosen": found.chosen,
            "gap": found.gap,
            "costs": [asdict(cost) for cost in found.costs],
            "plain": found.plain,
        }
    )


def answer_from_json(
    data: Mapping[str, Any], candidates: Sequence[Candidate], wish: Wish
) -> Portfolio:
    """Read what a job found, with what it worked from."""
    return Portfolio(
        chosen=tuple(data["chosen"]),
        sums=sums(candidates, data["chosen"], wish),
        gap=Fraction(data["gap"]),
        costs=tuple(_cost(cost) for cost in data["costs"]),
        plain=tuple(data["plain"]),
        plain_sums=sums(candidates, data["plain"], wish),
    )


def _cost(data: Mapping[str, Any]) -> Cost:
    return Cost(
        rule=Rule(Code(data["rule"]["code"]), data["rule"]["of"]),
        points=Fraction(data["points"]),
        at_most=Fraction(data["at_most"]),
        enter=tuple(data["enter"]),
        leave=tuple(data["leave"]),
    )


def _written(value: Any) -> Any:
    """Write fractions as text, and tuples as lists, all the way down."""
    if isinstance(value, dict):
        return {key: _written(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_written(inner) for inner in value]
    return str(value) if isinstance(value, Fraction) else value
