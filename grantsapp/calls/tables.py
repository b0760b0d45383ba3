"""The texts of a call as a spreadsheet, out and in. Plain values only.

Before the reader of workbooks opens what came, the zip is looked at part by part: a
workbook may unpack to gigabytes, or name a cell so far out that the rows up to it
would fill the memory.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from xml.etree.ElementTree import ParseError

from grantsapp import sheets
from grantsapp.calls.texts import (
    LONGEST,
    Brought,
    Fault,
    Line,
    Malformed,
    State,
    Why,
)

KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
UNPACKED = 20 * 1024 * 1024
MOST_ROWS, MOST_COLUMNS = 20_000, 100
LONGEST_CELL = 32_767  # in the units of UTF-16, as Excel counts
_HEAD = ("path", "place", "source language", "source")
_ORIGINS = {"person": "translated", "machine": "machine", "official": "official"}
_STATES = {word: origin for origin, word in _ORIGINS.items()}
# What a workbook cannot hold, and what would be taken for our own mark of it.
_UNTOLD = re.compile(
    "[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]"
    r"|\[(?=U\+[0-9A-F]{4}\])|_(?=x[0-9A-Fa-f]{4}_)"
)
_TOLD = re.compile(r"\[U\+([0-9A-F]{4})\]")
_CELL = re.compile(r"([A-Z]{0,3})([0-9]{0,7})")


def write(
    lines: Iterable[Line],
    languages: Sequence[str],
    *,
    reference: str,
    places: dict[str, str],
) -> bytes:
    """Write every text, with a column for each language and its state."""
    heads = [cell for code in languages for cell in (code, f"{code} state")]
    rows = [_row(line, languages, places) for line in lines]
    too_long = [row[0] for row in rows if any(_units(c) > LONGEST_CELL for c in row)]
    if too_long:
        raise Malformed(*(Fault(Why.TOO_LONG, path) for path in too_long))
    table = ([*_HEAD, *heads, "source hash"], rows)
    return sheets.workbook_bytes({reference: table})


def _row(
    line: Line, languages: Sequence[str], places: dict[str, str]
) -> tuple[str, ...]:
    row = [line.path, places.get(line.path, ""), line.source_language]
    row.append(_told(line.source))
    for code in languages:
        own = code == line.source_language
        row += ["", "source"] if own else [_told(line.text(code)), _state(line, code)]
    return (*row, line.digest)


def _state(line: Line, code: str) -> str:
    state = line.state(code)
    if state is State.COMPLETE:
        return _ORIGINS.get(line.origin(code), "translated")
    return str(state)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _told(text: str) -> str:
    return _UNTOLD.sub(lambda found: f"[U+{ord(found[0]):04X}]", text)


def _heard(text: str) -> str:
    return _TOLD.sub(lambda found: chr(int(found[1], 16)), text)


def read(
    content: bytes, *, languages: Iterable[str], digest: Callable[[str], str]
) -> list[Brought]:
    """Read what a translator brings; raises Malformed with every fault."""
    head, *rows = cells(content) or [[]]
    columns = _columns([str(c).strip() for c in head], set(languages))
    found: dict[tuple[str, str], Brought] = {}
    faults: list[Fault] = []
    for number, row in enumerate(rows, 2):
        try:
            for one in _read_row(row, columns, number, digest):
                if (one.path, one.language) in found:
                    faults.append(Fault(Why.TWICE, one.path))
                found[one.path, one.language] = one
        except Malformed as malformed:
            faults += malformed.faults
    if faults:
        raise Malformed(*dict.fromkeys(faults))
    return list(found.values())


def _columns(head: list[str], languages: set[str]) -> dict[str, int]:
    columns = {name: place for place, name in enumerate(head) if name}
    faults = [Fault(Why.NO_COLUMN, "1", name) for name in _HEAD if name not in columns]
    asked = {*_HEAD, "source hash"}
    named = {name.removesuffix(" state") for name in columns} - asked
    faults += [Fault(Why.LANGUAGE, "1", name) for name in sorted(named - languages)]
    if not named & columns.keys():
        faults.append(Fault(Why.NO_COLUMN, "1", next(iter(sorted(languages)), "")))
    if faults:
        raise Malformed(*faults)
    return columns


def _read_row(
    row: list[Any], columns: dict[str, int], number: int, digest: Callable[[str], str]
) -> list[Brought]:
    cells = {name: _text(row, place, number) for name, place in columns.items()}
    path = cells["path"].strip()
    if not path:
        if any(cells.values()):
            raise Malformed(Fault(Why.NO_NAME, str(number)))
        return []
    made_from = cells.get("source hash", "").strip() or digest(cells["source"])
    found = []
    for code in columns:
        if code in _HEAD or code.endswith(" state") or code == "source hash":
            continue
        if code == cells["source language"].strip() or not cells[code]:
            continue
        state = cells.get(f"{code} state", "").strip().lower()
        if state not in {"", "missing", "stale", *_STATES}:
            raise Malformed(Fault(Why.STATE, path, state[:40]))
        if len(cells[code]) > LONGEST:
            raise Malformed(Fault(Why.TOO_LONG, path, str(LONGEST)))
        origin = _STATES.get(state, "")
        found.append(Brought(path, code, cells[code], made_from, origin))
    return found


def _text(row: list[Any], place: int, number: int) -> str:
    value = row[place] if place < len(row) else ""
    if isinstance(value, str):
        return _heard(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(int(value)) if value == int(value) else str(value)
    raise Malformed(Fault(Why.NOT_A_TEXT, f"{number}:{place + 1}"))


def cells(content: bytes) -> list[list[Any]]:
    """Give the cells of a workbook's first tab; raises Malformed."""
    return _opened(
        content,
        lambda book: book.get_sheet_by_index(0).to_python(skip_empty_area=False),
    )


def tabs(content: bytes) -> dict[str, list[list[Any]]]:
    """Give the cells of every tab of a workbook, by its name; raises Malformed."""
    return _opened(
        content,
        lambda book: {
            name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            for name in book.sheet_names
        },
    )


def _opened(content: bytes, tell: Callable[[Any], Any]) -> Any:
    """Open a workbook that was looked through, and read from it."""
    from python_calamine import CalamineError, CalamineWorkbook

    _look_before_opening(content)
    try:
        return tell(CalamineWorkbook.from_filelike(io.BytesIO(content)))
    except (CalamineError, OSError, ValueError, IndexError):
        raise Malformed(Fault(Why.NOT_A_WORKBOOK)) from None


def _look_before_opening(content: bytes) -> None:
    """Unpack each part in pieces, and see that no cell lies far out."""
    left = UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if "xl/workbook.xml" not in packed.namelist():
                raise Malformed(Fault(Why.NOT_A_WORKBOOK))
            for part in packed.infolist():
                with packed.open(part) as stream:
                    words = stream.read(left + 1)
                left -= len(words)
                if left < 0:
                    raise Malformed(Fault(Why.BOMB, part.filename))
                if words.lstrip(b"\xef\xbb\xbf\xff\xfe").startswith(b"<"):
                    _see_its_cells(words, part.filename)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, OSError, EOFError):
        raise Malformed(Fault(Why.NOT_A_WORKBOOK)) from None


def _see_its_cells(words: bytes, name: str) -> None:
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import iterparse

    try:
        for _event, element in iterparse(io.BytesIO(words), forbid_dtd=True):
            is_cell = str(element.tag).rpartition("}")[2] in {"c", "row"}
            if is_cell and _is_far_out(element.get("r", "")):
                raise Malformed(Fault(Why.BOMB, name, element.get("r", "")[:20]))
    except DefusedXmlException as error:
        raise Malformed(Fault(Why.FORBIDDEN, name, type(error).__name__)) from None
    except (ParseError, ValueError, LookupError):
        raise Malformed(Fault(Why.NOT_A_WORKBOOK, name)) from None


def _is_far_out(cell: str) -> bool:
    at = _CELL.fullmatch(cell)
    if at is None:
        return True
    column = 0
    for letter in at[1]:
        column = column * 26 + ord(letter) - 64
    return int(at[2] or 0) > MOST_ROWS or column > MOST_COLUMNS
