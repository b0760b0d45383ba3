"""Answers in a table: read a CSV, or say every fault in it. Plain values only.

One row a respondent; the columns of an item are named by a pattern such as
`{item}.pre`. A file with a fault is refused as a whole.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import StringIO

from grantsapp.mel.instruments import Instrument, Moment

_NUMBER = re.compile(r"-?[0-9]{1,6}")
MOST_FAULTS = 50  # told at once; more would help nobody


class Faults(ValueError):
    """What is wrong with a file, each as (line, reason); line 1 holds the names."""

    def __init__(self, faults: list[tuple[int, str]]) -> None:
        super().__init__("\n".join(f"line {line}: {why}" for line, why in faults))
        self.faults = faults


@dataclass(frozen=True)
class Columns:
    """Where in the table what stands."""

    project: str
    respondent: str
    patterns: Mapping[Moment, str]  # such as {T0: "{item}.pre", T1: "{item}.post"}

    def of(self, moment: Moment, item: str) -> str:
        """Name the column of an item at a moment."""
        return self.patterns[moment].replace("{item}", item)


@dataclass(frozen=True)
class Row:
    """What one respondent answered, by moment and item."""

    project: str
    respondent: str
    raw: dict[str, dict[str, int]]


def read(content: bytes, instrument: Instrument, columns: Columns) -> list[Row]:
    """Read a whole file; raises Faults with the line and reason of each."""
    table = _table(content)
    head = table[0] if table else []
    wanted = [columns.project, columns.respondent]
    wanted += [
        columns.of(moment, item.code)
        for moment in columns.patterns
        for item in instrument.items
    ]
    faults = [
        (1, f"there is no column {name!r}") for name in wanted if name not in head
    ]
    faults += [(1, f"the column {n!r} stands there twice") for n in _twice(head)]
    if faults:
        raise Faults(faults[:MOST_FAULTS])
    rows: list[Row] = []
    seen: dict[tuple[str, str], int] = {}  # a project counts its people for itself
    for line, cells in enumerate(table[1:], 2):
        if not any(cells):
            continue
        if len(cells) != len(head):
            faults.append((line, f"{len(cells)} cells, but {len(head)} columns"))
            continue
        row, wrong = _row(dict(zip(head, cells, strict=True)), instrument, columns)
        who = row.project, row.respondent
        first = seen.setdefault(who, line) if row.respondent else line
        if first != line:
            wrong.append(
                f"respondent {row.respondent!r} stands in line {first} already"
            )
        faults += [(line, why) for why in wrong]
        rows.append(row)
    if not rows and not faults:
        faults.append((1, "there are no answers below the names"))
    if faults:
        raise Faults(faults[:MOST_FAULTS])
    return rows


def _table(content: bytes) -> list[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise Faults([(line, "this is not UTF-8 text")]) from None
    if "\0" in text:
        raise Faults([(text[: text.index("\0")].count("\n") + 1, "a zero byte")])
    first = text.partition("\n")[0]
    separator = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[list[str]] = []
    try:
        rows.extend([cell.strip() for cell in row] for row in reader)
    except csv.Error as error:
        raise Faults([(reader.line_num, str(error))]) from None
    return rows


def _twice(names: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            yield name
        seen.add(name)


def _row(
    cells: Mapping[str, str], instrument: Instrument, columns: Columns
) -> tuple[Row, list[str]]:
    """Read one respondent, with what is wrong about it."""
    project, respondent = cells[columns.project], cells[columns.respondent]
    wrong = [
        f"no {n}"
        for n, v in (("project", project), ("respondent", respondent))
        if not v
    ]
    raw: dict[str, dict[str, int]] = {}
    for moment in columns.patterns:
        for item in instrument.items:
            name = columns.of(moment, item.code)
            cell = cells[name]
            if not cell:
                continue
            if not _fits(cell, instrument):
                ends = f"{instrument.minimum} to {instrument.maximum}"
                wrong.append(f"{name}: {cell!r} is not on the scale {ends}")
                continue
            raw.setdefault(moment, {})[item.code] = int(cell)
    return Row(project, respondent, raw), wrong


def _fits(cell: str, instrument: Instrument) -> bool:
    return bool(_NUMBER.fullmatch(cell)) and int(cell) in instrument.values
