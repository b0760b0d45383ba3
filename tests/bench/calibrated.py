"""How quick 1,000 bids of 4 reviews by 60 moderators, 3 criteria, are calibrated.

Beside two floors in the same run: the mixed model equations of that size, made dense
and decomposed once, as a fit that tries fifty variances would fifty times; and the
ranks of 4,000 draws for 1,000 bids, which no way to intervals can do without. numpy
comes in after grantsapp, which says how many threads it may have.
"""

import sys
import time
from collections.abc import Callable
from statistics import median

from grantsapp.review.calibrating.fitting import DRAWS, Review, Within, calibrate
from tests.review.panels import Panel, a_panel

BIDS, EACH, MODERATORS, ROUNDS = 1000, 4, 60, 7
WEIGHTS = (30, 40, 30)


def reviews_of(panel: Panel) -> list[Review]:
    """Whole marks from 1 to 5 on three criteria, which share a halo."""
    import numpy as np

    halo = np.random.default_rng(1).normal(0, 0.4, (len(panel.values), 3))
    marks = np.clip(np.rint(panel.values[:, None] + halo), 1, 5).astype(int).tolist()
    sides = zip(panel.bids, panel.moderators, marks, strict=True)
    return [Review(f"bid {b:04}", f"moderator {m:02}", given) for b, m, given in sides]


def equations(panel: Panel) -> None:
    """Decompose the equations with nothing eliminated, and solve them."""
    import numpy as np

    size = 1 + BIDS + MODERATORS
    design = np.zeros((len(panel.values), size))
    every = np.arange(len(panel.values))
    design[:, 0] = 1
    design[every, 1 + panel.bids] = 1
    design[every, 1 + BIDS + panel.moderators] = 1
    root = np.linalg.cholesky(design.T @ design + np.eye(size))
    np.linalg.solve(root, design.T @ panel.values)


def ranks() -> None:
    """Draw and rank, as if bids had nothing to do with each other."""
    import numpy as np

    drawn = np.random.default_rng(1).standard_normal((DRAWS, BIDS))
    np.argsort(np.argsort(drawn, axis=1), axis=1)


def timed(deed: Callable[[], object]) -> float:
    """Say how many seconds it takes."""
    start = time.perf_counter()
    deed()
    return time.perf_counter() - start


def main() -> None:
    """Print a line."""
    panel = a_panel(1, BIDS, EACH, MODERATORS)
    reviews = reviews_of(panel)
    fund = Within(200_000, {review.bid: 1000 for review in reviews})
    deeds = (
        lambda: calibrate(reviews, WEIGHTS, fund, seed=1),
        lambda: equations(panel),
        ranks,
    )
    for deed in deeds:
        deed()
    rounds = [[timed(deed) for deed in deeds] for _ in range(ROUNDS)]
    ours, solved, drawn = (median(side) for side in zip(*rounds, strict=True))
    print(
        f"{'1,000 bids calibrated':30} {ours:8.2f} s    floor {solved:8.2f} s "
        f"(equations once) + {drawn:.2f} s (ranks of {DRAWS:,} draws)   "
        f"{ours / (solved + drawn):5.2f} times"
    )


if __name__ == "__main__":
    sys.exit(main())
