"""Tables as CSV and XLSX, which a spreadsheet opens without running anything in them.

What people write may begin like a formula. In CSV such a text gets an apostrophe in
front; in a workbook every text is stored as a text and needs none.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from math import isfinite
from typing import Any

from grantsapp import unseen

Way = tuple[str | int, ...]
Table = tuple[Sequence[str], Iterable[Sequence[Any]]]

NARROWEST, WIDEST = 8, 60  # of columns, in characters
FIRST_YEAR = 1900  # older days are no dates to a spreadsheet
# Invisible marks may stand before the sign; some programs drop them, and calculate.
_HIDDEN = "\\s\x00-\x1f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_FORMULA = re.compile(rf"[{_HIDDEN}]*[=+\-@\t\r＝＋－＠]")
_NUMBER = re.compile(r"\s*[+-]?[0-9]+(?:[.,][0-9]+)*\s*")
_NOT_IN_TAB_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_LONGEST_TAB_NAME = 31


def csv_bytes(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Write a table as CSV in UTF-8 with a byte order mark, safe to open."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow([_cell(value) for value in head])
    writer.writerows([_cell(value) for value in row] for row in rows)
    return file.getvalue().encode("utf-8-sig")


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal | float):
        return f"{value:f}" if isinstance(value, Decimal) else _plain(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return guarded(unseen.closed(str(value)))


def _plain(value: float) -> str:
    return repr(value) if isfinite(value) else ""


def guarded(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would calculate."""
    if _FORMULA.match(text) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def workbook_bytes(tabs: Mapping[str, Table], *, right_to_left: bool = False) -> bytes:
    """Write tables as the tabs of a workbook, their heads bold and always in sight."""
    import xlsxwriter

    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        formats = {
            "head": book.add_format({"bold": True}),
            "date": book.add_format({"num_format": "yyyy-mm-dd"}),
            "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        }
        taken: set[str] = set()
        for name, (head, rows) in tabs.items():
            sheet = book.add_worksheet(_tab_name(name, taken))
            sheet.freeze_panes(1, 0)
            if right_to_left:
                sheet.right_to_left()
            _fill(sheet, head, rows, formats)
    return file.getvalue()


def _tab_name(name: str, taken: set[str]) -> str:
    """Make a name that a workbook takes: short, plain, and only once."""
    plain = _NOT_IN_TAB_NAMES.sub(" ", name).strip(" '") or "1"
    found, number = plain[:_LONGEST_TAB_NAME].rstrip(" '"), 1
    while found.casefold() in taken or found.casefold() == "history":
        number += 1
        end = f" {number}"
        found = plain[: _LONGEST_TAB_NAME - len(end)] + end
    taken.add(found.casefold())
    return found


def _fill(
    sheet: Any, head: Sequence[str], rows: Iterable[Sequence[Any]], formats: Any
) -> None:
    widths: dict[int, int] = {}
    for column, title in enumerate(head):
        sheet.write_string(0, column, str(title), formats["head"])
        widths[column] = len(str(title)) + 2
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            width = _write(sheet, (number, column), value, formats)
            widths[column] = max(widths.get(column, 0), width)
    for column, width in widths.items():
        sheet.set_column(column, column, min(max(width, NARROWEST), WIDEST))


def _write(sheet: Any, place: tuple[int, int], value: Any, formats: Any) -> int:
    """Write one cell as what it is, and say how wide it is."""
    if value is None:
        return 0
    if isinstance(value, date) and value.year >= FIRST_YEAR:
        kind = "moment" if isinstance(value, datetime) else "date"
        bare = value.replace(tzinfo=None) if isinstance(value, datetime) else value
        sheet.write_datetime(*place, bare, formats[kind])
        return 18 if kind == "moment" else 12
    if isinstance(value, bool):
        sheet.write_boolean(*place, value)
    elif isinstance(value, int | float | Decimal):
        if isfinite(value):
            sheet.write_number(*place, value)
    else:
        sheet.write_string(*place, str(value))
    return max(map(len, str(value).splitlines()), default=0) + 1


def flat(
    records: Sequence[Mapping[str, Any]], titles: Mapping[str, str]
) -> tuple[list[str], list[list[Any]]]:
    """Lay nested records out as a table, with heads such as `Place:0:Name`.

    The columns come in the order of `titles`; a field without a title is left out.
    """
    order = {title: place for place, title in enumerate(titles)}

    def rank(path: Way) -> list[int]:
        return [step if isinstance(step, int) else order[step] for step in path]

    def is_known(path: Way) -> bool:
        return all(isinstance(step, int) or step in order for step in path)

    cells = [{p: v for p, v in leaves(r) if is_known(p)} for r in records]
    columns = sorted({path for row in cells for path in row}, key=rank)
    head = [":".join(titles.get(str(step), str(step)) for step in c) for c in columns]
    return head, [[row.get(column) for column in columns] for row in cells]


def leaves(node: Any, path: Way = ()) -> Iterator[tuple[Way, Any]]:
    """Walk to every plain value of a nested record, with the way that leads there."""
    if isinstance(node, Mapping):
        for field, value in node.items():
            yield from leaves(value, (*path, field))
    elif isinstance(node, list | tuple):
        for place, item in enumerate(node):
            yield from leaves(item, (*path, place))
    else:
        yield path, node
