"""From the bytes of a file to rows of cells, whatever program wrote it.

Rows are read from the bytes as they are asked for, so that a long file never stands in
memory twice. Plain values only.
"""

import codecs
import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from grantsapp import unseen
from grantsapp.mel.tables import encodings, workbooks
from grantsapp.mel.tables.faults import Fault, Faults, Wrong, shown

LARGEST = 200 * 1024 * 1024
MOST_ROWS, MOST_COLUMNS = 250_000, 2_000
SEPARATORS = (",", ";", "\t", "|")
_SAMPLED, _START, _LONGEST_NAME = 100, 1 << 18, 500
_OLD_WORKBOOK, _PACKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"
# A picture, a paper, a page, other packings: nothing of this is a table.
_NO_TABLES = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"{\\rtf")
_PAGES = (b"<!doctype", b"<html", b"<?xml", b"<table")

Cells = Sequence[str]
Numbered = Iterator[tuple[int, Cells]]


@dataclass(frozen=True)
class Dialect:
    """How a file was read; what was guessed can be shown and said otherwise."""

    kind: str  # csv or xlsx
    encoding: str = ""
    separator: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    is_guessed: bool = False  # the letters, where the file cannot prove them


@dataclass(frozen=True)
class Table:
    """A head of names, each once, and the rows below it, read anew at every asking."""

    names: tuple[str, ...]
    dialect: Dialect
    _rows: Callable[[], Numbered] = field(repr=False)
    holes: dict[tuple[int, int], Wrong] = field(default_factory=dict, repr=False)

    def rows(self) -> Numbered:
        """Go through the rows below the head, each with its line in the file."""
        for count, (line, cells) in enumerate(self._rows(), 1):
            if count > MOST_ROWS:
                facts: dict[str, str | int] = {"most": MOST_ROWS}
                raise Faults([Fault(Wrong.TOO_LONG, line, facts=facts)])
            yield line, cells

    def sample(self, most: int = _SAMPLED) -> list[Cells]:
        """Give the first rows that are whole and hold anything."""
        width = len(self.names)
        full = (c for _n, c in self.rows() if len(c) == width and any(c))
        return list(islice(full, most))


def opened(
    content: bytes,
    *,
    encoding: str = "",
    separator: str = "",
    sheet: str = "",
    languages: Sequence[str] = (),
) -> Table:
    """Open a file as a table by what it holds, not by its name; raises Faults."""
    start = content[:64].lstrip().lower()
    if len(content) > LARGEST:
        facts: dict[str, str | int] = {"most": LARGEST // 1024 // 1024}
        raise Faults([Fault(Wrong.TOO_LARGE, facts=facts)])
    if content.startswith(_OLD_WORKBOOK):
        raise Faults([Fault(Wrong.OLD_WORKBOOK)])
    if content.startswith(_NO_TABLES) or start.startswith(_PAGES):
        raise Faults([Fault(Wrong.NO_TABLE)])
    if content.startswith(_PACKED):
        return _of_workbook(content, sheet)
    if not content.strip(b" \r\n\t\x00\xef\xbb\xbf\xff\xfe"):
        raise Faults([Fault(Wrong.EMPTY)])
    return _of_text(content, encoding, separator, languages)


def _of_workbook(content: bytes, sheet: str) -> Table:
    book = workbooks.opened(content, sheet)
    dialect = Dialect("xlsx", sheet=book.sheet, sheets=book.sheets)
    return _table(book.rows, dialect, book.holes)


def _of_text(
    content: bytes, encoding: str, separator: str, languages: Sequence[str]
) -> Table:
    known = encoding if encoding in encodings.CHOICES else ""
    page = known or encodings.guessed(content, languages)
    if line := encodings.first_unreadable(content, page):
        raise Faults([Fault(Wrong.UNREADABLE, line, facts={"encoding": page})])
    if not page.startswith("utf-16") and b"\0" in content:
        line = content[: content.index(b"\0")].count(b"\n") + 1
        raise Faults([Fault(Wrong.ZERO_BYTE, line)])
    told, skipped = _told_separator(content, page)
    by = separator or told or _guessed_separator(content, page)
    dialect = Dialect("csv", page, by, is_guessed=not known and page.startswith("cp"))
    return _table(lambda: _lines(content, page, by, skipped), dialect, {})


def _table(
    rows: Callable[[], Numbered], dialect: Dialect, holes: dict[tuple[int, int], Wrong]
) -> Table:
    """Take the first row that holds anything as the head."""
    head = next(((n, cells) for n, cells in rows() if any(map(str.strip, cells))), None)
    if head is None:
        raise Faults([Fault(Wrong.NO_HEAD)])
    line, cells = head
    if len(cells) > MOST_COLUMNS:
        facts: dict[str, str | int] = {"count": len(cells), "most": MOST_COLUMNS}
        raise Faults([Fault(Wrong.TOO_WIDE, line, facts=facts)])

    def below() -> Numbered:
        return ((n, row) for n, row in rows() if n > line)

    return Table(_names(cells), dialect, below, holes)


def _names(cells: Cells) -> tuple[str, ...]:
    """Name every column once: by its head, by its place where that is not enough."""
    names: list[str] = []
    taken: set[str] = set()
    for place, cell in enumerate(cells, 1):
        name = unseen.one_line(cell)[:_LONGEST_NAME].strip()
        if not name or name in taken:
            name = f"{name}#{place}"
        names.append(name)
        taken.add(name)
    return tuple(names)


def _text(content: bytes, page: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(content), encodings.codec(page), newline="")


def _lines(content: bytes, page: str, separator: str, skipped: int) -> Numbered:
    """Read records one by one, each with the line on which it begins."""
    stream = _text(content, page)
    for _ in range(skipped):
        stream.readline()
    reader = csv.reader(stream, delimiter=separator, strict=True)
    line = skipped
    try:
        for cells in reader:
            yield line + 1, cells
            line = skipped + reader.line_num
    except csv.Error as error:
        raise Faults([Fault(Wrong.QUOTES, line + 1, said=shown(str(error)))]) from None


def _start(content: bytes, page: str) -> str:
    """Read the first lines, as far as they are whole."""
    decoder = codecs.getincrementaldecoder(encodings.codec(page))("replace")
    text = decoder.decode(content[:_START])
    return text if len(content) <= _START else text[: text.rfind("\n") + 1] or text


def _told_separator(content: bytes, page: str) -> tuple[str, int]:
    """Read the line by which some programs tell each other what parts the cells."""
    first = _start(content[:64], page).partition("\n")[0].strip()
    is_told = len(first) == len("sep=;") and first.lower().startswith("sep=")
    return (first[-1], 1) if is_told else ("", 0)


def _guessed_separator(content: bytes, page: str) -> str:
    """Take the sign that parts the first rows into the most columns, all alike."""
    text = _start(content, page)

    def parted(sign: str) -> tuple[float, int]:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign)
        try:
            widths = [len(cells) for cells in islice(reader, _SAMPLED) if any(cells)]
        except csv.Error:
            return 0, 0
        if not widths or widths[0] == 1:
            return 0, 0
        alike = sum(width == widths[0] for width in widths)
        return round(alike / len(widths), 1), widths[0]

    return max(SEPARATORS, key=parted)
