"""Where a member of the panel belongs: a line an organisation, with its last month."""

import calendar
import re
from datetime import date
from typing import Any

from wtforms import Field, ValidationError

from grantsapp import clock, unseen
from grantsapp.figures import ascii_digits
from grantsapp.i18n import gettext as _

BLANK, MOST, LONGEST = 3, 40, 200
_MONTH = re.compile(r"(\d{4})-(\d{1,2})")
Belonging = tuple[str, date | None]


class OrganisationsField(Field):
    """`organisations.0.name` and `organisations.0.until` make a list of belongings.

    A line without a name is no line; what was typed is shown again, right or wrong.
    """

    def process(
        self,
        formdata: Any,
        data: Any = None,
        extra_filters: Any = None,  # noqa: ARG002
    ) -> None:
        """Read the lines that hold something."""
        self.process_errors = []
        self.object_data, self.data = data, list(data or [])
        self.lines = [(name, _written(ended)) for name, ended in self.data]
        if formdata is None or not any(self._is_mine(key) for key in formdata):
            return
        self.lines = self._typed(formdata)
        self.data = [(name, _last_day(until)) for name, until in self.lines if name]

    def _is_mine(self, key: str) -> bool:
        return key.startswith(f"{self.name}.")

    def _typed(self, formdata: Any) -> list[tuple[str, str]]:
        found: dict[int, dict[str, str]] = {}
        for key in filter(self._is_mine, formdata):
            number, _dot, cell = key.removeprefix(f"{self.name}.").partition(".")
            if number.isascii() and number.isdecimal() and cell in {"name", "until"}:
                words = unseen.one_line(str(formdata.get(key)))
                found.setdefault(int(number[:4]), {})[cell] = words
        lines = (found[number] for number in sorted(found))
        pairs = [(cells.get("name", ""), cells.get("until", "")) for cells in lines]
        return [pair for pair in pairs if any(pair)][: MOST + 1]

    @property
    def shown(self) -> list[tuple[str, str]]:
        """The lines for the page, with empty ones after them."""
        return [*self.lines, *[("", "")] * BLANK]

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - the library's shape
        """Each line has a name of sane length; what ended did so by now."""
        if len(self.lines) > MOST:
            raise ValidationError(_("Name %(most)s organisations at most.", most=MOST))
        for name, until in self.lines:
            if fault := _fault(name, until):
                raise ValidationError(fault)


def _fault(name: str, until: str) -> str:
    if unseen.is_blank(name):
        return _("Write the name of the organisation beside its last month.")
    if len(name) > LONGEST:
        return _("Write %(max)d characters at most.", max=LONGEST)
    if until and _last_day(until) is None:
        return _("Write a month, such as 2026-09.")
    today, ended = clock.now().date(), _last_day(until)
    if ended and (ended.year, ended.month) > (today.year, today.month):
        return _("A last month cannot be in the future. Leave it empty while you stay.")
    return ""


def _last_day(until: str) -> date | None:
    """Read a month, in digits of any script, as its last day."""
    found = _MONTH.fullmatch(ascii_digits(until))
    if found is None:
        return None
    year, month = int(found[1]), int(found[2])
    if not (1 <= month <= 12 and year >= 1900):  # noqa: PLR2004
        return None
    return date(year, month, calendar.monthrange(year, month)[1])


def _written(ended: date | None) -> str:
    return f"{ended:%Y-%m}" if ended else ""
