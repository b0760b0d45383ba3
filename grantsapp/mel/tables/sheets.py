"""The cells of a sheet as its file names them, before anything is built of them.

The parser takes the file in pieces and keeps nothing, so a long sheet costs no memory.
"""

import re
from xml.parsers import expat

from grantsapp.mel.tables.faults import Wrong

MOST_ROWS, MOST_COLUMNS = 250_001, 2_100
MOST_CELLS = 20_000_000  # rows times columns, since the reader lays out all of them
_CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_ROW = re.compile("[1-9][0-9]{0,6}")
_MOST_HOLES = 10_000


class Strange(Exception):
    """Why a part of a workbook is not opened."""

    def __init__(self, wrong: Wrong, cell: str = "") -> None:
        super().__init__(wrong)
        self.wrong, self.cell = wrong, cell[:40]


class Sheet:
    """One part of a workbook, fed in pieces: raises Strange, and finds the holes."""

    def __init__(self) -> None:
        # By line and column, counted from 1 and from 0.
        self.holes: dict[tuple[int, int], Wrong] = {}
        self._widest = self._lowest = 0
        self._columns: dict[str, int] = {}
        self._kinds: dict[str, str] = {}
        self._cell = ""
        self._line = self._place = 0  # of the last cell, for one that names no place
        self._row, self._digits = "0", 1  # how the line is written
        self._is_unworked = False
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.StartDoctypeDeclHandler = self._refuse

    def feed(self, piece: bytes) -> None:
        """Look at the next piece."""
        try:
            self._parser.Parse(piece, False)
        except (expat.ExpatError, ValueError, LookupError):
            raise Strange(Wrong.NO_WORKBOOK) from None

    def close(self) -> None:
        """Look at what was left over."""
        try:
            self._parser.Parse(b"", True)
        except (expat.ExpatError, ValueError, LookupError):
            raise Strange(Wrong.NO_WORKBOOK) from None
        self._settle()

    def _refuse(self, *_declared: object) -> None:
        raise Strange(Wrong.NO_WORKBOOK)

    def _start(self, tag: str, told: dict[str, str]) -> None:
        kind = self._kinds.get(tag)
        if kind is None:
            kind = self._kinds[tag] = tag.rpartition(":")[2]
        if kind == "c":
            if self._is_unworked:
                self._settle()
            self._see(told)
        elif kind in {"v", "is"}:
            self._is_unworked = False
        elif kind == "f":
            self._is_unworked = True
        elif kind == "row":
            self._settle()
            self._line, self._place = _number(told.get("r")) or self._line + 1, 0
            self._row = str(self._line)
            self._digits = len(self._row)
            self._reach(0, self._line)

    def _see(self, told: dict[str, str]) -> None:
        self._cell = cell = told.get("r", "")
        # Most cells stand in a column that was met, in the row that they stand in.
        place = self._columns.get(cell[: -self._digits])
        if place is None or not cell.endswith(self._row):
            place = self._place_of(cell)
        self._place = place
        if place > self._widest:
            self._reach(place, self._line)
        if told.get("t") == "e":
            self._hole(Wrong.BROKEN_CELL)

    def _place_of(self, cell: str) -> int:
        if not cell:
            return self._place + 1
        found = _CELL.fullmatch(cell)
        if found is None:
            raise Strange(Wrong.FAR_OUT, cell)
        place = self._columns[found[1]] = _column(found[1])
        self._line = int(found[2])
        self._row, self._digits = found[2], len(found[2])
        self._reach(place, self._line)
        return place

    def _reach(self, column: int, line: int) -> None:
        self._widest = max(self._widest, column)
        self._lowest = max(self._lowest, line)
        if (
            self._lowest > MOST_ROWS
            or self._widest > MOST_COLUMNS
            or self._lowest * self._widest > MOST_CELLS
        ):
            raise Strange(Wrong.FAR_OUT, self._cell)

    def _settle(self) -> None:
        """See whether a formula was not followed by what it comes to."""
        if self._is_unworked:
            self._hole(Wrong.NO_RESULT)
        self._is_unworked = False

    def _hole(self, wrong: Wrong) -> None:
        if len(self.holes) < _MOST_HOLES:
            self.holes[self._line, self._place - 1] = wrong


def _number(said: str | None) -> int:
    """Read the number of a row; a wild one lies beyond all."""
    if said is None:
        return 0
    return int(said) if _ROW.fullmatch(said) else MOST_ROWS + 1


def _column(letters: str) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column
