"""When somebody answered, as servers, spreadsheets and people write it."""

import re
from datetime import datetime, timedelta, tzinfo

from grantsapp.figures import ascii_digits
from grantsapp.mel.tables.cells import bare

_DAY = re.compile(
    r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})"
    r"(?:[ T,]+(\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d+)?)?(?: ?([AaPp])\.?[Mm]\.?)?)?"
)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_FIRST = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet counts days from here
_SERIALS = range(25_569, 73_051)  # 1970 to 2099
_YEARS = range(1970, 2100)
_HALF_DAY = 12


def read(cell: str, zone: tzinfo, *, day_first: bool) -> datetime | None:
    """Read a moment in time; None where a cell holds none."""
    text = bare(cell)
    if not text.isascii():
        text = ascii_digits(text)
    found = _iso(text) or _serial(text) or _written(text, day_first=day_first)
    if found is None or found.year not in _YEARS:
        return None
    return found if found.tzinfo else found.replace(tzinfo=zone)


def _iso(text: str) -> datetime | None:
    if len(text) < len("2027-01-01") or text[4] != "-":
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _serial(text: str) -> datetime | None:
    """Read the days since 1900 that a spreadsheet leaves of a date."""
    if not _SERIAL.fullmatch(text) or int(float(text)) not in _SERIALS:
        return None
    return _FIRST + timedelta(seconds=round(float(text) * 86_400))


def _written(text: str, *, day_first: bool) -> datetime | None:
    found = _DAY.fullmatch(text)
    if found is None:
        return None
    one, two, year, hour, minute, second, half = found.groups(default="")
    day, month = (one, two) if day_first else (two, one)
    hours = int(hour or 0)
    if half:
        hours = hours % _HALF_DAY + (_HALF_DAY if half in "Pp" else 0)
    years = int(year) + (2000 if len(year) == 2 else 0)  # noqa: PLR2004
    try:
        return datetime(  # noqa: DTZ001 - the zone is added by who asked
            years, int(month), int(day), hours, int(minute or 0), int(second or 0)
        )
    except ValueError:
        return None


def order_in(cells: list[str]) -> bool:
    """Say whether the day comes first, by the days that can be no months."""
    found = [m for cell in cells if (m := _DAY.fullmatch(ascii_digits(bare(cell))))]
    seconds = [int(m[2]) for m in found]
    firsts = [int(m[1]) for m in found]
    return max(firsts, default=0) > _HALF_DAY or max(seconds, default=0) <= _HALF_DAY
