"""The wide table as a frame: a row a person over all instruments, built in bulk."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from grantsapp.evaluation.dataset.columns import Column, Source
from grantsapp.evaluation.dataset.shapes import DECLINED, NOT_ASKED, People
from grantsapp.mel.instruments import Instrument, Item, Rule
from grantsapp.sheets import guarded

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from polars import DataFrame, Series

MISSING = (None, "prefer not to say", "left out", None)  # given; two kinds; not asked


def wide(people: People, columns: Sequence[Column]) -> "DataFrame":
    """Make the table; an answer that is missing is null, whatever the kind."""
    import polars as pl

    return pl.DataFrame([series(people, column) for column in columns])


def series(people: People, column: Column) -> "Series":
    """Make one column of the table."""
    import polars as pl

    if column.source is None:
        return _told(people, column.name)
    values, known = numbers(people, column.source)
    return pl.Series(column.name, values).set(pl.Series(~known), None)


def _told(people: People, name: str) -> "Series":
    import polars as pl

    if name == "person":
        return pl.Series(name, people.person, dtype=pl.String)
    trait = next(trait for trait in people.traits if trait.name == name)
    words = pl.Series([value or None for value in trait.values], dtype=pl.String)
    return words.gather(pl.Series(trait.codes)).alias(name)


def numbers(people: People, source: Source) -> "tuple[NDArray[Any], NDArray[Any]]":
    """Give the numbers of a column, and where they are known."""
    tool = people.tools[source.tool].tool
    table = people.raw[source.tool, source.moment]
    if not source.number:
        return scores(tool, table)
    given = table[:, source.number - 1]
    known = given > DECLINED
    if source.is_turned:
        given = tool.minimum + tool.maximum - given
    return given, known


def scores(
    tool: Instrument, table: "NDArray[Any]"
) -> "tuple[NDArray[Any], NDArray[Any]]":
    """Score everybody at once, by the rule of `mel.instruments.score`."""
    import numpy as np

    total = np.zeros(len(table), np.int64)
    count = np.zeros(len(table), np.int64)
    for place, item in enumerate(tool.items):
        given = table[:, place].astype(np.int64)
        known = given > DECLINED
        keyed = tool.minimum + tool.maximum - given if item.is_reversed else given
        total += np.where(known, keyed, 0)
        count += known
    times = len(tool.items) if tool.scoring.rule is Rule.SUM else 1
    value = total * times / np.maximum(count, 1)
    return value, (count >= tool.least) & (count > 0)


def kinds(given: "NDArray[Any]") -> "Series":
    """Say of each answer in words how it is missing; nothing where nobody asked."""
    import numpy as np
    import polars as pl

    kind = np.where(given > DECLINED, 0, np.where(given == DECLINED, 1, 2))
    kind = np.where(given == NOT_ASKED, 3, kind)
    words = pl.Series(list(MISSING), dtype=pl.String)
    return words.gather(pl.Series(kind)).alias("missing")


def labelled(people: People, columns: Sequence[Column]) -> "DataFrame":
    """Make the same table with the words of each answer in place of its number."""
    import polars as pl

    def words(column: Column) -> "Series":
        found = series(people, column)
        if not column.values:
            return found
        known = {key: guarded(text) for key, text in column.values.items()}
        text = found.cast(pl.String)
        named = text.replace({str(key): value for key, value in known.items()})
        if not (column.is_raw and column.source):
            return named
        missing = kinds(numbers(people, column.source)[0])
        return named.fill_null(missing).alias(column.name)

    return pl.DataFrame([words(column) for column in columns])


def long_parts(people: People, columns: Sequence[Column]) -> "Iterator[DataFrame]":
    """Give the long table, an item of a moment at a time: what somebody was asked."""
    import polars as pl

    for column in columns:
        if not (column.is_raw and column.source and column.item):
            continue
        given, known = numbers(people, column.source)
        value = pl.Series(given).set(pl.Series(~known), None)
        part = _part(people, column.source, column.item, value)
        asked = pl.Series(given != NOT_ASKED)
        yield part.with_columns(kinds(given)).filter(asked)


def _part(people: People, source: Source, item: Item, value: "Series") -> "DataFrame":
    import polars as pl

    tool = people.tools[source.tool].tool
    turned = tool.minimum + tool.maximum - value if item.is_reversed else value
    traits = {t.name: _told(people, t.name) for t in people.traits}
    return pl.DataFrame({"person": _told(people, "person"), **traits}).with_columns(
        pl.lit(tool.code).alias("instrument"),
        pl.lit(tool.version).alias("version"),
        pl.lit(str(source.moment)).alias("moment"),
        pl.lit(item.code).alias("item"),
        pl.lit(source.number).alias("number"),
        pl.lit("yes" if item.is_reversed else "no").alias("reversed"),
        value.alias("value"),
        turned.alias("keyed"),
    )
