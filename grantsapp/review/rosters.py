"""Who reviews what, as a table that people bring in as CSV. Plain values only.

Spreadsheets write CSV in their own ways: with commas, semicolons or tabs, with or
without a byte order mark, in UTF-8, UTF-16 or the letters of Windows.
"""

import codecs
import csv
import io
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from grantsapp import unseen

HEADS = ("bid", "moderator", "title", "name")
MOST_ROWS = 20_000
LONGEST = 200  # letters of a reference or address; more is neither
_ASKED = HEADS[:2]
_LIKE = {"reference": "bid", "e-mail": "moderator", "email": "moderator"}
_LIKE |= {f"moderator {word}": "moderator" for word in ("e-mail", "email")}


class Why(StrEnum):
    """What can be wrong with the table itself."""

    NOT_CSV = "not_csv"
    NO_COLUMN = "no_column"
    EMPTY = "empty"
    TOO_LONG = "too_long"


class Fault(NamedTuple):
    """Something wrong, with the row it is in, as a spreadsheet counts rows."""

    why: Why
    row: int = 0
    detail: str = ""


class Malformed(Exception):
    """The table cannot be read; holds every fault."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(*faults)
        self.faults = faults


class Line(NamedTuple):
    """A row: the reference of a bid, and the address of who reviews it."""

    row: int
    bid: str
    moderator: str


def read(content: bytes) -> list[Line]:
    """Read a table; raises Malformed with every fault."""
    columns, rows = _table(_text(content))
    if len(rows) > MOST_ROWS:
        raise Malformed(Fault(Why.TOO_LONG, detail=str(MOST_ROWS)))
    found, faults = [], []
    for number, row in enumerate(rows, 2):
        bid, moderator = (_cell(row, columns[name]) for name in _ASKED)
        if bid and moderator:
            found.append(Line(number, bid, moderator))
        elif bid or moderator:
            faults.append(Fault(Why.EMPTY, number, "bid" if moderator else "moderator"))
    if faults:
        raise Malformed(*faults)
    return found


def _table(text: str) -> tuple[dict[str, int], list[list[str]]]:
    """Find what parts the cells: that by which the head names our columns."""
    columns: dict[str, int] = {}
    for delimiter in ",;\t":
        head, *rows = _rows(text, delimiter) or [[]]
        columns = _columns(head)
        if all(name in columns for name in _ASKED):
            return columns, rows
    lacking = [name for name in _ASKED if name not in columns]
    raise Malformed(*(Fault(Why.NO_COLUMN, 1, name) for name in lacking))


def _text(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace")
    if content.startswith((b"PK", b"\xd0\xcf\x11\xe0")) or b"\x00" in content:
        raise Malformed(Fault(Why.NOT_CSV))  # a workbook, old or new
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _rows(text: str, delimiter: str) -> list[list[str]]:
    """Read the rows, without the line in which Excel says what parts the cells."""
    first, _end, rest = text.partition("\n")
    if first.strip().strip('"').lower().startswith("sep="):
        text = rest
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        raise Malformed(Fault(Why.NOT_CSV)) from None


def _columns(head: Sequence[str]) -> dict[str, int]:
    names = [unseen.one_line(cell).strip().lower() for cell in head]
    return {_LIKE.get(name, name): n for n, name in reversed([*enumerate(names)])}


def _cell(row: Sequence[str], column: int) -> str:
    """Read a cell without the apostrophe that keeps a spreadsheet from calculating."""
    text = unseen.one_line(row[column]).strip() if column < len(row) else ""
    return text.removeprefix("'").strip()[:LONGEST]
