"""How well the items of an instrument hold together."""

from collections.abc import Sequence
from math import fsum

from grantsapp.evaluation.statistics.spread import deviation


def alpha(rows: Sequence[Sequence[float]]) -> float | None:
    """Give Cronbach's (1951) alpha of complete item vectors, one a person."""
    items = list(zip(*rows, strict=True))
    if len(rows) < 2 or len(items) < 2:  # noqa: PLR2004
        return None
    size = max(abs(x) for row in rows for x in row)
    whole = deviation([fsum(row) for row in rows], size) ** 2
    own = fsum(deviation(item, size) ** 2 for item in items)
    return len(items) / (len(items) - 1) * (1 - own / whole) if whole else None
