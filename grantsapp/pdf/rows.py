"""Rows of cells: how wide, how high, which edge, and what is drawn in them."""

from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from functools import partial

from grantsapp.pdf import boxes, forest, style
from grantsapp.pdf.blocks import Interval
from grantsapp.pdf.boxes import Box, Span
from grantsapp.pdf.forest import Scale
from grantsapp.pdf.paper import Paper
from grantsapp.pdf.strips import ROOM, Strip
from grantsapp.pdf.tags import Element

Cells = Sequence[Box | Interval]

GAP = 14
_TALLEST = 0.7  # of a page: a row above this goes on in a second strip
_LEAST_FOR_PLOT = 14
_MIDDLE = 0.35  # of the size: the middle of the digits beside a plot
_ALL = slice(None)


@dataclass(frozen=True)
class Grid:
    """What all rows of a table share: its columns, its direction, its scale."""

    spans: list[Span]
    is_rtl: bool
    language: str
    padding: float
    numeric: Set[int] = frozenset()
    widest: dict[int, float] = field(default_factory=dict)
    scale: Scale | None = None
    has_lines: bool = True
    before_words: Set[int] = frozenset()  # figures, with a column of words after them

    @property
    def whole(self) -> Span:
        """The place of the whole table."""
        left = min(span.x for span in self.spans)
        return Span(left, max(span.end for span in self.spans) - left)

    def place(self, column: int, *, is_head: bool) -> tuple[Span, bool]:
        """Say where text stands in a column, and whether at the right edge.

        Numbers stand at the end of the line with their units under each other: where
        the end is on the left, they share the right edge of the widest of them. Before
        a column of words they stand at its start instead, not to touch the words.
        """
        span = self.spans[column]
        if column not in self.numeric:
            return span, self.is_rtl
        if column in self.before_words:
            width = min(self.widest[column], span.width)
            x = span.place(width, at_right=self.is_rtl)
            return (span, self.is_rtl) if is_head else (Span(x, width), True)
        if not self.is_rtl:
            return span, True
        if is_head:
            return span, False
        return Span(span.x, min(self.widest[column], span.width)), True


@dataclass(frozen=True)
class Row:
    """A row: its cells, and the element that each is drawn for."""

    grid: Grid
    cells: Cells
    elements: list[Element]
    is_head: bool = False
    is_last: bool = False
    is_total: bool = False

    def fit(self) -> None:
        """Break the text of each cell to the width of its column."""
        for cell, span in zip(self.cells, self.grid.spans, strict=True):
            if isinstance(cell, Box):
                cell.fit(span.width)

    def strips(self, repeated: Strip | None = None) -> list[Strip]:
        """Make the strip of the row; only what is taller than a page is divided."""
        leading = max((box.leading for box in self._boxes), default=0)
        at_once = int(ROOM * _TALLEST / leading) if leading else 1
        parts = (slice(at, at + at_once) for at in range(0, self._most, at_once))
        return [
            Strip(self._height(part), partial(self._draw, part), repeated=repeated)
            for part in parts
        ]

    def again(self) -> Strip:
        """Make the strip of a head that comes again, which nobody needs to hear."""
        draw = partial(self._draw, _ALL, is_again=True)
        return Strip(self._height(_ALL), draw)

    @property
    def _boxes(self) -> list[Box]:
        return [cell for cell in self.cells if isinstance(cell, Box)]

    @property
    def _most(self) -> int:
        return max((len(box.lines) for box in self._boxes), default=0) or 1

    @property
    def _drop(self) -> float:
        """The first baseline, which all cells share."""
        return max((box.drop for box in self._boxes), default=0)

    def _height(self, part: slice) -> float:
        heights = [
            self._drop - box.drop + len(box.lines[part]) * box.leading
            for box in self._boxes
        ]
        if any(isinstance(cell, Interval) for cell in self.cells):
            heights.append(_LEAST_FOR_PLOT)
        return max(heights, default=0) + 2 * self.grid.padding

    def _draw(
        self, part: slice, paper: Paper, top: float, *, is_again: bool = False
    ) -> None:
        with paper.artifact():
            self._lines(paper, top, top - self._height(part))
        baseline = top - self.grid.padding - self._drop
        for column, (cell, element) in enumerate(
            zip(self.cells, self.elements, strict=True)
        ):
            is_plot = isinstance(cell, Interval)
            if (is_plot and part.start) or (not is_plot and not cell.lines[part]):
                continue
            with paper.artifact() if is_again else paper.content(element):
                if is_plot:
                    self._plot(paper, cell, column, baseline)
                else:
                    self._write(paper, cell, part, column, baseline)

    def _write(
        self, paper: Paper, box: Box, part: slice, column: int, baseline: float
    ) -> None:
        span, at_right = self.grid.place(column, is_head=self.is_head)
        lines = box.lines[part]
        boxes.draw_lines(paper, box, lines, baseline, span=span, at_right=at_right)

    def _plot(
        self, paper: Paper, interval: Interval, column: int, baseline: float
    ) -> None:
        if self.grid.scale:
            y = baseline + style.CELL.size * _MIDDLE
            span = self.grid.spans[column]
            forest.draw_interval(paper, interval, self.grid.scale, span, y)

    def _lines(self, paper: Paper, top: float, foot: float) -> None:
        whole = self.grid.whole
        for column, cell in enumerate(self.cells):
            if isinstance(cell, Interval) and self.grid.scale:
                span = self.grid.spans[column]
                forest.draw_nought(paper, self.grid.scale, span, top, foot)
        strong = self.is_head or self.is_last
        colour = style.GREEN if strong else style.LIGHT
        width = style.THIN if self.is_head else style.HAIRLINE
        if self.grid.has_lines:
            ends = (whole.x, foot), (whole.end, foot)
            paper.stroke(*ends, width=width, colour=colour)
        if self.is_total:
            ends = (whole.x, top), (whole.end, top)
            paper.stroke(*ends, width=style.HAIRLINE, colour=style.GREEN)


def columns(shares: list[float], span: Span, *, is_rtl: bool) -> list[Span]:
    """Share the width out to columns, from where the language begins to be read."""
    room = span.width - GAP * (len(shares) - 1)
    spans, x = [], span.x
    for share in shares:
        spans.append(Span(x, room * share / sum(shares)))
        x = spans[-1].end + GAP
    if is_rtl:
        spans = [Span(span.x + span.end - one.end, one.width) for one in spans]
    return spans
