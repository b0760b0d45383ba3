"""How well the items of an instrument hold together."""

from typing import TYPE_CHECKING, Any

from grantsapp.evaluation.statistics.spread import centred

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


def alpha(rows: "ArrayLike") -> float | None:
    """Give Cronbach's (1951) alpha of complete item vectors, a row a person.

    Sums of whole numbers are exact, so that the order of the rows says nothing.
    """
    import numpy as np

    table = np.asarray(rows)
    if table.ndim < 2 or min(table.shape) < 2:  # noqa: PLR2004
        return None
    items, totals = table.shape[1], table.sum(axis=1)
    whole = centred(totals, float(np.abs(table).max())).sd ** 2
    return items / (items - 1) * (1 - _own(table) / whole) if whole else None


def _own(table: Any) -> float:
    """Give the sum of the items' variances."""
    import numpy as np

    people = len(table)
    if table.dtype == np.uint8:  # sums of whole numbers are exact as floats too
        found = [(one @ one, one.sum()) for one in map(_floats, table.T)]
        squares, sums = np.array(found).T
    else:
        low = table.min(axis=0)
        squares, sums = ((table - low) ** 2).sum(axis=0), (table - low).sum(axis=0)
    return float(((squares - sums.astype(float) ** 2 / people) / (people - 1)).sum())


def _floats(column: Any) -> Any:
    return column.astype(float)
