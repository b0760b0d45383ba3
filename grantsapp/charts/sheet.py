"""The sheet that a chart is laid out on: columns where there is room, else lines.

In a wide drawing a row has its name, its marks and its numbers side by side; in a
narrow one they stand under each other. The columns begin where the language does.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Literal

from grantsapp.charts import letters
from grantsapp.charts.axis import Axis
from grantsapp.charts.shapes import Anchor, Drawing, Label, Line, Shape

SIZE, SMALL = 14.0, 12.5
GAP, AIR = 14.0, 9.0
STRIP = 20.0  # the height of the marks of a row
_LEAST_WIDE = 480
_NAME, _WORDS, _MORE = 0.31, 0.27, 0.14  # of the width, at most
_BOLD = {"strong", "total"}
At = Literal["start", "middle", "end"]


@dataclass(frozen=True)
class Span:
    """A place across the drawing."""

    x: float
    width: float

    @property
    def end(self) -> float:
        """Its right edge."""
        return self.x + self.width

    def inside(self, air: float) -> "Span":
        """Give the place without some room at both ends."""
        room = min(air, self.width / 2 - 1)
        return Span(self.x + room, self.width - 2 * room)

    def at(self, share: float) -> float:
        """Say where a share of it stands."""
        return round(self.x + share * self.width, 2)


@dataclass(frozen=True)
class Entry:
    """What a row says in words beside its marks."""

    name: str
    language: str
    words: str = ""
    more: str = ""
    look: str = ""


class Sheet:
    """A drawing while it is made, from the top down."""

    def __init__(
        self,
        language: str,
        width: float,
        *,
        is_rtl: bool,
        entries: Sequence[Entry],
        columns: tuple[int, int],
    ) -> None:
        """Begin a sheet; `columns` say where in the table words and more stand."""
        self.language, self.width, self.is_rtl = language, width, is_rtl
        self.columns, self.line = columns, -1
        self.is_wide = width >= _LEAST_WIDE
        self.shapes: list[Shape] = []
        self.y = 2.0
        self._strips: list[tuple[float, float]] = []  # where marks are, if narrow
        whole = Span(0, width)
        self.name = self.plot = self.words = self.more = whole
        if self.is_wide:
            self._columns(entries)
        else:
            two = any(entry.more for entry in entries)
            self.words = self._mirrored(Span(0, width * (0.68 if two else 1)))
            self.more = self._mirrored(Span(width * 0.7, width * 0.3))

    def label(
        self,
        words: str,
        span: Span,
        *,
        at: At = "start",
        look: str = "",
        size: float = SIZE,
        most: int = 3,
        language: str = "",
    ) -> Label:
        """Make words that stand in a span, against the edge where reading begins."""
        bold = look in _BOLD
        text, lines = letters.broken(words, span.width, size, most=most, bold=bold)
        anchor, x = self._edge(span, at)
        return Label(
            text, lines, round(x, 2), 0, round(span.width, 2), size, anchor,
            language or self.language, look,
        )  # fmt: skip

    def put(self, label: Label, y: float, column: int | None = None) -> None:
        """Put words at a height, unless there are none."""
        if label.lines:
            cell = None if column is None else (self.line, column)
            self.shapes.append(replace(label, y=round(y, 2), cell=cell))

    def head(self, entry: Entry, marks: str = "", column: int = 0) -> None:
        """Say over the columns what they hold; over the marks where there is room."""
        words = self.label(
            entry.words, self.words, at=self._far, look="soft", size=SMALL
        )
        more = self.label(entry.more, self.more, at="end", look="soft", size=SMALL)
        told = [(words, self.columns[0]), (more, self.columns[1])]
        if self.is_wide:
            name = self.label(entry.name, self.name, look="soft", size=SMALL)
            over = self.label(marks, self.plot, look="soft", size=SMALL)
            told += [(name, 0), (over, column)]
        height = max(label.height for label, _ in told)
        for label, place in told:
            self.put(label, self.y + height - label.height, place)
        self.y += height + (4 if height else 0)
        if self.is_wide and height:
            self.rule("edge")

    def row(self, entry: Entry, above: float = 0, *, has_marks: bool = True) -> float:
        """Write the words of a row; say at which height its marks go."""
        self.line += 1
        name = self.label(
            entry.name, self.name, look=entry.look, language=entry.language
        )
        told, beside = self._island(entry.words), self._island(entry.more)
        words = self.label(told, self.words, at=self._far, look=entry.look)
        more = self.label(beside, self.more, at="end", look="soft")
        if self.is_wide:
            return self._beside([name, words, more], above)
        self.put(name, self.y + AIR, 0)
        self.y += AIR + name.height
        self.put(words, self.y, self.columns[0])
        self.put(more, self.y, self.columns[1])
        strip = STRIP if has_marks else 0
        self.y += max(words.height, more.height) + above + strip
        self._strips.append((round(self.y - strip, 2), round(self.y, 2)))
        return round(self.y - strip / 2, 2)

    def rule(self, look: str) -> None:
        """Draw a line across."""
        y = round(self.y, 2)
        self.shapes.append(Line(0, y, self.width, y, look))

    def axis(self, axis: Axis, plot: Span, top: float) -> None:
        """Draw an axis of numbers under the rows, and light lines up through them."""
        foot = round(self.y + AIR / 2, 2)
        # Where names stand between the marks, no line goes through them.
        ways = [(round(top, 2), foot)] if self.is_wide else self._strips
        places = [(plot.at(axis.share(tick.value)), "grid") for tick in axis.ticks]
        if axis.zero is not None:
            places.append((plot.at(axis.share(axis.zero)), "zero"))
        behind = [
            Line(x, top, x, foot, look) for x, look in places for top, foot in ways
        ]
        behind.append(Line(plot.at(0), foot, plot.at(1), foot, "edge"))
        self.shapes[:0] = behind
        self.y = foot + 4
        self._numbers(axis, plot)
        self._sides(axis, plot)

    def words_at(
        self, words: str, x: float, y: float, anchor: Anchor, look: str = ""
    ) -> Label:
        """Make words on one line beside a mark, their middle at a height."""
        bold = look in _BOLD
        wide = letters.width(words, SMALL, bold=bold)
        made = Label(
            words, (words,) if words else (), round(x, 2), 0, round(wide, 2), SMALL,
            anchor, self.language, look,
        )  # fmt: skip
        return replace(made, y=round(y - made.height / 2, 2))

    def done(self) -> Drawing:
        """Give the drawing."""
        height = round(self.y + 4, 2)
        return Drawing(self.width, height, self.language, tuple(self.shapes))

    @property
    def _far(self) -> At:
        return "end" if self.is_wide else "start"

    def _island(self, words: str) -> str:
        """Let figures run by themselves, as in a table: from low to high, to the right.

        In a line that runs to the left their brackets and signs would change places.
        """
        return f"\u2068{words}\u2069" if self.is_rtl and words else words

    def _beside(self, labels: list[Label], above: float) -> float:
        height = max(STRIP, *(label.height for label in labels))
        middle = self.y + AIR / 2 + above + height / 2
        for label, column in zip(labels, (0, *self.columns), strict=True):
            self.put(label, middle - label.height / 2, column)
        self.y += AIR + above + height
        return round(middle, 2)

    def _columns(self, entries: Sequence[Entry]) -> None:
        """Share the width out: to the numbers what they want, to the marks the rest."""
        name = self.width * _NAME
        words = self._wanted(((e.words, e.look) for e in entries), _WORDS)
        more = self._wanted(((e.more, "") for e in entries), _MORE)
        x, made = 0.0, []
        taken = name + words + more + GAP * (1 + bool(words) + bool(more))
        for width in (name, self.width - taken, words, more):
            made.append(self._mirrored(Span(x, width)))
            x += width + (GAP if width else 0)
        self.name, self.plot, self.words, self.more = made

    def _wanted(self, texts: Iterable[tuple[str, str]], most: float) -> float:
        wide = [letters.width(text, SIZE, bold=look in _BOLD) for text, look in texts]
        widest = max(wide, default=0.0)
        return min(widest + 1, self.width * most) if widest else 0.0

    def _mirrored(self, span: Span) -> Span:
        if not self.is_rtl:
            return span
        return Span(self.width - span.end, span.width)

    def _edge(self, span: Span, at: At) -> tuple[Anchor, float]:
        if at == "middle":
            return "middle", span.x + span.width / 2
        at_right = (at == "end") != self.is_rtl
        return ("right", span.end) if at_right else ("left", span.x)

    def _numbers(self, axis: Axis, plot: Span) -> None:
        """Write the numbers of an axis, as many of them as have room."""
        made = [
            self.words_at(
                tick.words, plot.at(axis.share(tick.value)), 0, "middle", "soft"
            )
            for tick in axis.ticks
        ]
        left = max(plot.x - GAP / 2, 0)
        room = Span(left, min(plot.end + GAP / 2, self.width) - left)
        shown = thinned([kept_in(label, room) for label in made], axis)
        for label in shown:
            self.put(label, self.y)
        self.y += max((label.height for label in shown), default=0)

    def _sides(self, axis: Axis, plot: Span) -> None:
        """Say what the left and the right of nought mean."""
        half = (plot.width - GAP) / 2
        left, right = Span(plot.x, half), Span(plot.end - half, half)
        # Left is less in every language, so these do not mirror.
        at: tuple[At, At] = ("end", "start") if self.is_rtl else ("start", "end")
        less = self.label(axis.less, left, at=at[0], look="soft", size=SMALL)
        more = self.label(axis.more, right, at=at[1], look="soft", size=SMALL)
        self.put(less, self.y)
        self.put(more, self.y)
        self.y += max(less.height, more.height)


def kept_in(label: Label, room: Span) -> Label:
    """Move words that stand over the edge of a room into it."""
    box = label.box
    over = max(box.right - room.end, 0)
    return replace(label, x=round(label.x + max(room.x - box.left, 0) - over, 2))


def thinned(labels: list[Label], axis: Axis) -> list[Label]:
    """Take out every other number, or more, until none touches the next one."""
    zeros = [n for n, tick in enumerate(axis.ticks) if tick.value == 0]
    start = zeros[0] if zeros else 0
    for step in range(1, len(labels) + 1):
        kept = labels[start % step :: step]
        if not _touch(kept):
            return kept
    return []


def _touch(labels: list[Label]) -> bool:
    pairs = pairwise(labels)
    return any(one.box.right + 5 > two.box.left for one, two in pairs)


def entry_of(row: Any, words: str, more: str = "") -> Entry:
    """Take from a row of a chart what stands beside its marks."""
    look = "total" if row.is_total else ""
    return Entry(row.label, row.language, words, more, look)
