"""Scores: from what each moderator gave to a bid's standing. Plain values only.

A bid's score is first the mean per criterion over those who scored it, then the
weighted mean of the criteria. Null is "not scored", never zero; a criterion that
nobody scored makes the bid incomplete, and an incomplete bid has no rank.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Score:
    """What one moderator gave on one criterion; None is "cannot judge"."""

    moderator: Hashable
    criterion: str
    value: int | None


@dataclass(frozen=True)
class Standing:
    """Where a bid stands.

    `mean` is the weighted mean on the scale of the criteria, exact. `spread` is the
    sample standard deviation (n - 1) between the moderators' own weighted means, over
    those who scored every criterion; `lowest` and `highest` are the ends of these.
    """

    reviews: int
    means: Mapping[str, Fraction | None]
    mean: Fraction | None
    spread: float | None
    lowest: Fraction | None
    highest: Fraction | None

    @property
    def is_complete(self) -> bool:
        """Say whether somebody scored every criterion."""
        return self.mean is not None


def standing(scores: Sequence[Score], weights: Mapping[str, int]) -> Standing:
    """Sum up the submitted scores of one bid; weights need not add up to 100."""
    means = {c: _mean([s.value for s in scores if s.criterion == c]) for c in weights}
    moderators = list(dict.fromkeys(s.moderator for s in scores))
    own = [
        mean
        for moderator in moderators
        if (mean := _own_mean(moderator, scores, weights)) is not None
    ]
    return Standing(
        reviews=len(moderators),
        means=means,
        mean=_weighted(means, weights),
        spread=_spread(own),
        lowest=min(own, default=None),
        highest=max(own, default=None),
    )


def ranked(standings: Mapping[Key, Standing]) -> dict[Key, int | None]:
    """Rank the complete bids, best first; equals share a rank, and it is skipped after.

    Incomplete bids have no rank and come last.
    """
    complete = {key: s.mean for key, s in standings.items() if s.mean is not None}
    order = sorted(standings, key=lambda k: _place(standings[k]))
    return {
        key: 1 + sum(other > complete[key] for other in complete.values())
        if key in complete
        else None
        for key in order
    }


def _place(standing: Standing) -> tuple[bool, Fraction]:
    return standing.mean is None, -(standing.mean or Fraction(0))


def _mean(values: Sequence[int | None]) -> Fraction | None:
    given = [v for v in values if v is not None]
    return Fraction(sum(given), len(given)) if given else None


def _own_mean(
    moderator: Hashable, scores: Sequence[Score], weights: Mapping[str, int]
) -> Fraction | None:
    mine = [s for s in scores if s.moderator == moderator]
    means = {c: _mean([s.value for s in mine if s.criterion == c]) for c in weights}
    return _weighted(means, weights)


def _weighted(
    means: Mapping[str, Fraction | None], weights: Mapping[str, int]
) -> Fraction | None:
    total, whole = Fraction(0), sum(weights.values())
    for criterion, weight in weights.items():
        mean = means[criterion]
        if mean is None:
            return None
        total += mean * weight
    return total / whole if whole else None


def _spread(values: Sequence[Fraction]) -> float | None:
    if len(values) < 2:  # noqa: PLR2004
        return None
    centre = sum(values, Fraction(0)) / len(values)
    squares = sum(((v - centre) ** 2 for v in values), Fraction(0))
    return sqrt(squares / (len(values) - 1))
