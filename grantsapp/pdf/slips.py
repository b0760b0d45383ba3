"""Slips to cut off and hand out, each with a code of its own."""

from dataclasses import dataclass, field, replace

from grantsapp.pdf import boxes, codes, shaping, style
from grantsapp.pdf.blocks import About, Slip, Text
from grantsapp.pdf.boxes import Box, Span
from grantsapp.pdf.fitting import fitted
from grantsapp.pdf.paper import Paper, Point
from grantsapp.pdf.style import MILLIMETRE, Look

ACROSS, DOWN = 2, 5
_MARGIN, _HEAD = 10 * MILLIMETRE, 12 * MILLIMETRE
_WIDTH = (style.PAGE_WIDTH - 2 * _MARGIN) / ACROSS
_HEIGHT = (style.PAGE_HEIGHT - 2 * _MARGIN - _HEAD) / DOWN
_CODE, _INSIDE = 36 * MILLIMETRE, 4 * MILLIMETRE
_DASH, _PAUSE, _AIR = 4.0, 4.0, 4.0
_ADDRESS, _LINE = (10, 9, 8, 7, 6), 15
_TOP = style.PAGE_HEIGHT - _MARGIN - _HEAD


def render(language: str, head: Text, slips: list[Slip]) -> bytes:
    """Draw the slips, ten on a page, and give the file."""
    paper = Paper(About(language, head.text, "", ""))
    is_rtl = shaping.is_rtl(language)
    on_a_page = ACROSS * DOWN
    pages = [slips[at : at + on_a_page] for at in range(0, len(slips), on_a_page)]
    sheets = _Sheets(paper, is_rtl)
    for number, page in enumerate(pages):
        if number == 0:
            _heading(paper, head, is_rtl)
        for place, slip in enumerate(page):
            row, column = divmod(place, ACROSS)
            column = ACROSS - 1 - column if is_rtl else column
            sheets.slip(slip, _MARGIN + column * _WIDTH, _TOP - row * _HEIGHT)
        sheets.cuts(-(-len(page) // ACROSS))
        paper.turn()
    return paper.finish()


def _heading(paper: Paper, words: Text, is_rtl: bool) -> None:
    span = Span(_MARGIN, style.PAGE_WIDTH - 2 * _MARGIN)
    box = fitted(words, (11, 9), _HEAD - 6, Look(11), span.width)
    element = paper.structure.root.add("H1", words.language, actual=box.spoken)
    top = style.PAGE_HEIGHT - _MARGIN
    with paper.content(element):
        boxes.draw(paper, box, top - box.drop, span, at_right=is_rtl)


@dataclass
class _Sheets:
    """The paper, while slips are drawn on it; what they share is set once."""

    paper: Paper
    is_rtl: bool
    known: dict[Text, Box] = field(default_factory=dict)

    def slip(self, slip: Slip, x: float, top: float) -> None:
        """Draw one slip: words where its language begins, the code at the other end."""
        place = Span(x + _INSIDE, _WIDTH - 2 * _INSIDE)
        room = place.width - _CODE - _INSIDE
        words = Span(place.place(room, at_right=self.is_rtl), room)
        texts = [
            self.fit(replace(slip.title, bold=True), (12, 11, 10, 9), 46, style.INK),
            self.fit(slip.sentence, (9.5, 8.5, 7.5), 56, style.INK),
            *(
                self.fit(Text(line, "en", bold=True), _ADDRESS, _LINE, style.GREEN)
                for line in slip.address
            ),
        ]
        part = self.paper.structure.root.add("Sect", slip.title.language)
        y = top - (_HEIGHT - sum(box.height + _AIR for box in texts) + _AIR) / 2
        for box in texts:
            said = part.add("P", box.words.language, actual=box.spoken)
            with self.paper.content(said):
                at_right = self.is_rtl
                boxes.draw(self.paper, box, y - box.drop, words, at_right=at_right)
            y -= box.height + _AIR
        left = place.place(_CODE, at_right=not self.is_rtl)
        corner = (left, top - (_HEIGHT - _CODE) / 2)
        codes.draw(self.paper, slip.code, part, corner, _CODE)

    def fit(
        self, words: Text, sizes: tuple[float, ...], room: float, colour: str
    ) -> Box:
        """Set a text to the room beside the code, once for all slips that have it."""
        if words not in self.known:
            width = _WIDTH - 3 * _INSIDE - _CODE
            look = Look(sizes[0], colour)
            self.known[words] = fitted(words, sizes, room, look, width)
        return self.known[words]

    def cuts(self, rows: int) -> None:
        """Draw the lines to cut along, broken, to the edges of the paper."""
        foot = _TOP - rows * _HEIGHT
        with self.paper.artifact():
            for row in range(rows + 1):
                y = _TOP - row * _HEIGHT
                self._broken((0, y), (style.PAGE_WIDTH, y))
            middle = style.PAGE_WIDTH / 2
            self._broken((middle, _TOP), (middle, foot))

    def _broken(self, start: Point, end: Point) -> None:
        (x, y), (right, foot) = start, end
        length, step = (right - x) + (y - foot), _DASH + _PAUSE
        for n in range(int(length / step) + 1):
            past, dash = n * step, min(_DASH, length - n * step)
            one = (x + past, y) if right > x else (x, y - past)
            two = (x + past + dash, y) if right > x else (x, y - past - dash)
            self.paper.stroke(one, two, width=style.HAIRLINE, colour=style.MUTED)
