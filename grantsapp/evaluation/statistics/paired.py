"""The same people before and after."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, isfinite, lgamma, sqrt
from statistics import correlation, fmean

from grantsapp.evaluation.statistics.spread import (
    Interval,
    deviation,
    t_point,
    two_sided,
)


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


def paired(before: Sequence[float], after: Sequence[float]) -> Paired | None:
    """Compare the same people before and after; None below two of them."""
    gains = [a - b for b, a in zip(before, after, strict=True)]
    n = len(gains)
    if n < 2:  # noqa: PLR2004
        return None
    size = max(abs(x) for x in (*before, *after))
    sd, difference = deviation(gains, size), fmean(gains)
    sd_before, sd_after = deviation(before, size), deviation(after, size)
    spread = sqrt((sd_before**2 + sd_after**2) / 2)
    test = _t_test(difference, sd, n) if sd else {}
    ends = test.get("d_z_ci") if spread else None
    return Paired(
        n=n,
        mean_before=fmean(before),
        mean_after=fmean(after),
        difference=difference,
        sd_difference=sd,
        df=n - 1,
        d_av=difference / spread if spread else None,
        r=correlation(before, after) if sd_before and sd_after else None,
        # Algina & Keselman (2003): the same limits, over the other spread.
        d_av_ci=(ends[0] * sd / spread, ends[1] * sd / spread) if ends else None,
        **test,
    )


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
