"""What is wrong with a file of responses: a code, where, and facts for a sentence.

The sentences stand in `mel.telling_files`, since these values are plain.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

MOST_FAULTS = 50  # told at once; more would help nobody
LONGEST = 80  # of what is shown of a cell


class Wrong(StrEnum):
    """Each way in which a file, its mapping or a row of it can be wrong."""

    # of the file
    EMPTY = "empty"
    TOO_LARGE = "too large"
    TOO_LONG = "too long"
    TOO_WIDE = "too wide"
    UNREADABLE = "unreadable"  # bytes that no letter of this encoding has
    ZERO_BYTE = "zero byte"
    NO_TABLE = "no table"  # a picture, a page, a paper
    OLD_WORKBOOK = "old workbook"  # .xls, or a workbook with a password
    NO_WORKBOOK = "no workbook"  # a damaged one, or a package of another kind
    FAR_OUT = "far out"  # it would fill the memory
    NO_SHEET = "no sheet"
    NO_HEAD = "no head"
    NO_ROWS = "no rows"
    QUOTES = "quotes"
    CELLS = "cells"  # a row has more or fewer of them than the head
    # of the mapping
    NO_ITEMS = "no items"
    ITEM_MISSING = "item missing"
    ITEM_TWICE = "item twice"
    ITEM_UNKNOWN = "item unknown"  # the mapping names one that no instrument has
    NO_COLUMN = "no column"
    COLUMN_TWICE = "column twice"  # one column is to be two things
    COLUMN_EXTRA = "column extra"  # neither used nor left out on purpose
    NO_MOMENT = "no moment"
    MOMENT_UNKNOWN = "moment unknown"
    MOMENT_FOREIGN = "moment foreign"  # not one of this survey's design
    NO_PROJECT = "no project"
    ZONE = "zone"
    # of a row
    OFF_SCALE = "off scale"
    UNKNOWN_LABEL = "unknown label"
    AMBIGUOUS = "ambiguous"
    A_DATE = "a date"  # a spreadsheet made one of it
    BROKEN_CELL = "broken cell"  # an error of a spreadsheet
    NO_RESULT = "no result"  # a formula that was never worked out
    UNKNOWN_OPTION = "unknown option"
    UNKNOWN_LANGUAGE = "unknown language"
    UNKNOWN_PROJECT = "unknown project"
    NOT_ASKED = "not asked"  # the project, by this instrument in this way
    NO_DATE = "no date"
    TWICE = "twice"  # the same uuid with other answers


@dataclass(frozen=True)
class Fault:
    """What is wrong, in which line and column; line 0 is the file as a whole."""

    wrong: Wrong
    line: int = 0
    column: str = ""
    said: str = ""  # what stands there
    facts: dict[str, str | int] = field(default_factory=dict)


class Faults(ValueError):
    """Why a file is refused as a whole: the first faults, and how many there are."""

    def __init__(self, faults: Iterable[Fault], count: int = 0) -> None:
        told = list(faults)
        self.count = max(count, len(told))
        self.faults = told[:MOST_FAULTS]
        super().__init__("\n".join(f"{f.line} {f.column}: {f.wrong}" for f in told[:5]))


class Collected:
    """Faults as they are found; only the first are kept."""

    def __init__(self) -> None:
        self.kept: list[Fault] = []
        self.count = 0

    def add(self, fault: Fault) -> None:
        """Count one more, and keep it if it will be told."""
        self.count += 1
        if self.count <= MOST_FAULTS:
            self.kept.append(fault)

    def settle(self) -> None:
        """Refuse the file if anything was found."""
        if self.count:
            raise Faults(self.kept, self.count)


def shown(text: str) -> str:
    """Give as much of a cell as a sentence can show."""
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
