"""The CSV file of a bank's statement, read strictly. Plain values only.

Banks differ in columns, signs, days and alphabets. What has one reading is read; what
has two is refused with its line, and nothing of the file is taken.
"""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from grantsapp import unseen
from grantsapp.awards.statements.cells import (
    OTHER_CURRENCY,
    day_in,
    decimal_mark,
    minor_units,
)

MOST_LINES, FIRST_ROWS, LONGEST = 5_000, 30, 500
_HEADS = {
    "date": "date|transaction date|booking date|posting date|data|data operacji|"
    "data transakcji|data księgowania|التاريخ|تاريخ العملية",
    "amount": "amount|transaction amount|kwota|kwota operacji|المبلغ|القيمة",
    "out": "paid out|money out|debit|debit amount|withdrawal|withdrawals|obciążenia|"
    "wypłaty|مدين",
    "in": "paid in|money in|credit|credit amount|deposit|deposits|uznania|wpłaty|دائن",
    "text": "description|details|reference|narrative|memo|transaction description|"
    "payment reference|remittance information|opis|opis operacji|tytuł|szczegóły|"
    "البيان|الوصف|المرجع",
    "currency": "currency|ccy|waluta|العملة",
}
_NAMES = {name: kind for kind, names in _HEADS.items() for name in names.split("|")}
_CODE_IN_HEAD = re.compile(r"\s*[(\[]?\b([A-Za-z]{3})\b[)\]]?$")


class Wrong(StrEnum):
    """What is wrong with a file; a page has a sentence for each."""

    NO_TABLE = "no table"
    TOO_MANY = "too many"
    NO_LINES = "no lines"
    DAY = "day"
    LATER = "later"
    AMOUNT = "amount"
    TWO_WAYS = "two ways"
    CURRENCY = "currency"


@dataclass(frozen=True)
class Fault:
    """What is wrong, and in which row of the file."""

    wrong: Wrong
    row: int = 0
    said: str = ""


class Faults(Exception):
    """Everything that is wrong with a file."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(str(faults))
        self.faults = list(faults)


@dataclass(frozen=True)
class Line:
    """A movement: money out is below zero; `number` is its row in the file."""

    number: int
    day: date
    amount: int
    text: str


@dataclass(frozen=True)
class _Table:
    columns: dict[str, list[int]]
    currency: str  # named in the head of a column of amounts, or nothing
    rows: list[tuple[int, list[str]]]


def read(content: bytes, *, currency: str, places: int, today: date) -> list[Line]:
    """Read the movements of a statement; raises Faults with all that is wrong."""
    table = _table(decoded(content))
    if table is None:
        raise Faults([Fault(Wrong.NO_TABLE)])
    if len(table.rows) > MOST_LINES:
        raise Faults([Fault(Wrong.TOO_MANY, said=str(MOST_LINES))])
    if table.currency not in {"", currency}:
        raise Faults([Fault(Wrong.CURRENCY, said=table.currency)])
    amounts = [cell for _n, row in table.rows for cell in _amounts(table, row)]
    mark = decimal_mark(amounts, places)
    if mark is None:
        raise Faults([Fault(Wrong.TWO_WAYS)])
    found = [
        _line(table, number, row, (currency, places, mark), today)
        for number, row in table.rows
    ]
    if faults := [one for one in found if isinstance(one, Fault)]:
        raise Faults(faults)
    if not found:
        raise Faults([Fault(Wrong.NO_LINES)])
    return [one for one in found if isinstance(one, Line)]


def decoded(content: bytes) -> str:
    """Read the letters of a file: UTF-8 or 16, else Arabic or Western Windows.

    An Arabic word is a run of bytes above ASCII; in Western text they stand alone.
    """
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        arabic = re.search(rb"[\x80-\xff]{3}", content)
        return content.decode("cp1256" if arabic else "cp1252", "replace")


def _table(text: str) -> _Table | None:
    """Find the row of heads, parted by whichever sign gives one."""
    for sign in ",;\t|":
        try:
            rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=sign))
        except csv.Error:
            continue
        for place, row in enumerate(rows[:FIRST_ROWS]):
            columns, currency = _columns(row)
            both = {"in", "out"} <= columns.keys()
            if {"date", "text"} <= columns.keys() and (both or "amount" in columns):
                numbered = enumerate(rows[place + 1 :], place + 2)
                full = [(n, r) for n, r in numbered if any(c.strip() for c in r)]
                return _Table(columns, currency, full)
    return None


def _columns(heads: list[str]) -> tuple[dict[str, list[int]], str]:
    columns: dict[str, list[int]] = {}
    currency = ""
    for place, head in enumerate(heads):
        name = " ".join(head.replace("\ufeff", "").split()).casefold()
        code = _CODE_IN_HEAD.search(name)
        if name not in _NAMES and code:
            name = name[: code.start()].strip()
            if _NAMES.get(name) in {"amount", "in", "out"}:
                currency = code[1].upper()
        if kind := _NAMES.get(name):
            columns.setdefault(kind, []).append(place)
    return columns, currency


def _cell(table: _Table, row: list[str], kind: str) -> str:
    places = [p for p in table.columns.get(kind, ()) if p < len(row)]
    return row[places[0]].strip() if places else ""


def _amounts(table: _Table, row: list[str]) -> list[str]:
    kinds = ("amount",) if "amount" in table.columns else ("in", "out")
    return [cell for kind in kinds if (cell := _cell(table, row, kind))]


def _line(
    table: _Table,
    number: int,
    row: list[str],
    money: tuple[str, int, str],
    today: date,
) -> Line | Fault:
    day = day_in(said := _cell(table, row, "date"))
    if day is None:
        return Fault(Wrong.DAY, number, said[:60])
    if day > today:
        return Fault(Wrong.LATER, number, said[:60])
    named = _cell(table, row, "currency").upper()
    if named not in {"", money[0]}:
        return Fault(Wrong.CURRENCY, number, named[:60])
    amount = _amount(table, row, money)
    cells = " ".join(_amounts(table, row))[:60]
    if amount == OTHER_CURRENCY:
        return Fault(Wrong.CURRENCY, number, cells)
    if not isinstance(amount, int):
        return Fault(Wrong.AMOUNT, number, cells)
    texts = [row[p].strip() for p in table.columns["text"] if p < len(row)]
    text = unseen.one_line(" ".join(" ".join(texts).split()))
    return Line(number, day, amount, text[:LONGEST])


def _amount(
    table: _Table, row: list[str], money: tuple[str, int, str]
) -> int | str | None:
    """Read what moved; in two columns, one of them holds something."""
    if "amount" in table.columns:
        return minor_units(_cell(table, row, "amount"), *money)
    into = minor_units(_cell(table, row, "in") or "0", *money)
    out = minor_units(_cell(table, row, "out") or "0", *money)
    if not isinstance(into, int) or not isinstance(out, int):
        return into if not isinstance(into, int) else out
    if bool(into) == bool(out):
        return None
    return into if into else -abs(out)
