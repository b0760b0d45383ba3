"""Pooling projects: the average project, and how much projects differ."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import fsum, isfinite, log, sqrt
from statistics import median, variance
from typing import Any, Literal

from grantsapp.evaluation.statistics.spread import (
    NORMAL,
    Interval,
    t_point,
    two_sided,
)

TOO_FEW = "too_few_projects"
PLAIN_IS_WIDER = "REML+HK, plain interval because it is wider"
LEAST = {"EE": 1, "DL": 2, "REML": 2, "REML+HK": 3}  # projects, for an interval


@dataclass(frozen=True)
class Pooled:
    """The average project (not the average participant) of `k` projects.

    `q` is Cochran's, `tau2` the variance between projects; `df` is None where the
    interval is normal; `note` is a code that says why there is no interval.
    """

    k: int
    method: str
    tau2: float | None = None
    estimate: float | None = None
    q: float | None = None
    se: float | None = None
    ci: Interval | None = None
    t: float | None = None
    df: int | None = None
    p: float | None = None
    prediction: Interval | None = None
    note: str | None = None


def pool(
    estimates: Sequence[float],
    variances: Sequence[float],
    *,
    method: Literal["EE", "DL", "REML", "REML+HK"] = "REML+HK",
) -> Pooled:
    """Pool projects' estimates; `variances` are of the estimates.

    EE: equal effects. DL: DerSimonian & Laird (1986). REML: restricted likelihood
    (Viechtbauer 2005). REML+HK: with the interval of Hartung & Knapp (2001), or the
    plain one where that is wider; `se`, `t` and `p` belong to the interval given. The
    prediction interval uses t with k - 1. Raises ValueError.
    """
    k, y, v = len(estimates), list(estimates), list(variances)
    if len(v) != k or not all(map(isfinite, y + v)) or any(b <= 0 for b in v):
        raise ValueError("one finite estimate and one variance above zero a project")
    if k < LEAST[method]:
        return Pooled(k, method, estimate=y[0] if k == 1 else None, note=TOO_FEW)
    q = _weigh(y, v, 0.0)[2]
    tau2 = (
        0.0
        if method == "EE"
        else _dl(v, q)
        if method == "DL"
        else _reml(tuple(y), tuple(v), q)
    )
    mean, se, spread = _weigh(y, v, tau2)
    half, df, name = NORMAL * se, None, str(method)
    if method == "REML+HK":
        knapp = se * sqrt(spread / (k - 1))
        name = PLAIN_IS_WIDER
        if t_point(k - 1) * knapp >= half:
            half, df, name, se = t_point(k - 1) * knapp, k - 1, method, knapp
    t, ci, ahead = mean / se, (mean - half, mean + half), None
    if k >= LEAST["REML+HK"] and method != "EE":
        reach = t_point(k - 1) * sqrt(tau2 + se**2)
        ahead = (mean - reach, mean + reach)
    return Pooled(k, name, tau2, mean, q, se, ci, t, df, two_sided(t, df), ahead)


def _weigh(y: list[float], v: list[float], tau2: float) -> tuple[float, float, float]:
    """Give the weighted mean, its plain standard error, the weighted squares."""
    whole = fsum(1 / (b + tau2) for b in v)
    mean = fsum(a / (b + tau2) for a, b in zip(y, v, strict=True)) / whole
    spread = fsum((a - mean) ** 2 / (b + tau2) for a, b in zip(y, v, strict=True))
    return mean, 1 / sqrt(whole), spread


def _dl(v: list[float], q: float) -> float:
    whole, squares = fsum(1 / b for b in v), fsum(1 / b**2 for b in v)
    return max(0.0, (q - (len(v) - 1)) / (whole - squares / whole))


@lru_cache(maxsize=1024)  # the same projects stand in several tables
def _reml(ys: tuple[float, ...], vs: tuple[float, ...], q: float) -> float:
    """Climb from three starts, as the likelihood may have two tops; take the higher."""
    y, v = list(ys), list(vs)
    tops = [_climb(y, v, start) for start in (0.0, _dl(v, q), variance(y))]
    return max(tops, key=lambda tau2: _likelihood(y, v, tau2))


def _climb(y: list[float], v: list[float], tau2: float) -> float:
    """Score by Fisher's method, halving a step that leads down."""
    for _ in range(1000):
        new, enough = max(0.0, tau2 + _step(y, v, tau2)), 1e-12 * (tau2 + min(v))
        floor = _likelihood(y, v, tau2) - 1e-10
        while abs(new - tau2) > enough and _likelihood(y, v, new) < floor:
            new = (new + tau2) / 2
        if abs(new - tau2) <= enough:
            return new
        tau2 = new
    return tau2


def _step(y: list[float], v: list[float], tau2: float) -> float:
    mean, w = _weigh(y, v, tau2)[0], [1 / (b + tau2) for b in v]
    one, two, three = (fsum(x**n for x in w) for n in (1, 2, 3))
    spread = fsum((x * (a - mean)) ** 2 for x, a in zip(w, y, strict=True))
    return (spread - one + two / one) / (two - 2 * three / one + (two / one) ** 2)


def _likelihood(y: list[float], v: list[float], tau2: float) -> float:
    _, se, spread = _weigh(y, v, tau2)
    return log(se) - (fsum(log(b + tau2) for b in v) + spread) / 2


@dataclass(frozen=True)
class Heterogeneity:
    """How much projects differ: Cochran's `q` with its test, `tau2` with an interval.

    `i2` is the share of the variance that is between projects, from 0 to 1.
    """

    q: float
    df: int
    p: float
    tau2: float
    tau2_ci: Interval
    i2: float


def heterogeneity(
    estimates: Sequence[float], variances: Sequence[float]
) -> Heterogeneity | None:
    """Say how much projects differ, by REML; None below three of them.

    I2 by Higgins & Thompson (2002), the interval by Q-profiling (Viechtbauer 2007).
    """
    from scipy.special import chdtrc

    pooled = pool(estimates, variances, method="REML")
    k, y, v = pooled.k, list(estimates), list(variances)
    if k < LEAST["REML+HK"] or pooled.tau2 is None or pooled.q is None:
        return None
    whole, squares = fsum(1 / b for b in v), fsum(1 / b**2 for b in v)
    typical = (k - 1) * whole / (whole**2 - squares)
    return Heterogeneity(
        q=pooled.q,
        df=k - 1,
        p=float(chdtrc(k - 1, pooled.q)),
        tau2=pooled.tau2,
        tau2_ci=(_profiled(y, v, 0.025), _profiled(y, v, 0.975)),
        i2=pooled.tau2 / (pooled.tau2 + typical),
    )


def _profiled(y: list[float], v: list[float], tail: float) -> float:
    """Give the tau2 under which a Q as large as ours has this probability."""
    from scipy.optimize import brentq
    from scipy.special import chdtri

    wanted = float(chdtri(len(y) - 1, tail))
    if _weigh(y, v, 0.0)[2] <= wanted:
        return 0.0
    high = max(v)
    while _weigh(y, v, high)[2] > wanted:
        high *= 2
    root: Any = brentq(lambda tau2: _weigh(y, v, tau2)[2] - wanted, 0, high, xtol=1e-12)
    return float(root)


def interval_is_trustworthy(pairs: Sequence[int]) -> bool:
    """Say whether simulated intervals of such projects hold the truth in 90 of 100.

    By tests/evaluation/data/synthetic-workshops.md: normal differences, 4,000 rounds a
    cell. Worst over tau: k = 5, 8, 15 with 3 pairs 0.898, 0.897, 0.900; with 4 pairs
    0.926, 0.905, 0.917; with 5 pairs 0.934, 0.931, 0.923. With 4 pairs five-point
    answers near their top fall below 0.90 too, with 5 they do not.
    """
    return len(pairs) >= LEAST["REML+HK"] and median(pairs) >= 5  # noqa: PLR2004
