"""Panels whose truth is known: bids, moderators and what they gave, from a seed."""

from dataclasses import dataclass

import numpy as np

from grantsapp.review.calibrating.fitting import Review


@dataclass(frozen=True)
class Panel:
    """Who reviewed what, and the effects that nobody would know."""

    bids: np.ndarray
    moderators: np.ndarray
    values: np.ndarray
    truth: np.ndarray

    @property
    def raw(self):
        """The mean of each bid's reviews."""
        return np.bincount(self.bids, self.values) / np.bincount(self.bids)

    @property
    def reviews(self):
        """As reviews of one criterion, in thousandths of a point."""
        sides = zip(self.bids, self.moderators, self.values, strict=True)
        return [
            Review(f"bid {bid:04}", f"moderator {moderator:03}", (round(1000 * value),))
            for bid, moderator, value in sides
        ]


def a_panel(
    seed, bids=300, each=3, moderators=112, *, bid_sd=1.0, severity=1.0, error=1.0
):
    """Draw a panel; each bid goes to those with little to do, drawn among them.

    With 300 bids of 3 reviews, 112 moderators see 8 each. `each` may be a list, with
    the reviews of every bid. Drawn again until all hang together.
    """
    chance = np.random.default_rng(seed)
    counts = np.broadcast_to(each, bids)
    while True:
        load, rows, columns = np.zeros(moderators), [], []
        for bid, count in enumerate(counts):
            chosen = np.argsort(load + 0.9 * chance.random(moderators))[:count]
            load[chosen] += 1
            rows += [bid] * count
            columns += chosen.tolist()
        if hang_together(rows, columns, bids, moderators):
            break
    truth = chance.normal(0, bid_sd, bids)
    strict = chance.normal(0, severity, moderators)
    noise = chance.normal(0, error, len(rows))
    values = 3 + truth[rows] - strict[columns] + noise
    return Panel(np.array(rows), np.array(columns), values, truth)


def hang_together(rows, columns, bids, moderators):
    """Say whether one can go from everybody to everybody, by scipy."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    size = bids + moderators
    ends = (np.array(rows), bids + np.array(columns))
    graph = coo_array((np.ones(len(rows)), ends), shape=(size, size))
    return connected_components(graph, directed=False)[0] == 1
