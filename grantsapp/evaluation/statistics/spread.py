"""Spread and tail areas, as the other files here need them.

Sums are exact (`fsum`), so that the order of the rows says nothing.
"""

from dataclasses import dataclass
from math import erfc, fsum, sqrt
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

Interval = tuple[float, float]

NORMAL = 1.959963984540054  # the 97.5 % point of the normal distribution
FLAT = 1e-9


@dataclass(frozen=True)
class Centred:
    """Values by their mean: how far each is away from it, and how far they spread.

    `sd` is the standard deviation, zero where it is nothing against the size.
    """

    mean: float
    away: "NDArray[Any]"
    sd: float


def centred(values: "NDArray[Any]", size: float) -> Centred:
    """Take the mean out of values, of which there is one at least."""
    n = len(values)
    mean = fsum(values.tolist()) / n
    away = values - mean
    if n < 2 or values.max() - values.min() <= FLAT * size:  # noqa: PLR2004
        return Centred(mean, away, 0.0)
    return Centred(mean, away, sqrt(together(away, away) / (n - 1)))


def together(one: "NDArray[Any]", other: "NDArray[Any]") -> float:
    """Give the sum of products."""
    return fsum((one * other).tolist())


def t_point(df: int) -> float:
    """Give the 97.5 % point of Student's t."""
    from scipy.special import stdtrit

    return float(stdtrit(df, 0.975))


def two_sided(t: float, df: int | None) -> float:
    """Give the p-value of a t, or without degrees of freedom of a z."""
    from scipy.special import stdtr

    return erfc(abs(t) / sqrt(2)) if df is None else 2 * float(stdtr(df, -abs(t)))
