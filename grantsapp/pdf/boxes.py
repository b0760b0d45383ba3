"""A text in a look, broken to a width: what paragraphs and cells are made of."""

from dataclasses import dataclass

from grantsapp.pdf import shaping, style
from grantsapp.pdf.blocks import Text
from grantsapp.pdf.paper import Paper
from grantsapp.pdf.shaping import Line
from grantsapp.pdf.style import Look


class Box:
    """A shaped text in a look; its lines follow from the width it is given."""

    def __init__(self, words: Text, look: Look, tightness: float = 1) -> None:
        self.words, self.look = words, look
        self._strands = shaping.strands(words)
        leading = max((strand.leading for strand in self._strands), default=0)
        self.leading = look.size * leading * tightness
        self.is_rtl = shaping.is_rtl(words.language)
        self.lines: list[Line] = []

    @property
    def natural_width(self) -> float:
        """The room it wants where no line is broken for it."""
        widest = max((strand.width for strand in self._strands), default=0)
        return widest * self.look.size / 1000

    @property
    def drop(self) -> float:
        """How far its first baseline lies below its top."""
        if not self._strands:
            return 0
        face = self._strands[0].main
        middle = (face.ascent + face.descent) * self.look.size / 2000
        return self.leading / 2 + middle

    @property
    def height(self) -> float:
        """The height of its lines."""
        return len(self.lines) * self.leading

    @property
    def spoken(self) -> str:
        """The text in reading order, where the drawn glyphs run against it."""
        return shaping.plain(self.words.text) if self.is_rtl else ""

    def fit(self, width: float) -> None:
        """Break the text into lines of a width."""
        room = width * 1000 / self.look.size
        self.lines = [line for strand in self._strands for line in strand.lines(room)]

    def width_of(self, line: Line) -> float:
        """Say how wide a line is in this look."""
        return line.width * self.look.size / 1000


@dataclass(frozen=True)
class Span:
    """A place across the page: where it starts, how wide it is."""

    x: float
    width: float

    @property
    def end(self) -> float:
        """The right edge."""
        return self.x + self.width

    def place(self, width: float, *, at_right: bool) -> float:
        """Say where something of a width starts, at the left or the right edge."""
        return self.end - width if at_right else self.x


PAGE = Span(style.MARGIN, style.WIDTH)


def draw(
    paper: Paper, box: Box, baseline: float, span: Span, *, at_right: bool
) -> None:
    """Set all lines of a box, one under another, against one edge of a span."""
    draw_lines(paper, box, box.lines, baseline, span=span, at_right=at_right)


def draw_lines(
    paper: Paper,
    box: Box,
    lines: list[Line],
    baseline: float,
    *,
    span: Span,
    at_right: bool,
) -> None:
    """Set some lines of a box, where a page or a row does not take all of them."""
    for place, line in enumerate(lines):
        x = span.place(box.width_of(line), at_right=at_right)
        y = baseline - place * box.leading
        paper.line(line, x, y, box.look.size, box.look.colour)
