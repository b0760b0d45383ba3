"""What a report is made of, said once in plain data: a page and a paper draw the same.

A part of a report becomes a chapter, a chapter is a list of blocks, and whoever draws
them adds no word of its own. A figure in a sentence is marked with the path that leads
to where it comes from: `number` marks it, `runs` takes the sentence apart again.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Final

from grantsapp import charts

# Characters that no text can hold part a figure and its path from the words around.
_OPEN, _MIDDLE, _CLOSE = "\ufdd0", "\ufdd1", "\ufdd2"
_MARKED: Final = re.compile(f"{_OPEN}([^{_MIDDLE}]*){_MIDDLE}([^{_CLOSE}]*){_CLOSE}")
_MARKS: Final = re.compile(f"[{_OPEN}{_MIDDLE}{_CLOSE}]")


@dataclass(frozen=True)
class Words:
    """A text in its language; without one it is in the reader's."""

    text: str
    language: str = ""


@dataclass(frozen=True)
class Run:
    """A piece of a text; a figure has the path that it comes from."""

    text: str
    path: str = ""


def number(path: str, text: str) -> str:
    """Mark a figure in a text with the path that it comes from."""
    return f"{_OPEN}{path}{_MIDDLE}{text}{_CLOSE}" if text else ""


def runs(text: str) -> list[Run]:
    """Take a text apart into words and figures."""
    pieces = _MARKED.split(text)
    found = [Run(words) for words in pieces[::3]]
    figures = map(Run, pieces[2::3], pieces[1::3])
    for place, figure in enumerate(figures):
        found.insert(2 * place + 1, figure)
    return [run for run in found if run.text]


def plain(text: str) -> str:
    """Give a text without the paths of its figures."""
    return "".join(run.text for run in runs(text))


def unmarked(text: str) -> str:
    """Give what somebody typed without anything that could pass for a mark of ours."""
    return _MARKS.sub("", text)


class Tone(StrEnum):
    """How a paragraph speaks."""

    PLAIN = "plain"
    LEAD = "lead"  # what is most important
    SMALL = "small"
    NOTE = "note"  # what nobody should miss
    MARK = "mark"  # what is said of the words that follow


@dataclass(frozen=True)
class Heading:
    """A heading inside a chapter, of level 3, with the anchor that leads to it."""

    kind: ClassVar = "heading"

    words: Words
    anchor: str
    is_listed: bool = True  # in the contents


@dataclass(frozen=True)
class Paragraph:
    """Running text; the line breaks in it are kept."""

    kind: ClassVar = "paragraph"

    words: Words
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True)
class Items:
    """A list, numbered or not."""

    kind: ClassVar = "items"

    items: tuple[Words, ...]
    is_ordered: bool = False


@dataclass(frozen=True)
class Figures:
    """A few figures that stand out, each with what it counts."""

    kind: ClassVar = "figures"

    pairs: tuple[tuple[Words, Words], ...]  # what, how many


@dataclass(frozen=True)
class Table:
    """Rows under a head; the first cell of each row names it."""

    kind: ClassVar = "table"

    caption: Words
    head: tuple[Words, ...]
    rows: tuple[tuple[Words, ...], ...]
    numeric: frozenset[int] = frozenset()
    widths: tuple[float, ...] = ()
    has_total: bool = False  # in its last row


@dataclass(frozen=True)
class Chart:
    """A chart; on a page it has its numbers behind it, as its own table or as this."""

    kind: ClassVar = "chart"

    chart: charts.Chart
    table: Table | None = None


@dataclass(frozen=True)
class Quote:
    """What a project is told of, or somebody says, and who that is."""

    kind: ClassVar = "quote"

    blocks: tuple["Paragraph | Items", ...]
    by: Words


@dataclass(frozen=True)
class Fold:
    """What most readers pass by: closed on a page at first; on paper in the annex.

    One that `stays` is open on paper where it stands.
    """

    kind: ClassVar = "fold"

    title: Words
    blocks: tuple["Block", ...]
    stays: bool = False


Block = Heading | Paragraph | Items | Figures | Table | Chart | Quote | Fold


@dataclass(frozen=True)
class Chapter:
    """A part of a report as it is read: its anchor, its title, what it says."""

    anchor: str
    title: Words
    blocks: tuple[Block, ...]
