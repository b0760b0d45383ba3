"""Days and amounts as banks write them in a table. Plain values only."""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from grantsapp.figures import MOST, SIGNS, ascii_digits

OTHER_CURRENCY = "other currency"
_DAY = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4}|\d{2})(?:[ T].*)?")
_NAMED = re.compile(r"(\d{1,2})[ \-]([A-Za-z]{3})[a-z]*[ \-](\d{4}|\d{2})")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T].*)?")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun"]
_MONTHS += ["jul", "aug", "sep", "oct", "nov", "dec"]
_AMOUNT = re.compile(
    r"(?P<open>\()?(?P<before>[^\d().,+-]*)(?P<minus>[+-]?)(?P<also>[^\d().,+-]*)"
    r"(?P<figure>\d[\d.,']*)(?P<end>-?)(?P<after>[^\d().,+-]*)(?P<close>\))?"
)
_THOUSANDS = re.compile(r"\d{1,3}(?:[.,']\d{3})*|\d+")
_SIDES = {"dr": -1, "cr": 1, "": 0}


def day_in(said: str) -> date | None:
    """Read a day: 2027-09-01, 01/09/2027 as in the UK, 1 Sep 2027; None if none."""
    text = ascii_digits(said.strip())
    try:
        if found := _ISO.fullmatch(text):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _DAY.fullmatch(text):
            return date(_year(found[3]), int(found[2]), int(found[1]))
        if found := _NAMED.fullmatch(text):
            month = _MONTHS.index(found[2].lower()) + 1
            return date(_year(found[3]), month, int(found[1]))
    except ValueError:
        return None
    return None


def _year(said: str) -> int:
    return int(said) + (2000 if len(said) == 2 else 0)  # noqa: PLR2004


def decimal_mark(cells: Iterable[str], places: int) -> str | None:
    """Say what parts the decimals in a column; None where it is both.

    Thousands come in threes, so a mark before fewer figures parts the decimals.
    """
    found = {m[1] for c in cells if (m := re.search(r"([.,])\d{1,2}(?!\d)", _plain(c)))}
    if len(found) > 1 and places:
        return None
    return found.pop() if found and places else "."


def minor_units(said: str, currency: str, places: int, mark: str) -> int | str | None:
    """Read an amount with its sign; OTHER_CURRENCY, or None where it is no amount."""
    found = _AMOUNT.fullmatch(_plain(said))
    if found is None or bool(found["open"]) != bool(found["close"]):
        return None
    sides = [
        (found[part] or "").strip().lower() for part in ("before", "also", "after")
    ]
    side = next((s for s in sides if s in _SIDES and s), "")
    signs = [s for s in sides if s and s != side]
    if any(s not in SIGNS.get(currency, (currency.lower(),)) for s in signs):
        return OTHER_CURRENCY
    whole, _mark, rest = found["figure"].partition(mark)
    if not _THOUSANDS.fullmatch(whole) or not re.fullmatch(rf"\d{{0,{places}}}", rest):
        return None
    figures = re.sub("[^0-9]", "", whole).lstrip("0")
    if len(figures) >= len(str(MOST)):  # no account holds so much, nor does a column
        return None
    figure = Decimal(f"{figures or 0}.{rest or 0}").scaleb(places)
    is_minus = "-" in {found["minus"], found["end"]} or found["open"] or side == "dr"
    return int(-figure if is_minus else figure)


def _plain(said: str) -> str:
    text = ascii_digits(re.sub(r"\s", "", said)).replace("−", "-").replace("’", "'")
    return text.replace("٬", "'").replace("٫", ".")
