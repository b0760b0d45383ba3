"""What packages of a call gave before, so that all of them together give no more.

A person's code is the same in every package. So somebody who holds two of them could
join what one withheld to what the other gave, or look at those alone who came between
them. Therefore what was given of a person first is the most that is ever given, and
people who came since are kept safe among themselves.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from grantsapp.evaluation.anonymity import WITHHELD, Trait
from grantsapp.evaluation.dataset.shapes import People

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from polars import DataFrame

AGE, IS_LAST = "package", "is_in_last"  # which package gave it first; is it there still


class Remembered(NamedTuple):
    """People with what was given of them before, and what sets them apart."""

    people: People
    beside: "NDArray[Any]"
    merged: tuple[str, ...]


def remembered(people: People, before: "DataFrame | None") -> Remembered:
    """Put what was given before in the place of what is known."""
    import numpy as np

    if before is None or not len(before):
        return Remembered(people, people.asked, ())
    rows = _places(people, before)
    is_known = rows >= 0
    traits = tuple(_given_first(t, before, rows) for t in people.traits)
    age = np.zeros(len(people), np.int64)
    age[is_known] = 1 + before[AGE].to_numpy()[rows[is_known]]
    beside = people.asked * (int(age.max(initial=0)) + 1) + age
    merged = tuple(
        t.name
        for t in people.traits
        if t.name in before.columns
        and set(before[t.name].unique()) & (set(t.bands.values()) - set(t.bands))
    )
    return Remembered(replace(people, traits=traits), beside, merged)


def _places(people: People, before: "DataFrame") -> "NDArray[Any]":
    """Find the row of each person in what was given before; -1 where there is none."""
    import numpy as np

    known = before["person"].to_numpy().astype(str)
    order = np.argsort(known)
    codes = np.asarray(people.person).astype(str)
    at = np.searchsorted(known, codes, sorter=order).clip(0, len(known) - 1)
    found = order[at]
    return np.where(known[found] == codes, found, -1)


def _given_first(trait: Trait, before: "DataFrame", rows: "NDArray[Any]") -> Trait:
    """Take what was given; what was never asked before is withheld of those known."""
    import numpy as np

    is_known = rows >= 0
    given = np.full(len(before), WITHHELD, object)
    if trait.name in before.columns:
        given = before[trait.name].to_numpy().astype(object)
    values = tuple(dict.fromkeys([*trait.values, *given.tolist()]))
    place = {value: at for at, value in enumerate(values)}
    as_given = np.array([place[value] for value in given.tolist()], np.int64)
    codes = np.array(trait.codes, np.int64)
    codes[is_known] = as_given[rows[is_known]]
    return replace(trait, values=values, codes=codes)


def joined(given: People, before: "DataFrame | None") -> "DataFrame":
    """Add what a package gives to what was given before it."""
    import numpy as np
    import polars as pl

    number = 0 if before is None or not len(before) else int(before[AGE].max()) + 1  # type: ignore[arg-type]
    columns = {
        t.name: np.array(t.values, object)[t.codes] if len(given) else []
        for t in given.traits
    }
    now = pl.DataFrame(
        {"person": given.person, **columns},
        schema={"person": pl.String, **dict.fromkeys(columns, pl.String)},
    ).with_columns(pl.lit(number, pl.Int64).alias(AGE), pl.lit(True).alias(IS_LAST))
    if before is None:
        return now
    old = before.with_columns(
        before["person"].is_in(now["person"].to_list()).alias(IS_LAST)
    )
    new = now.filter(~now["person"].is_in(before["person"].to_list()))
    # Who was never asked a question that came later was told nothing of it.
    return pl.concat([old, new], how="diagonal").fill_null(WITHHELD)


def changed(codes: Iterable[str], before: "DataFrame") -> dict[str, int]:
    """Count who came since the package before this one, and who went."""
    last = set(before.filter(before[IS_LAST])["person"].to_list())
    now = set(map(str, codes))
    return {"added": len(now - last), "removed": len(last - now)}
