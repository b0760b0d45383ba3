"""Scores: from what each moderator gave to a bid's standing. Plain values only.

A bid's score is first the mean per criterion over those who scored it, then the
weighted mean of the criteria. Null is "not scored", never zero; a criterion that
nobody scored makes the bid incomplete, and an incomplete bid has no rank.

Sums stay whole numbers as long as they can: a thousand bids are ranked while somebody
waits, and equal must be equal.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm, sqrt
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)
# What one moderator gave, in the order of the criteria; None is "cannot judge".
Given = Sequence[int | None]


@dataclass(frozen=True)
class Standing:
    """Where a bid stands.

    `means` are per criterion, `mean` is the weighted mean on the scale of the criteria,
    exact. `spread` is the sample standard deviation (n - 1) between the moderators' own
    weighted means, over those who scored every criterion; `lowest` and `highest` are
    the ends of these.
    """

    reviews: int
    means: Sequence[float | None]
    mean: Fraction | None
    spread: float | None
    lowest: float | None
    highest: float | None

    @property
    def is_complete(self) -> bool:
        """Say whether somebody scored every criterion."""
        return self.mean is not None


def standing(reviews: Sequence[Given], weights: Sequence[int]) -> Standing:
    """Sum up the submitted reviews of one bid; weights need not add up to 100."""
    sums, counts = [0] * len(weights), [0] * len(weights)
    own = []  # each whole review as its weighted sum, a whole number
    for given in reviews:
        weighted = 0
        is_whole = bool(weights)
        for place, value in enumerate(given):
            if value is None:
                is_whole = False
                continue
            sums[place] += value
            counts[place] += 1
            weighted += value * weights[place]
        if is_whole:
            own.append(weighted)
    whole = sum(weights)
    return Standing(
        reviews=len(reviews),
        means=[s / n if n else None for s, n in zip(sums, counts, strict=True)],
        mean=_weighted(sums, counts, weights),
        spread=_spread(own, whole),
        lowest=min(own) / whole if own else None,
        highest=max(own) / whole if own else None,
    )


def ranked(standings: Mapping[Key, Standing]) -> dict[Key, int | None]:
    """Rank the complete bids, best first; equals share a rank, and it is skipped after.

    Incomplete bids have no rank and come last.
    """
    return ranked_means({key: one.mean for key, one in standings.items()})


def ranked_means(found: Mapping[Key, Fraction | None]) -> dict[Key, int | None]:
    """Rank exact means as `ranked` does; what has none has no rank and comes last."""
    means = {key: mean for key, mean in found.items() if mean is not None}
    common = lcm(*(mean.denominator for mean in means.values()))
    size = {k: m.numerator * (common // m.denominator) for k, m in means.items()}
    ranks: dict[Key, int | None] = {}
    before, rank = None, 0
    for place, key in enumerate(sorted(size, key=lambda k: -size[k]), 1):
        if size[key] != before:
            before, rank = size[key], place
        ranks[key] = rank
    return ranks | dict.fromkeys(key for key in found if key not in means)


def agreed_mean(
    reviews: Sequence[Given],
    weights: Sequence[int],
    moderated: Sequence[int | None],
) -> Fraction | None:
    """Weigh what the panel agreed on; where it did not, the mean of those who scored.

    A criterion with neither makes the bid incomplete.
    """
    sums, counts = [], []
    for place, agreed in enumerate(moderated):
        given = [v for review in reviews if (v := review[place]) is not None]
        sums.append(sum(given) if agreed is None else agreed)
        counts.append(len(given) if agreed is None else 1)
    return _weighted(sums, counts, weights)


def is_apart(spread: float | None, hundredths: int) -> bool:
    """Say whether a spread lies beyond a rule; just on it does not.

    The root is rounded where binary fractions end, so that 1 is not beyond 1.00.
    """
    return spread is not None and round(spread * 100, 7) > hundredths


def spread_of(values: Sequence[int]) -> float | None:
    """Give the sample standard deviation of what was given on one criterion."""
    return _spread(values, 1)


def _weighted(
    sums: Sequence[int], counts: Sequence[int], weights: Sequence[int]
) -> Fraction | None:
    """Weigh the means of the criteria, over one common denominator."""
    if not weights or not all(counts):
        return None
    common = lcm(*counts)
    total = sum(
        weight * value * (common // count)
        for weight, value, count in zip(weights, sums, counts, strict=True)
    )
    return Fraction(total, common * sum(weights))


def _spread(own: Sequence[int], whole: int) -> float | None:
    """Take the standard deviation of weighted sums, without rounding until the root."""
    count = len(own)
    if count < 2:  # noqa: PLR2004
        return None
    squares = count * sum(v * v for v in own) - sum(own) ** 2
    return sqrt(squares / (count * (count - 1))) / whole
