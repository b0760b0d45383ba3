"""Sheets of paper: the number of each item, and what is typed for it. Plain values.

A sheet has the pages of a sitting, so that paper and screen ask in the same order. The
numbers run through the whole sheet and are the same in every language.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID, uuid5

from grantsapp.mel.instruments import MOMENTS, Design, Instrument, Moment
from grantsapp.mel.instruments.shapes import Item
from grantsapp.mel.timing import MONTHS, due_on, last_day
from grantsapp.mel.walk import DAYS, NOT_SAID, Kind, Page

# A sheet can be keyed for DAYS after the last answer by screen.
MOST_SIGNS = 20  # of the number of a sheet
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), NOT_SAID)
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"  # before questions about a person


@dataclass(frozen=True)
class Line:
    """One statement on a sheet, at one moment, with its number."""

    number: int
    field: str
    moment: Moment
    tool: Instrument
    item: Item

    @property
    def width(self) -> int:
        """How many signs its longest answer has."""
        return max(len(str(v)) for v in (self.tool.minimum, self.tool.maximum))

    def is_on_the_scale(self, typed: str) -> bool:
        """Say whether this was there to be ticked; left out is fine too."""
        return typed in {"", NOT_SAID, *map(str, self.tool.values)}


def lines(pages: Iterable[Page]) -> Iterator[Line]:
    """Number the statements of a sheet as they come."""
    number = 0
    for page in pages:
        if page.kind is not Kind.ITEMS or page.tool is None or page.moment is None:
            continue
        for item, field in zip(page.tool.items, page.fields, strict=True):
            number += 1
            yield Line(number, field, page.moment, page.tool, item)


def plainly(typed: str) -> str:
    """Give what was typed for an item: a figure, or one sign for "not to say"."""
    return typed.strip().translate(_DASHES)


def name_of(survey: UUID, moment: Moment, sheet: str) -> UUID:
    """Name a sheet by its number, so that keying it twice is seen."""
    return uuid5(survey, f"{moment}:{sheet.casefold()}")


def following(sheet: str) -> str:
    """Guess the number of the next sheet, as 13 comes after 12."""
    digits = sheet.isascii() and sheet.isdigit() and len(sheet) <= 9  # noqa: PLR2004
    return str(int(sheet) + 1).zfill(len(sheet)) if digits else ""


def keyable(
    design: Design,
    follow_ups: Collection[int],
    closed_on: date | None,
    over_on: date | None,
    today: date,
) -> tuple[Moment, ...]:
    """Say of which moments sheets can be keyed today; `over_on` is for follow-ups."""
    within = closed_on is None or today <= closed_on + timedelta(days=DAYS)
    asked = [m for m in MOMENTS[design] if m is not Moment.R0 and within]
    later = [m for m, months in MONTHS.items() if months in follow_ups]
    return (*asked, *(m for m in later if over_on and _is_keyed(m, over_on, today)))


def _is_keyed(moment: Moment, end: date, today: date) -> bool:
    due, last = due_on(moment, end), last_day(moment, end)
    if due is None or last is None:
        return False
    return due <= today <= last + timedelta(days=DAYS)
