"""The sheets of an XLSForm: rows by the names of their columns, each with its place."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

from grantsapp.calls import tables
from grantsapp.mel.xlsforms.notes import Note, Unreadable, Why

_OLD_KIND = b"\xd0\xcf\x11\xe0"  # .xls, as it was until 2007
_LABEL = re.compile(r"(?i)(?:label|caption)\s*(?:::?\s*(.*))?")
_ALIASES = {"list name": "list_name", "value": "name", "command": "type", "tag": "name"}


@dataclass(frozen=True)
class Row:
    """One row: what it says, by the name of the column."""

    tab: str
    number: int
    cells: Mapping[str, str]
    columns: Mapping[str, int]

    def get(self, name: str) -> str:
        """Give a cell, or nothing."""
        return self.cells.get(name, "")

    def place(self, name: str = "") -> str:
        """Say where a cell of it stands, as a spreadsheet does."""
        if name not in self.columns:
            return f"{self.tab} {self.number}"
        return f"{self.tab} {_letters(self.columns[name])}{self.number}"


@dataclass(frozen=True)
class Tab:
    """One sheet."""

    name: str
    columns: Mapping[str, int]
    rows: tuple[Row, ...]

    @property
    def labels(self) -> list[tuple[str, str]]:
        """List the columns of labels, each with the language that its head names."""
        found = ((name, _LABEL.fullmatch(name)) for name in self.columns)
        return [(name, (told[1] or "").strip()) for name, told in found if told]


def tabs(content: bytes) -> dict[str, Tab]:
    """Read every sheet of a workbook; raises Unreadable, or texts.Malformed."""
    if content.startswith(_OLD_KIND):
        raise Unreadable(Note(Why.OLD_KIND))
    found: dict[str, Tab] = {}
    for name, cells in tables.tabs(content).items():
        key = name.strip().lower()
        if key in found:
            raise Unreadable(Note(Why.TWICE, key, name))
        found[key] = _tab(key, cells)
    return found


def _tab(name: str, cells: list[list[Any]]) -> Tab:
    head, *rows = cells or [[]]
    columns: dict[str, int] = {}
    for place, cell in enumerate(head):
        title = _head(_text(cell, f"{name} {_letters(place)}1"))
        if title in columns:
            raise Unreadable(Note(Why.TWICE, f"{name} {_letters(place)}1", title))
        if title:
            columns[title] = place
    return Tab(name, columns, tuple(_rows(name, columns, rows)))


def _rows(
    name: str, columns: Mapping[str, int], rows: list[list[Any]]
) -> Iterator[Row]:
    for number, row in enumerate(rows, 2):
        told: dict[str, str] = {}
        for place, value in enumerate(row):
            words = _text(value, f"{name} {_letters(place)}{number}")
            title = next((n for n, at in columns.items() if at == place), "")
            if words:
                told[title or _letters(place)] = words
        if told:
            yield Row(name, number, told, columns)


def _head(words: str) -> str:
    plain = re.sub(r"\s+", " ", words)
    if _LABEL.fullmatch(plain):
        return plain
    return _ALIASES.get(plain.lower(), plain.lower())


def _text(value: Any, place: str) -> str:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float) and isfinite(value):
        return str(int(value)) if value == int(value) else str(value)
    raise Unreadable(Note(Why.NOT_A_TEXT, place))


def _letters(column: int) -> str:
    letters, left = "", column + 1
    while left:
        left, rest = divmod(left - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
