"""Wilcoxon's signed ranks."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from math import sqrt
from typing import Literal

from grantsapp.evaluation.statistics.spread import two_sided


@dataclass(frozen=True)
class Wilcoxon:
    """A signed-rank test: `statistic` is the rank sum of the gains, zeros left out."""

    n: int
    zeros: int
    statistic: float
    p: float | None
    method: str


def wilcoxon(
    before: Sequence[float],
    after: Sequence[float],
    *,
    method: Literal["exact", "normal, corrected", "normal"] = "exact",
) -> Wilcoxon:
    """Test the signed ranks (Wilcoxon 1945), two-sided; "exact" holds for ties too."""
    size = max((abs(x) for x in (*before, *after)), default=0.0) or 1.0
    every = [round((a - b) / size, 9) for b, a in zip(before, after, strict=True)]
    gains = sorted((g for g in every if g), key=abs)
    doubled: list[int] = []  # twice the rank, to stay whole
    for _, tied in groupby(gains, key=abs):
        count = len(list(tied))
        doubled += [2 * len(doubled) + count + 1] * count
    won = sum(r for r, g in zip(doubled, gains, strict=True) if g > 0)
    p = _rank_p(doubled, won, method) if gains else None
    return Wilcoxon(len(gains), len(every) - len(gains), won / 2, p, method)


def _rank_p(doubled: Sequence[int], won: int, method: str) -> float:
    if method != "exact":
        away = abs(won - sum(doubled) / 2) / 2
        away = max(0.0, away - 0.5) if method == "normal, corrected" else away
        return two_sided(away / sqrt(sum(r * r for r in doubled) / 16), None)
    ways = [1] + [0] * sum(doubled)
    for rank in doubled:
        ways = [w + (ways[i - rank] if i >= rank else 0) for i, w in enumerate(ways)]
    tail = min(sum(ways[: won + 1]), sum(ways[won:]))
    return min(1.0, 2 * tail / 2 ** len(doubled))
