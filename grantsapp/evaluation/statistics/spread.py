"""Spread and tail areas, as the other files here need them.

Sums are exact (`fsum`), so that the order of the rows says nothing.
"""

from math import erfc, fsum, sqrt
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

Interval = tuple[float, float]

NORMAL = 1.959963984540054  # the 97.5 % point of the normal distribution
FLAT = 1e-9


def mean(values: "NDArray[Any]") -> float:
    """Give the mean."""
    return fsum(values.tolist()) / len(values)


def deviation(values: "NDArray[Any]", size: float) -> float:
    """Give the standard deviation, zero where it is nothing against the size."""
    if values.max() - values.min() <= FLAT * size:
        return 0.0
    return sqrt(joint(values, values) / (len(values) - 1))


def joint(one: "NDArray[Any]", other: "NDArray[Any]") -> float:
    """Give the sum of what two say together, each counted from its mean."""
    return fsum(((one - mean(one)) * (other - mean(other))).tolist())


def t_point(df: int) -> float:
    """Give the 97.5 % point of Student's t."""
    from scipy.special import stdtrit

    return float(stdtrit(df, 0.975))


def two_sided(t: float, df: int | None) -> float:
    """Give the p-value of a t, or without degrees of freedom of a z."""
    from scipy.special import stdtr

    return erfc(abs(t) / sqrt(2)) if df is None else 2 * float(stdtr(df, -abs(t)))
