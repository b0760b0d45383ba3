"""Statistics of a small evaluation. Plain values in, frozen values out, never a NaN.

Differences are after minus before. Variances and standard deviations are the sample's
(n - 1); intervals are two-sided, 95 %. What cannot be said is None. Spread below one
part in 1e9 of the largest score is none at all: sums of sevenths differ by that much.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby
from math import erfc, exp, fsum, isfinite, lgamma, log, sqrt
from statistics import correlation, fmean, median
from typing import Literal

Interval = tuple[float, float]

NORMAL = 1.959963984540054  # the 97.5 % point of the normal distribution
FLAT = 1e-9
TOO_FEW = "too_few_projects"
PLAIN_IS_WIDER = "REML+HK, plain interval because it is wider"
LEAST = {"EE": 1, "DL": 2, "REML": 2, "REML+HK": 3}  # projects, for an interval


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
    sd, difference = _sd(gains, size), fmean(gains)
    sd_before, sd_after = _sd(before, size), _sd(after, size)
    spread = sqrt((sd_before**2 + sd_after**2) / 2)
    return Paired(
        n=n,
        mean_before=fmean(before),
        mean_after=fmean(after),
        difference=difference,
        sd_difference=sd,
        df=n - 1,
        d_av=difference / spread if spread else None,
        r=correlation(before, after) if sd_before and sd_after else None,
        **(_t_test(difference, sd, n) if sd else {}),
    )


def _t_test(difference: float, sd: float, n: int) -> dict:
    """Give Student's t, d_z_ci by Steiger & Fouladi (1997), g_z by Hedges (1981)."""
    from scipy.special import nctdtrinc

    df, t, d_z = n - 1, difference / sd * sqrt(n), difference / sd
    half = _t_point(df) * sd / sqrt(n)
    ends = [float(nctdtrinc(df, p, t)) / sqrt(n) for p in (0.975, 0.025)]
    shrink = exp(lgamma(df / 2) - lgamma((df - 1) / 2)) / sqrt(df / 2) if df > 1 else 0
    return {
        "t": t,
        "p": _p(t, df),
        "ci": (difference - half, difference + half),
        "d_z": d_z,
        "d_z_ci": tuple(ends) if all(isfinite(e) for e in ends) else None,
        "g_z": d_z * shrink if shrink else None,
    }


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
        return _p(away / sqrt(sum(r * r for r in doubled) / 16), None)
    ways = [1] + [0] * sum(doubled)
    for rank in doubled:
        ways = [w + (ways[i - rank] if i >= rank else 0) for i, w in enumerate(ways)]
    tail = min(sum(ways[: won + 1]), sum(ways[won:]))
    return min(1.0, 2 * tail / 2 ** len(doubled))


def alpha(rows: Sequence[Sequence[float]]) -> float | None:
    """Give Cronbach's (1951) alpha of complete item vectors, one a person."""
    items = list(zip(*rows, strict=True))
    if len(rows) < 2 or len(items) < 2:  # noqa: PLR2004
        return None
    size = max(abs(x) for row in rows for x in row)
    whole = _sd([fsum(row) for row in rows], size) ** 2
    own = fsum(_sd(item, size) ** 2 for item in items)
    return len(items) / (len(items) - 1) * (1 - own / whole) if whole else None


def bonferroni(ps: Sequence[float]) -> list[float]:
    """Adjust p-values for their number."""
    return [min(1.0, len(ps) * p) for p in ps]


def holm(ps: Sequence[float]) -> list[float]:
    """Adjust p-values step-down (Holm 1979)."""
    return _stepwise(ps, range(len(ps), 0, -1), max)


def benjamini_hochberg(ps: Sequence[float]) -> list[float]:
    """Adjust p-values for the false discovery rate (Benjamini & Hochberg 1995)."""
    return _stepwise(ps, [len(ps) / i for i in range(len(ps), 0, -1)], min)


def benjamini_yekutieli(ps: Sequence[float]) -> list[float]:
    """Adjust p-values for it under any dependence (Benjamini & Yekutieli 2001)."""
    m = range(len(ps), 0, -1)
    return _stepwise(ps, [len(m) / i * fsum(1 / j for j in m) for i in m], min)


def _stepwise(
    ps: Sequence[float], factors: Sequence[float], keep: Callable
) -> list[float]:
    order = sorted(range(len(ps)), key=lambda i: ps[i], reverse=keep is min)
    steps = (min(1.0, f * ps[i]) for f, i in zip(factors, order, strict=True))
    kept = accumulate(steps, keep)
    return [value for _, value in sorted(zip(order, kept, strict=True))]


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
    tau2 = 0.0 if method == "EE" else _dl(v, q) if method == "DL" else _reml(y, v, q)
    mean, se, spread = _weigh(y, v, tau2)
    half, df, name = NORMAL * se, None, str(method)
    if method == "REML+HK":
        knapp = se * sqrt(spread / (k - 1))
        name = PLAIN_IS_WIDER
        if _t_point(k - 1) * knapp >= half:
            half, df, name, se = _t_point(k - 1) * knapp, k - 1, method, knapp
    t, ci, ahead = mean / se, (mean - half, mean + half), None
    if k >= LEAST["REML+HK"] and method != "EE":
        reach = _t_point(k - 1) * sqrt(tau2 + se**2)
        ahead = (mean - reach, mean + reach)
    return Pooled(k, name, tau2, mean, q, se, ci, t, df, _p(t, df), ahead)


def _weigh(y: list[float], v: list[float], tau2: float) -> tuple[float, float, float]:
    """Give the weighted mean, its plain standard error, the weighted squares."""
    whole = fsum(1 / (b + tau2) for b in v)
    mean = fsum(a / (b + tau2) for a, b in zip(y, v, strict=True)) / whole
    spread = fsum((a - mean) ** 2 / (b + tau2) for a, b in zip(y, v, strict=True))
    return mean, 1 / sqrt(whole), spread


def _dl(v: list[float], q: float) -> float:
    whole, squares = fsum(1 / b for b in v), fsum(1 / b**2 for b in v)
    return max(0.0, (q - (len(v) - 1)) / (whole - squares / whole))


def _reml(y: list[float], v: list[float], q: float) -> float:
    """Climb from three starts, as the likelihood may have two tops; take the higher."""
    tops = [_climb(y, v, start) for start in (0.0, _dl(v, q), _sd(y, 0.0) ** 2)]
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


def interval_is_trustworthy(pairs: Sequence[int]) -> bool:
    """Say whether simulated intervals of such projects hold the truth in 90 of 100.

    By tests/evaluation/data/synthetic-workshops.md: normal differences, 4,000 rounds a
    cell. Worst over tau: k = 5, 8, 15 with 3 pairs 0.898, 0.897, 0.900; with 4 pairs
    0.926, 0.905, 0.917; with 5 pairs 0.934, 0.931, 0.923. With 4 pairs five-point
    answers near their top fall below 0.90 too, with 5 they do not.
    """
    return len(pairs) >= LEAST["REML+HK"] and median(pairs) >= 5  # noqa: PLR2004


def _sd(values: Sequence[float], size: float) -> float:
    """Give the standard deviation, zero where it is nothing against the size."""
    if max(values) - min(values) <= FLAT * size:
        return 0.0
    mean = fmean(values)
    return sqrt(fsum((x - mean) ** 2 for x in values) / (len(values) - 1))


def _t_point(df: int) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(df, 0.975))


def _p(t: float, df: int | None) -> float:
    from scipy.special import stdtr

    return erfc(abs(t) / sqrt(2)) if df is None else 2 * float(stdtr(df, -abs(t)))
