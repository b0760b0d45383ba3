"""Spread and tail areas, as the other files here need them."""

from collections.abc import Sequence
from math import erfc, fsum, sqrt
from statistics import fmean

Interval = tuple[float, float]

NORMAL = 1.959963984540054  # the 97.5 % point of the normal distribution
FLAT = 1e-9


def deviation(values: Sequence[float], size: float) -> float:
    """Give the standard deviation, zero where it is nothing against the size."""
    if max(values) - min(values) <= FLAT * size:
        return 0.0
    mean = fmean(values)
    return sqrt(fsum((x - mean) ** 2 for x in values) / (len(values) - 1))


def t_point(df: int) -> float:
    """Give the 97.5 % point of Student's t."""
    from scipy.special import stdtrit

    return float(stdtrit(df, 0.975))


def two_sided(t: float, df: int | None) -> float:
    """Give the p-value of a t, or without degrees of freedom of a z."""
    from scipy.special import stdtr

    return erfc(abs(t) / sqrt(2)) if df is None else 2 * float(stdtr(df, -abs(t)))
