"""Wilcoxon's signed ranks."""

from dataclasses import dataclass
from math import fsum, sqrt
from typing import TYPE_CHECKING, Any, Literal

from grantsapp.evaluation.statistics.spread import two_sided

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

MOST_EXACT = 50  # gains; with more the normal curve is as near as one can read
Method = Literal["exact", "normal, corrected", "normal"]


@dataclass(frozen=True)
class Wilcoxon:
    """A signed-rank test: `statistic` is the rank sum of the gains, zeros left out."""

    n: int
    zeros: int
    statistic: float
    p: float | None
    method: str


def wilcoxon(
    before: "ArrayLike", after: "ArrayLike", *, method: Method | None = None
) -> Wilcoxon:
    """Test the signed ranks (Wilcoxon 1945), two-sided; "exact" holds for ties too.

    Without a method it is exact up to 50 gains, and "normal, corrected" above.
    """
    import numpy as np

    first, second = np.asarray(before, float), np.asarray(after, float)
    size = max(np.abs(first).max(initial=0), np.abs(second).max(initial=0)) or 1.0
    every = np.round((second - first) / size, 9)
    gains = every[every != 0]
    if method is None:
        method = "exact" if len(gains) <= MOST_EXACT else "normal, corrected"
    _sizes, place, ties = np.unique(
        np.abs(gains), return_inverse=True, return_counts=True
    )
    doubled = (2 * np.cumsum(ties) - ties + 1)[place]  # twice the rank, to stay whole
    won = int(doubled[gains > 0].sum())
    p = _rank_p(doubled, won, method) if len(gains) else None
    return Wilcoxon(len(gains), len(every) - len(gains), won / 2, p, method)


def _rank_p(ranks: "NDArray[Any]", won: int, method: Method) -> float:
    if method != "exact":
        away = abs(won - int(ranks.sum()) / 2) / 2
        away = max(0.0, away - 0.5) if method == "normal, corrected" else away
        squares = (ranks.astype(float) ** 2).tolist()
        return two_sided(away / sqrt(fsum(squares) / 16), None)
    doubled = ranks.tolist()
    ways = [1] + [0] * sum(doubled)
    for rank in doubled:
        ways = [w + (ways[i - rank] if i >= rank else 0) for i, w in enumerate(ways)]
    tail = min(sum(ways[: won + 1]), sum(ways[won:]))
    return min(1.0, 2 * tail / 2 ** len(doubled))
