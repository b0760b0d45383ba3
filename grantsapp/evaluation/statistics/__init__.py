"""Statistics of a small evaluation. Plain values in, frozen values out, never a NaN.

Differences are after minus before. Variances and standard deviations are the sample's
(n - 1); intervals are two-sided, 95 %. What cannot be said is None. Spread below one
part in 1e9 of the largest score is none at all: sums of sevenths differ by that much.
"""

from grantsapp.evaluation.statistics.consistency import alpha
from grantsapp.evaluation.statistics.families import (
    benjamini_hochberg,
    benjamini_yekutieli,
    bonferroni,
    holm,
)
from grantsapp.evaluation.statistics.paired import Paired, paired
from grantsapp.evaluation.statistics.pooling import (
    PLAIN_IS_WIDER,
    TOO_FEW,
    Heterogeneity,
    Pooled,
    heterogeneity,
    interval_is_trustworthy,
    pool,
)
from grantsapp.evaluation.statistics.ranks import Wilcoxon, wilcoxon
from grantsapp.evaluation.statistics.spread import FLAT

__all__ = [
    "FLAT",
    "PLAIN_IS_WIDER",
    "TOO_FEW",
    "Heterogeneity",
    "Paired",
    "Pooled",
    "Wilcoxon",
    "alpha",
    "benjamini_hochberg",
    "benjamini_yekutieli",
    "bonferroni",
    "heterogeneity",
    "holm",
    "interval_is_trustworthy",
    "paired",
    "pool",
    "wilcoxon",
]
