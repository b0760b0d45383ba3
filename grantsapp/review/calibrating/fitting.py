"""Calibrated scores: what a bid would get if all moderators were equally severe.

They stand beside the raw weighted means, never over them. A review is one observation:
the weighted mean of its criteria, since the criteria of one review share a halo. It is
taken for mu + the bid's effect + the moderator's effect + error (see `crossed`).

Scores, severities, their errors and the ranks are averaged over what the variances may
be; those given are the likeliest ones, by REML. Even where these say that bids do not
differ, the average still knows the likelier better one: on a dozen bids the likeliest
variances alone would rank worse than the raw mean. In simulation the interval holds the
true rank in 89 to 93 of 100 bids; with a dozen bids or fewer in 95 to 98, since ranks
are whole and both ends belong to it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, fsum
from typing import TYPE_CHECKING, Any

from grantsapp.review.calibrating import crossed
from grantsapp.review.calibrating.results import (
    Calibrated,
    Calibration,
    Part,
    Reason,
    Severity,
    Uncalibrated,
    Variances,
)
from grantsapp.review.scoring import Given

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

FLAT = 1e-9  # closer than this part of the largest, scores are equal
FEWEST_BIDS = 5
# Reviews beyond those that just hold bids and moderators together: with fewer, and all
# moderators alike, it ranks worse than the raw mean (15 bids with 2 reviews by 6
# moderators, 10 spare: Kendall's tau lower by 0.013; 12 with 3 by 5, 20 spare: 0.004).
FEWEST_SPARE = 12
DRAWS = 4000
TAIL = 0.05  # of the ranks drawn, left out at each end


@dataclass(frozen=True)
class Review:
    """What one moderator gave to one bid, in the order of the criteria."""

    bid: str
    moderator: str
    given: Given


@dataclass(frozen=True)
class Top:
    """So many bids can be funded."""

    count: int

    def fundable(self, order: Sequence[str]) -> set[str]:
        """Say which of the bids, best first, can be funded."""
        return set(order[: self.count])

    def reach(self, bids: Sequence[str], orders: "Array") -> "Array":  # noqa: ARG002
        """Say how many bids of each order, numbers of bids, can be funded."""
        import numpy as np

        return np.full(len(orders), self.count)


@dataclass(frozen=True)
class Within:
    """What is asked for is given from the top until a bid does not fit the budget.

    There it stops. A fund that went on would pass over a better bid for being dear;
    that is for a panel to decide, with its reasons, and for the portfolio to show.
    """

    budget: int
    asked: Mapping[str, int]

    def fundable(self, order: Sequence[str]) -> set[str]:
        """Say which of the bids, best first, can be funded."""
        left, found = self.budget, set()
        for bid in order:
            left -= self.asked[bid]
            if left < 0:
                break
            found.add(bid)
        return found

    def reach(self, bids: Sequence[str], orders: "Array") -> "Array":
        """Say how many bids of each order, numbers of bids, can be funded."""
        import numpy as np

        asked = np.array([self.asked[bid] for bid in bids], dtype=np.int64)
        return (asked[orders].cumsum(axis=1) <= self.budget).sum(axis=1)


def calibrate(
    reviews: Iterable[Review],
    weights: Sequence[int],
    fund: Top | Within | None = None,
    *,
    seed: int,
    draws: int = DRAWS,
) -> Calibration | Uncalibrated:
    """Calibrate the submitted reviews of one phase, or say why that cannot be.

    Their order plays no part. Raises ValueError where they are not of one phase, or
    where `fund` does not know what a bid asks for.
    """
    every = sorted(reviews, key=lambda review: (review.bid, review.moderator))
    kept = [review for review in every if _judges(review.given, weights)]
    bids = Counter(review.bid for review in kept)
    moderators = Counter(sorted(review.moderator for review in kept))
    _check(every, bids, fund)
    values = observations([review.given for review in kept], weights)
    refused = _refused(kept, values)
    if refused:
        return refused
    sides = zip(*((review.bid, review.moderator) for review in kept), strict=True)
    layout = crossed.lay_out(values, *map(_numbers, sides))
    grid = crossed.plausible(layout)
    likeliest = crossed.best(layout, grid)
    found = crossed.effects(layout, grid.cells, lost=3)
    chances = _chances(list(bids), crossed.draw(layout, grid, draws, seed), fund)
    return Calibration(
        mu=found.mu,
        mu_se=found.mu_se,
        variances=Variances(*crossed.variances(layout, likeliest)),
        bids=_standings(bids, found, chances),
        moderators=_severities(moderators, found),
        reviews=len(kept),
        empty=len(every) - len(kept),
        seed=seed,
        draws=draws,
    )


def _numbers(keys: Iterable[str]) -> list[int]:
    """Number keys by their order, from zero."""
    every = list(keys)
    places = {key: place for place, key in enumerate(sorted(set(every)))}
    return [places[key] for key in every]


def observations(given: Sequence[Given], weights: Sequence[int]) -> list[float]:
    """Make one value of each review: the weighted mean of its criteria.

    Where a criterion could not be judged, the others stand in for it: by how much they
    lie above or below their own means over all reviews. This assumes that the moderator
    would have gone as far above or below there too (the halo), and not that a criterion
    on which all get low marks would have got what an easy one did. Such a review counts
    as much as a whole one. What nobody judged, in no bid, has no weight.
    """
    means, counted = [], []
    for place, weight in enumerate(weights):
        known = [value for row in given if (value := row[place]) is not None]
        means.append(fsum(known) / len(known) if known else 0.0)
        counted.append(weight if known else 0)
    centre = fsum(w * m for w, m in zip(counted, means, strict=True))
    centre /= sum(counted) or 1
    return [centre + _above(row, weights, means) for row in given]


def _above(given: Given, weights: Sequence[int], means: Sequence[float]) -> float:
    """Say how far a review lies above the means of the criteria that it judged."""
    judged = [
        (weight, value - mean)
        for value, weight, mean in zip(given, weights, means, strict=True)
        if value is not None
    ]
    return fsum(w * far for w, far in judged) / sum(w for w, _ in judged)


def _judges(given: Given, weights: Sequence[int]) -> bool:
    pairs = zip(given, weights, strict=True)
    return any(value is not None and weight > 0 for value, weight in pairs)


def _check(reviews: Sequence[Review], bids: Iterable[str], fund: Any) -> None:
    pairs = {(review.bid, review.moderator) for review in reviews}
    if len(pairs) < len(reviews):
        raise ValueError("a moderator reviews a bid once in a phase")
    if isinstance(fund, Within):
        if any(bid not in fund.asked for bid in bids):
            raise ValueError("what a bid asks for is not known")
        if any(amount < 0 for amount in fund.asked.values()):
            raise ValueError("nobody asks for less than nothing")


def _refused(reviews: Sequence[Review], values: list[float]) -> Uncalibrated | None:
    """Say why these reviews cannot be calibrated, the plainest reason first."""
    bids = {review.bid for review in reviews}
    moderators = {review.moderator for review in reviews}
    parts = hanging_together(reviews)
    reason: Reason
    if len(bids) < FEWEST_BIDS:
        reason = "too_few"
    elif len(moderators) == 1:
        reason = "one_moderator"
    elif len(parts) > 1:
        reason = "apart"
    elif len(reviews) - (len(bids) + len(moderators) - 1) < FEWEST_SPARE:
        reason = "too_thin"
    elif max(values) - min(values) <= FLAT * max(map(abs, values)):
        reason = "all_equal"
    else:
        return None
    shown = parts if reason == "apart" else ()
    return Uncalibrated(reason, len(reviews), len(bids), len(moderators), shown)


def hanging_together(reviews: Iterable[Review]) -> tuple[Part, ...]:
    """Part bids and moderators by who reviewed what, the largest part first."""
    above: dict[tuple[str, str], tuple[str, str]] = {}

    def top(node: tuple[str, str]) -> tuple[str, str]:
        above.setdefault(node, node)
        while above[node] != node:
            above[node] = above[above[node]]
            node = above[node]
        return node

    for review in reviews:
        above[top(("bid", review.bid))] = top(("moderator", review.moderator))
    parts: dict[tuple[str, str], dict[str, list[str]]] = {}
    for kind, key in sorted(above):
        part = parts.setdefault(top((kind, key)), {"bid": [], "moderator": []})
        part[kind].append(key)
    found = [Part(tuple(p["bid"]), tuple(p["moderator"])) for p in parts.values()]
    return tuple(sorted(found, key=lambda part: (-len(part.bids), part.bids)))


Chances = tuple[list[int], list[int], list[float] | None]


def _chances(bids: list[str], drawn: "Array", fund: Top | Within | None) -> Chances:
    """Give the ends of each bid's ranks over the draws, and how often it is funded."""
    import numpy as np

    orders = np.argsort(-drawn, axis=1)
    ranks = np.empty(orders.shape, np.min_scalar_type(len(bids)))
    every = np.arange(1, len(bids) + 1, dtype=ranks.dtype)
    np.put_along_axis(ranks, orders, every[None], axis=1)
    funded = None
    if fund:
        reach = fund.reach(bids, orders)
        funded = (ranks <= reach[:, None]).mean(axis=0).tolist()
    ranks = np.sort(ranks.T.copy(), axis=1, kind="stable").T
    highest, lowest = (
        ranks[ceil(share * len(ranks)) - 1].tolist() for share in (TAIL, 1 - TAIL)
    )
    return highest, lowest, funded


def _standings(
    bids: Mapping[str, int], found: crossed.Effects, chances: Chances
) -> tuple[Calibrated, ...]:
    """Put the bids in order; those that lie within rounding of the next are equal."""
    highest, lowest, funded = chances
    near = FLAT * max(map(abs, found.rows))
    keys, standings = list(bids), []
    rank, before = 0, float("inf")
    places = sorted(range(len(keys)), key=lambda at: -found.rows[at])
    for count, at in enumerate(places, 1):
        rank = rank if before - found.rows[at] <= near else count
        before = found.rows[at]
        standings.append(
            Calibrated(
                bid=keys[at],
                reviews=bids[keys[at]],
                score=found.rows[at],
                se=found.rows_se[at],
                rank=rank,
                highest=highest[at],
                lowest=lowest[at],
                fundable=funded[at] if funded else None,
            )
        )
    return tuple(sorted(standings, key=lambda bid: (bid.rank, bid.bid)))


def _severities(
    moderators: Mapping[str, int], found: crossed.Effects
) -> tuple[Severity, ...]:
    each = zip(moderators.items(), found.columns, found.columns_se, strict=True)
    severities = [Severity(key, n, -effect, se) for (key, n), effect, se in each]
    return tuple(sorted(severities, key=lambda one: (-one.severity, one.moderator)))
