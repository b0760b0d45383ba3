"""How far moderators agree: Krippendorff's alpha. Plain values only.

Each bid is scored by other people than the next, and not each by as many: alpha takes
that as it is (Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability"). One
says that they agree wholly, zero that they might as well have thrown dice.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final, Literal, TypedDict

if TYPE_CHECKING:
    from numpy.typing import NDArray

Metric = Literal["nominal", "ordinal", "interval", "ratio"]
Units = Sequence[Sequence[float | None]]  # what was given to each bid; None is missing

LEAST_BIDS: Final = 10  # that two people scored, for the public
LEAST_PEOPLE: Final = 3  # two would know what the other gave
RELIABLE, TENTATIVE = 0.800, 0.667  # Krippendorff's (2004) own marks
DRAWS, SEED = 1_000, 20_110_125
PAIR: Final = 2


class Agreement(TypedDict):
    """What is known of one criterion, or of the whole score; never of one person.

    `bids` are those that two people scored or more. The interval is of bids drawn
    anew, and null where they are few; `alpha` is null where all gave the same, so that
    nothing can be told apart.
    """

    alpha: float | None
    ci: list[float] | None
    bids: int


def agreement(units: Units) -> Agreement:
    """Give alpha on an interval scale, over the bids that two people scored."""
    import numpy as np

    found = _shared(units)
    if not found:
        return {"alpha": None, "ci": None, "bids": 0}
    values, each = _coincidences(found)
    value = _alpha(values, each.sum(axis=0), "interval")
    drawn = np.random.default_rng(SEED).multinomial(
        len(each), [1 / len(each)] * len(each), size=DRAWS
    )
    flat = drawn @ each.reshape(len(each), -1)
    tables = flat.reshape(DRAWS, len(values), len(values))
    some = [_alpha(values, table, "interval") for table in tables]
    known = [one for one in some if one is not None]
    enough = value is not None and len(found) >= LEAST_BIDS and len(known) > DRAWS // 2
    ends = np.quantile(known, (0.025, 0.975)).tolist() if enough else None
    return {"alpha": value, "ci": ends, "bids": len(found)}


def alpha(units: Units, metric: Metric = "interval") -> float | None:
    """Give Krippendorff's alpha; None without two different values to compare."""
    found = _shared(units)
    if not found:
        return None
    values, each = _coincidences(found)
    return _alpha(values, each.sum(axis=0), metric)


def may_be_public(bids: int, people: int) -> bool:
    """Say whether so much was scored that nobody's own scores show."""
    return bids >= LEAST_BIDS and people >= LEAST_PEOPLE


def _shared(units: Units) -> list[list[float]]:
    known = ([v for v in unit if v is not None] for unit in units)
    return [unit for unit in known if len(unit) >= PAIR]


def _coincidences(
    units: Iterable[Sequence[float]],
) -> tuple["NDArray[Any]", "NDArray[Any]"]:
    """Count the pairs of values within each bid, each bid weighing as its values do."""
    import numpy as np

    rows = list(units)
    values = np.unique(np.concatenate([np.asarray(row, float) for row in rows]))
    each = np.zeros((len(rows), len(values), len(values)))
    for number, row in enumerate(rows):
        counts = np.bincount(np.searchsorted(values, row), minlength=len(values))
        pairs = np.outer(counts, counts) - np.diag(counts)
        each[number] = pairs / (len(row) - 1)
    return values, each


def _alpha(
    values: "NDArray[Any]", table: "NDArray[Any]", metric: Metric
) -> float | None:
    """Hold what differs within bids against what differs between all values."""
    import numpy as np

    times = table.sum(axis=0)
    apart = _apart(values, times, metric)
    expected = float((np.outer(times, times) * apart).sum())
    if expected <= 0:
        return None
    observed = float((table * apart).sum())
    return 1 - (float(times.sum()) - 1) * observed / expected


def _apart(
    values: "NDArray[Any]", times: "NDArray[Any]", metric: Metric
) -> "NDArray[Any]":
    """Say how far each two values are apart, squared."""
    import numpy as np

    if metric == "nominal":
        return 1.0 - np.eye(len(values))
    if metric == "ordinal":  # by how many values stand between them
        places = np.cumsum(times) - times / 2
        return np.subtract.outer(places, places) ** 2
    gaps = np.subtract.outer(values, values) ** 2
    if metric == "interval":
        return gaps
    sums = np.add.outer(values, values) ** 2
    return np.divide(gaps, sums, out=np.zeros_like(gaps), where=sums > 0)
