"""What each column of a table is: a plain value that is shown, corrected and kept."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from grantsapp.mel.instruments import MOMENTS, Design
from grantsapp.mel.tables.placing import Slot
from grantsapp.mel.timing import MONTHS

Texts = Mapping[str, str]  # of one thing, per language


@dataclass(frozen=True)
class Question:
    """What is asked about a person: its words, and those of each option."""

    code: str
    title: Texts
    options: Mapping[str, Texts]


@dataclass(frozen=True)
class Facts:
    """What is known of the survey that a file belongs to."""

    design: Design
    follow_ups: tuple[int, ...] = ()  # in months
    languages: tuple[str, ...] = ("en",)
    projects: tuple[str, ...] = ()  # none: whatever the file says
    about: tuple[Question, ...] = ()
    refusals: tuple[str, ...] = ()  # "prefer not to say", in our own words
    zone: str = "UTC"  # of days and hours that name none
    moment: str = ""  # if the page says that a file is of one moment

    @property
    def moments(self) -> tuple[str, ...]:
        """The moments of which answers can speak, in their order."""
        later = (m for m, months in MONTHS.items() if months in self.follow_ups)
        return (*MOMENTS[self.design], *later)


@dataclass(frozen=True)
class Matching:
    """Which column is what; names of columns are those of the table."""

    items: dict[str, Slot] = field(default_factory=dict)
    moment: str = ""  # of all answers whose column names none
    moment_column: str = ""  # in a table with a row per person and moment
    moments: dict[str, str] = field(default_factory=dict)  # what its cells mean
    project: str = ""  # of the whole file
    project_column: str = ""
    projects: dict[str, str] = field(default_factory=dict)  # what its cells mean
    code: str = ""  # the column of each of these
    identity: str = ""
    language_column: str = ""
    answered: str = ""
    began: str = ""
    language: str = "en"  # where no cell says
    zone: str = "UTC"
    day_first: bool = True  # in 01/02/2027
    about: dict[str, str] = field(default_factory=dict)  # question by column
    words: dict[str, str] = field(default_factory=dict)  # cells: refused, or blank
    ignored: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()  # items that the file was never asked for

    def as_json(self) -> dict[str, Any]:
        """Write it as plain JSON."""
        told = asdict(self)
        told["items"] = {
            name: [slot.tool, slot.item, slot.moment]
            for name, slot in self.items.items()
        }
        return told | {"ignored": list(self.ignored), "absent": list(self.absent)}

    def single_columns(self) -> dict[str, str]:
        """Give the columns that are one thing each, by what they are."""
        found = {
            "project": self.project_column,
            "moment": self.moment_column,
            "code": self.code,
            "identity": self.identity,
            "language": self.language_column,
            "answered": self.answered,
            "began": self.began,
        }
        return {what: name for what, name in found.items() if name}

    def when(self, slot: Slot) -> str:
        """Say of which moment a column speaks; nothing where each row says it."""
        return slot.moment or ("" if self.moment_column else self.moment)


def from_json(stored: Mapping[str, Any]) -> Matching:
    """Read what `as_json` wrote; what we do not know any more is left out."""
    known = {one.name for one in fields(Matching)}
    told = {name: value for name, value in stored.items() if name in known}
    slots = told.get("items", {}).items()
    told["items"] = {name: Slot(*slot) for name, slot in slots}
    for name in ("ignored", "absent"):
        told[name] = tuple(told.get(name, ()))
    return Matching(**told)


def signature(names: Iterable[str]) -> str:
    """Give a mark by which a table with the same columns is known again."""
    words = json.dumps(sorted(names), ensure_ascii=False)
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()


def unplaced(names: Sequence[str], matching: Matching) -> list[str]:
    """List the columns that are neither used nor left out on purpose."""
    used = {*matching.items, *matching.about, *matching.ignored}
    used |= set(matching.single_columns().values())
    return [name for name in names if name not in used]
