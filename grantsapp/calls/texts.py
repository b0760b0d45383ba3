"""The texts of a call: what stands in which language, and what a translator brings.

Plain values only. A text has a stable path such as `question/need/label`. What comes
in (XLIFF or a spreadsheet) is compared text by text with what stands, before any of it
is stored.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

# What a translation must keep: placeholders, tags, entities, headings.
_MARKS = re.compile(r"%\(\w+\)[sd]|\{\w+\}|</?\w[^<>]*>|&\w+;|^## ", re.MULTILINE)


class State(StrEnum):
    """How a text stands in one language."""

    MISSING = "missing"
    STALE = "stale"
    COMPLETE = "complete"


class Outcome(StrEnum):
    """What becomes of one text that is brought."""

    NEW = "new"
    CHANGED = "changed"
    CONFIRMED = "confirmed"  # the same words, and somebody stands by them now
    STALE = "stale"  # made from a source that has changed since; stored, marked so
    OLDER = "older"  # the same, where a fresh translation stands already
    LOST = "lost"  # a placeholder, tag or heading is gone
    OWN = "own"  # the language in which the fund writes it; not the translator's
    NOT_YOURS = "not_yours"  # of the fund, which somebody else manages
    UNKNOWN = "unknown"  # no such text
    UNCHANGED = "unchanged"


STORED = {Outcome.NEW, Outcome.CHANGED, Outcome.CONFIRMED, Outcome.STALE}


@dataclass(frozen=True)
class Version:
    """A text in one language."""

    text: str
    origin: str = "person"
    is_stale: bool = False


@dataclass(frozen=True)
class Line:
    """One text of a call in all its languages."""

    path: str
    source_language: str
    source: str
    digest: str
    versions: Mapping[str, Version]
    holds_up: bool = True  # a call cannot open without it

    def state(self, language: str) -> State:
        """Say how it stands in a language."""
        if language == self.source_language:
            return State.COMPLETE if self.source.strip() else State.MISSING
        version = self.versions.get(language)
        if version is None or not version.text.strip():
            return State.MISSING
        return State.STALE if version.is_stale else State.COMPLETE

    def text(self, language: str) -> str:
        """Give the text in exactly this language, or nothing."""
        if language == self.source_language:
            return self.source
        version = self.versions.get(language)
        return version.text if version else ""

    def origin(self, language: str) -> str:
        """Say where the text in a language comes from."""
        version = self.versions.get(language)
        return version.origin if version else ""


@dataclass(frozen=True)
class Brought:
    """A translation that comes in, with the digest of the source it was made from.

    The origin is empty where the file leaves it open: then the words alone count.
    """

    path: str
    language: str
    text: str
    digest: str
    origin: str = ""


@dataclass(frozen=True)
class Change:
    """What is brought, what stands, and what becomes of it."""

    brought: Brought
    outcome: Outcome
    line: Line | None = None
    lost: tuple[str, ...] = ()


class Why(StrEnum):
    """What can be wrong with a file; the page has a sentence for each."""

    TOO_LARGE = "too_large"
    NOT_XML = "not_xml"
    FORBIDDEN = "forbidden"
    NOT_XLIFF = "not_xliff"
    OTHER_CALL = "other_call"
    LANGUAGE = "language"
    NO_NAME = "no_name"
    TWICE = "twice"
    NO_SOURCE = "no_source"
    INLINE = "inline"
    NOT_A_WORKBOOK = "not_a_workbook"
    BOMB = "bomb"
    NO_COLUMN = "no_column"
    NOT_A_TEXT = "not_a_text"
    STATE = "state"
    TOO_LONG = "too_long"


@dataclass(frozen=True)
class Fault:
    """What is wrong with a file, and where in it."""

    why: Why
    place: str = ""
    detail: str = ""


class Malformed(Exception):
    """The file is refused as a whole, for these faults."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(f"{f.place}: {f.why}" for f in faults))
        self.faults = faults


LONGEST = 30_000  # of one text, in characters


def counts(lines: Iterable[Line], language: str) -> Counter[State]:
    """Count the states of a language."""
    return Counter(line.state(language) for line in lines)


def lacking(lines: Iterable[Line], language: str) -> list[Line]:
    """List what keeps a call from opening in a language."""
    return [
        line
        for line in lines
        if line.holds_up and line.state(language) is not State.COMPLETE
    ]


def marks(text: str) -> Counter[str]:
    """Count what a translation must keep."""
    return Counter(_MARKS.findall(text))


def lost_marks(source: str, text: str) -> tuple[str, ...]:
    """List what a translation has lost."""
    return tuple(sorted((marks(source) - marks(text)).elements()))


def compare(
    lines: Iterable[Line], brought: Iterable[Brought], *, closed: Iterable[str] = ()
) -> list[Change]:
    """Say for everything that is brought what becomes of it.

    Paths that begin like one of `closed` are not for this person to change.
    """
    known, starts = {line.path: line for line in lines}, tuple(closed)
    return [_change(known.get(one.path), one, starts) for one in brought]


def _change(line: Line | None, brought: Brought, closed: tuple[str, ...]) -> Change:
    if line is None:
        return Change(brought, Outcome.UNKNOWN)
    outcome = _outcome(line, brought)
    if outcome not in STORED:
        return Change(brought, outcome, line)
    if closed and brought.path.startswith(closed):
        return Change(brought, Outcome.NOT_YOURS, line)
    if lost := lost_marks(line.source, brought.text):
        return Change(brought, Outcome.LOST, line, lost)
    return Change(brought, outcome, line)


def _outcome(line: Line, brought: Brought) -> Outcome:
    language, is_current = brought.language, brought.digest == line.digest
    if not brought.text.strip():
        return Outcome.UNCHANGED  # nothing is taken away by leaving it out
    if language == line.source_language:
        same = brought.text == line.source
        return Outcome.UNCHANGED if same else Outcome.OWN
    state = line.state(language)
    if brought.text == line.text(language):
        stands = state is State.COMPLETE and brought.origin == line.origin(language)
        if not brought.origin or not is_current or stands:
            return Outcome.UNCHANGED
        return Outcome.CONFIRMED
    if not is_current:
        return Outcome.OLDER if state is State.COMPLETE else Outcome.STALE
    return Outcome.NEW if state is State.MISSING else Outcome.CHANGED
