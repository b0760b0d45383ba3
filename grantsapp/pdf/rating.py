"""What is rated by hand: circles with a sign in them, in rows and in grids.

The sign in a circle and the number before a statement are what a keyer types, and they
are the same in every language.
"""

from dataclasses import replace
from functools import partial
from typing import Any

from grantsapp.pdf import boxes, shaping, style
from grantsapp.pdf.blocks import Squares, Statements, Text, Ticks
from grantsapp.pdf.boxes import PAGE, Box, Span
from grantsapp.pdf.paper import Paper
from grantsapp.pdf.strips import Strip, spaced
from grantsapp.pdf.style import Look
from grantsapp.pdf.tags import Element

_RADIUS = 8.0
_SIGN = Look(7.5, style.MUTED)
_OPTION, _WORDS = Look(9.5), Look(7.5, style.GREEN)
_STATEMENT = Look(10)
_NUMBER_WIDTH = 24.0
_MOST_OPTIONS = 0.62  # of the page; the statements have the rest
_NARROWEST_OPTION, _BETWEEN = 38.0, 6.0  # a circle; between words side by side
_AIR, _GAP, _PADDING = 5.0, 16.0, 6.0
_SQUARE = 22.0

Signed = tuple[str, Text]


def ticks(block: Ticks, root: Element) -> list[Strip]:
    """Make the strips of answers in a row, as many on a line as there is room for."""
    is_rtl = shaping.is_rtl(root.language)
    parent, x, line = root.add("L", root.language), 0.0, []
    strips: list[Strip] = []
    for sign, words in block.options:
        box = Box(words, _OPTION)
        room = PAGE.width - 2 * _RADIUS - _AIR
        box.fit(room)
        width = min(box.natural_width, room) + 2 * _RADIUS + _AIR
        if line and x + width > PAGE.width:
            strips.append(_row_of_ticks(line))
            x, line = 0.0, []
        place = PAGE.end - x - width if is_rtl else PAGE.x + x
        item = parent.add("LI").add("LBody", words.language, actual=box.spoken)
        line.append((sign, box, item, Span(place, width), is_rtl))
        x += width + _GAP
    strips.append(_row_of_ticks(line))
    kept = [replace(strip, is_kept=True) for strip in strips[:-1]]
    return spaced([*kept, strips[-1]], 2, style.BODY.after)


def _row_of_ticks(line: list[Any]) -> Strip:
    height = max([2 * _RADIUS, *(box.height for _s, box, *_more in line)])
    return Strip(height, partial(_draw_ticks, line, height), _AIR, _AIR)


def _draw_ticks(line: list[Any], height: float, *where: Any) -> None:
    paper, top = where
    for sign, box, item, span, is_rtl in line:
        x = span.place(2 * _RADIUS, at_right=is_rtl) + _RADIUS
        with paper.artifact():  # the sign says nothing without its words
            _circle(paper, x, top - height / 2, sign)
        left = span.x if is_rtl else span.x + 2 * _RADIUS + _AIR
        words = Span(left, span.width - 2 * _RADIUS - _AIR)
        first = top - (height - box.height) / 2 - box.drop
        with paper.content(item):
            boxes.draw(paper, box, first, words, at_right=is_rtl)


def _circle(paper: Paper, x: float, y: float, sign: str) -> None:
    paper.disc(x, y, _RADIUS, style.MUTED)
    paper.disc(x, y, _RADIUS - style.THIN, "#ffffff")
    box = Box(Text(sign, "en"), _SIGN)
    box.fit(PAGE.width)
    boxes.draw(
        paper,
        box,
        y - _SIGN.size * 0.36,
        Span(x - box.natural_width / 2, 1),
        at_right=False,
    )


def statements(block: Statements, root: Element) -> list[Strip]:
    """Make the strips of statements: a grid, or one by one where words are long."""
    heads = [Box(words, _WORDS) for _sign, words in block.options]
    widths = [max(_longest_word(b) + _BETWEEN, _NARROWEST_OPTION) for b in heads]
    if sum(widths) <= PAGE.width * _MOST_OPTIONS:
        return _Grid(root, block, heads, widths).strips()
    return _one_by_one(block, root)


def _longest_word(box: Box) -> float:
    words = box.words.text.split()
    parts = (Box(replace(box.words, text=word), box.look) for word in words)
    return max((part.natural_width for part in parts), default=0)


def _one_by_one(block: Statements, root: Element) -> list[Strip]:
    strips: list[Strip] = []
    for number, words in block.items:
        said = replace(words, text=f"{number}. {words.text}")
        box = Box(said, _STATEMENT)
        box.fit(PAGE.width)
        item = root.add("P", words.language, actual=box.spoken)
        draw = partial(_draw_words, box, item, PAGE, shaping.is_rtl(root.language))
        head = Strip(box.height, draw, 14, 2, is_kept=True)
        strips += [head, *ticks(Ticks(block.options), root)]
    return strips


def _draw_words(
    box: Box, item: Element, span: Span, at_right: bool, *where: Any
) -> None:
    paper, top = where
    with paper.content(item):
        boxes.draw(paper, box, top - box.drop, span, at_right=at_right)


class _Grid:
    """Statements down the page, options across it, mirrored where it is read so."""

    def __init__(
        self, root: Element, block: Statements, heads: list[Box], widths: list[float]
    ) -> None:
        self.block, self.heads = block, heads
        self.is_rtl = shaping.is_rtl(root.language)
        self.table = root.add("Table", root.language)
        start = PAGE.width - sum(widths)
        across = [Span(start + sum(widths[:n]), w) for n, w in enumerate(widths)]
        self.options = [self._mirrored(span) for span in across]
        self.number = self._mirrored(Span(0, _NUMBER_WIDTH))
        text = start - _NUMBER_WIDTH - _GAP
        self.statement = self._mirrored(Span(_NUMBER_WIDTH, text))

    def _mirrored(self, span: Span) -> Span:
        x = PAGE.end - span.end if self.is_rtl else PAGE.x + span.x
        return Span(x, span.width)

    def strips(self) -> list[Strip]:
        """Make the head, which comes again on each page, and a strip for each row."""
        for box, span in zip(self.heads, self.options, strict=True):
            box.fit(span.width - _BETWEEN)
        line = self.table.add("TR")
        line.add("TD")  # above the statements stands nothing
        cells = [
            line.add("TH", b.words.language, actual=b.spoken, scope="Column")
            for b in self.heads
        ]
        height = max(box.height for box in self.heads) + _PADDING
        head = Strip(height, partial(self._head, cells, height), is_kept=True)
        again = Strip(height, partial(self._head, None, height))
        rows = [self._row(number, words, again) for number, words in self.block.items]
        ends = (0, len(rows) - 2)  # a row stands alone neither at the foot nor above
        rows = [replace(row, is_kept=n in ends) for n, row in enumerate(rows)]
        return spaced([head, *rows], style.BODY.before, style.BODY.after)

    def _head(
        self, cells: list[Element] | None, height: float, paper: Paper, top: float
    ) -> None:
        for place, (box, span) in enumerate(zip(self.heads, self.options, strict=True)):
            with paper.content(cells[place]) if cells else paper.artifact():
                y = top - (height - _PADDING - box.height) - box.drop
                for n, line in enumerate(box.lines):
                    x = span.x + (span.width - box.width_of(line)) / 2
                    base = y - n * box.leading
                    paper.line(line, x, base, box.look.size, box.look.colour)
        self._rule(paper, top - height, style.THIN, style.GREEN)

    def _row(self, number: str, words: Text, again: Strip) -> Strip:
        box = Box(words, _STATEMENT)
        box.fit(self.statement.width)
        line = self.table.add("TR")
        spoken = f"{number}. {shaping.plain(words.text)}"
        name = line.add("TH", words.language, actual=spoken, scope="Row")
        cells = [line.add("TD") for _option in self.options]
        height = max(box.height, 2 * _RADIUS) + 2 * _PADDING
        draw = partial(self._draw_row, number, box, [name, *cells], height)
        return Strip(height, draw, repeated=again)

    def _draw_row(
        self, number: str, box: Box, cells: list[Element], height: float, *where: Any
    ) -> None:
        paper, top = where
        middle = top - height / 2
        name, *places = cells
        first = middle + box.height / 2 - box.drop
        numeral = Box(Text(number, "en"), replace(_STATEMENT, colour=style.MUTED))
        numeral.fit(_NUMBER_WIDTH)
        with paper.content(name):
            boxes.draw(paper, numeral, first, self.number, at_right=self.is_rtl)
            boxes.draw(paper, box, first, self.statement, at_right=self.is_rtl)
        options = zip(self.block.options, self.options, places, strict=True)
        for (sign, _words), span, cell in options:
            with paper.content(cell):
                _circle(paper, span.x + span.width / 2, middle, sign)
        self._rule(paper, top - height, style.HAIRLINE, style.LIGHT)

    @staticmethod
    def _rule(paper: Paper, y: float, width: float, colour: str) -> None:
        with paper.artifact():
            paper.stroke((PAGE.x, y), (PAGE.end, y), width=width, colour=colour)


def squares(block: Squares, root: Element) -> list[Strip]:
    """Make the strips of squares to write letters into, a line for each group."""
    is_rtl = shaping.is_rtl(root.language)
    parent = root.add("L", root.language)
    strips: list[Strip] = []
    for count, words in block.groups:
        taken = max(c for c, _words in block.groups) * _SQUARE + _GAP
        room = Span(PAGE.x if is_rtl else PAGE.x + taken, PAGE.width - taken)
        box = Box(words, _OPTION)
        box.fit(room.width)
        item = parent.add("LI").add("LBody", words.language, actual=box.spoken)
        height = max(_SQUARE, box.height)
        draw = partial(_draw_squares, count, box, item, room, height)
        strips.append(Strip(height, draw, _AIR, _AIR, is_kept=True))
    strips[-1] = replace(strips[-1], is_kept=False)
    return spaced(strips, 2, style.BODY.after)


def _draw_squares(
    count: int, box: Box, item: Element, room: Span, height: float, *where: Any
) -> None:
    paper, top = where
    is_rtl = room.x == PAGE.x
    y, width = top - height / 2 + _SQUARE / 2, count * _SQUARE
    x = PAGE.place(width, at_right=is_rtl)
    with paper.artifact():
        for edge in (y, y - _SQUARE):
            ends = (x, edge), (x + width, edge)
            paper.stroke(*ends, width=style.THIN, colour=style.MUTED)
        for n in range(count + 1):
            ends = (x + n * _SQUARE, y), (x + n * _SQUARE, y - _SQUARE)
            paper.stroke(*ends, width=style.THIN, colour=style.MUTED)
    with paper.content(item):
        first = top - (height - box.height) / 2 - box.drop
        boxes.draw(paper, box, first, room, at_right=is_rtl)
