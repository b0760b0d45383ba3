"""The same people before and after."""

from dataclasses import dataclass
from math import exp, isfinite, lgamma, sqrt
from typing import TYPE_CHECKING

from grantsapp.evaluation.statistics.spread import (
    Centred,
    Interval,
    centred,
    t_point,
    together,
    two_sided,
)

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


@dataclass(frozen=True)
class Paired:
    """One group before and after; standardised differences go by their name.

    `d_z` divides by the standard deviation of the differences, `g_z` is `d_z` without
    its small-sample bias, `d_av` divides by the root of the mean of both variances.
    """

    n: int
    mean_before: float
    mean_after: float
    difference: float
    sd_difference: float
    df: int
    d_av: float | None
    r: float | None
    d_av_ci: Interval | None = None
    t: float | None = None
    p: float | None = None
    ci: Interval | None = None
    d_z: float | None = None
    d_z_ci: Interval | None = None
    g_z: float | None = None


def paired(before: "ArrayLike", after: "ArrayLike") -> Paired | None:
    """Compare the same people before and after; None below two of them."""
    import numpy as np

    first, second = np.asarray(before, float), np.asarray(after, float)
    if len(first) != len(second):
        raise ValueError("as many before as after")
    gains, n = second - first, len(first)
    if n < 2:  # noqa: PLR2004
        return None
    size = max(np.abs(first).max(), np.abs(second).max())
    start, end, gain = (centred(x, size) for x in (first, second, gains))
    spread = sqrt((start.sd**2 + end.sd**2) / 2)
    test = _t_test(gain.mean, gain.sd, n) if gain.sd else {}
    ends = test.get("d_z_ci") if spread else None
    return Paired(
        n=n,
        mean_before=start.mean,
        mean_after=end.mean,
        difference=gain.mean,
        sd_difference=gain.sd,
        df=n - 1,
        d_av=gain.mean / spread if spread else None,
        r=_correlation(start, end),
        # Algina & Keselman (2003): the same limits, over the other spread.
        d_av_ci=(ends[0] * gain.sd / spread, ends[1] * gain.sd / spread)
        if ends
        else None,
        **test,
    )


def _correlation(one: Centred, other: Centred) -> float | None:
    """Correlate, unless one of them has no spread."""
    spread = one.sd * other.sd
    n = len(one.away)
    return together(one.away, other.away) / (n - 1) / spread if spread else None


def _t_test(difference: float, sd: float, n: int) -> dict:
    """Give Student's t, d_z_ci by Steiger & Fouladi (1997), g_z by Hedges (1981)."""
    from scipy.special import nctdtrinc

    df, t, d_z = n - 1, difference / sd * sqrt(n), difference / sd
    half = t_point(df) * sd / sqrt(n)
    ends = [float(nctdtrinc(df, p, t)) / sqrt(n) for p in (0.975, 0.025)]
    shrink = exp(lgamma(df / 2) - lgamma((df - 1) / 2)) / sqrt(df / 2) if df > 1 else 0
    return {
        "t": t,
        "p": two_sided(t, df),
        "ci": (difference - half, difference + half),
        "d_z": d_z,
        "d_z_ci": tuple(ends) if all(isfinite(e) for e in ends) else None,
        "g_z": d_z * shrink if shrink else None,
    }
