"""One sheet of a workbook as rows of text. Plain values only.

Before the reader of workbooks opens what came, the zip is looked at part by part: it
may unpack to gigabytes, or name a cell so far out that the rows up to it would fill
the memory. The same look finds cells without a result, which the reader gives as blank.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from xml.etree.ElementTree import ParseError

from grantsapp.mel.tables.faults import Fault, Faults, Wrong
from grantsapp.mel.tables.sheets import Sheet, Strange

UNPACKED = 400 * 1024 * 1024
_TO_READ = 1 << 20
_RELATIONS = "xl/_rels/workbook.xml.rels"
_SMALL = 1 << 20  # what a list of sheets has at most


@dataclass(frozen=True)
class Book:
    """The sheet that is read, the names of all that can be, and its broken cells."""

    sheet: str
    sheets: tuple[str, ...]
    holes: dict[tuple[int, int], Wrong]
    _sheet: Any = field(repr=False)

    def rows(self) -> Iterator[tuple[int, Sequence[str]]]:
        """Go through the rows, each with the number that the program shows."""
        start = self._sheet.start
        if start is None:
            return
        left = [""] * start[1]  # blank rows above are given, blank columns are not
        for number, row in enumerate(self._sheet.iter_rows(), 1):
            yield number, left + [v if type(v) is str else text(v) for v in row]


def opened(content: bytes, sheet: str = "") -> Book:
    """Open a workbook at one sheet, the first that shows anything; raises Faults."""
    from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

    holes = _look_before_opening(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        visible = SheetVisibleEnum.Visible
        names = tuple(s.name for s in book.sheets_metadata if s.visible == visible)
        if not names or (sheet and sheet not in names):
            raise Faults([Fault(Wrong.NO_SHEET, said=sheet)])
        for name in [sheet] if sheet else names:
            found = book.get_sheet_by_name(name)
            if found.start is not None:
                return Book(name, names, holes.get(name, {}), found)
    except (CalamineError, OSError, ValueError) as error:
        if isinstance(error, Faults):
            raise
        raise Faults([Fault(Wrong.NO_WORKBOOK)]) from None
    raise Faults([Fault(Wrong.EMPTY)])


def text(value: Any) -> str:
    """Write a cell as a person would have typed it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


def _look_before_opening(content: bytes) -> dict[str, dict[tuple[int, int], Wrong]]:
    """Unpack each part in pieces; give the broken cells of each sheet by its name."""
    left, found = UNPACKED, {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if "xl/workbook.xml" not in packed.namelist():
                raise Strange(Wrong.NO_WORKBOOK)
            for part in packed.infolist():
                is_read = part.filename.endswith((".xml", ".rels"))
                sheet = Sheet() if is_read else None
                left = _looked_at(packed, part, sheet, left)
                if sheet:
                    found[part.filename] = sheet.holes
            names = _parts(packed)
    except Strange as strange:
        raise Faults([Fault(strange.wrong, said=strange.cell)]) from None
    except (
        zipfile.BadZipFile,
        zlib.error,
        RuntimeError,
        OSError,
        EOFError,
        ValueError,
    ):
        raise Faults([Fault(Wrong.NO_WORKBOOK)]) from None
    if not found.keys() >= set(names.values()):  # a sheet that was not looked at
        raise Faults([Fault(Wrong.NO_WORKBOOK)])
    return {name: found[part] for name, part in names.items()}


def _looked_at(
    packed: zipfile.ZipFile, part: zipfile.ZipInfo, sheet: Sheet | None, left: int
) -> int:
    """Read one part to its end, and say how much may still follow."""
    if part.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise Strange(Wrong.NO_WORKBOOK, part.filename)
    with packed.open(part) as stream:
        while piece := stream.read(_TO_READ):
            left -= len(piece)
            if left < 0:
                raise Strange(Wrong.FAR_OUT, part.filename)
            if sheet:
                sheet.feed(piece)
    if sheet:
        sheet.close()
    return left


def _parts(packed: zipfile.ZipFile) -> dict[str, str]:
    """Find the part of each sheet; the list of them was looked at before."""
    from defusedxml.ElementTree import fromstring

    try:
        related = fromstring(_small(packed, _RELATIONS))
        listed = fromstring(_small(packed, "xl/workbook.xml"))
    except (KeyError, ParseError, ValueError):
        raise Strange(Wrong.NO_WORKBOOK) from None
    parts = {one.get("Id"): one.get("Target", "") for one in related}
    found = {}
    for one in listed.iter():
        if str(one.tag).rpartition("}")[2] == "sheet":
            key = next((v for k, v in one.attrib.items() if k.endswith("}id")), "")
            target = parts.get(key, "")
            found[one.get("name", "")] = (
                target[1:] if target.startswith("/") else f"xl/{target}"
            )
    return found


def _small(packed: zipfile.ZipFile, name: str) -> bytes:
    with packed.open(name) as stream:
        return stream.read(_SMALL)
