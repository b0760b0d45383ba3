"""Adjusting the p-values of a family of tests for their number."""

from collections.abc import Callable, Sequence
from itertools import accumulate
from math import fsum


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
