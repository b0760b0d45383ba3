"""A poster on one page: what there is, until when, and where to go.

Its pieces have their places on the page; a text that is too long for its place is set
smaller, and at the smallest size is cut.
"""

from dataclasses import dataclass, replace

from grantsapp.pdf import boxes, codes, shaping, style
from grantsapp.pdf.blocks import About, Poster, Text
from grantsapp.pdf.boxes import Box, Span
from grantsapp.pdf.fitting import fitted
from grantsapp.pdf.paper import Paper
from grantsapp.pdf.style import MILLIMETRE, Look

_MARGIN = 20 * MILLIMETRE
_INSIDE = Span(_MARGIN, style.PAGE_WIDTH - 2 * _MARGIN)
_CODE = 64 * MILLIMETRE
_FOOT = 13 * MILLIMETRE
_GAP = 12 * MILLIMETRE
_WHITE, _PALE = "#ffffff", "#e3efed"
_TITLES, _TITLE_ROOM = (56, 52, 48, 44, 40, 36, 32, 28, 24), 192
_SENTENCES = (23, 21, 19, 17, 15, 13)
_VALUES, _VALUE_ROOM = (25, 22, 19, 17, 15, 13), 66
_LABEL, _SMALL = Look(13, style.MUTED), Look(14)
_ADDRESSES, _ADDRESS_ROOM = (22, 20, 18, 16, 14, 12, 10), 30  # one line, to type off


def render(poster: Poster) -> bytes:
    """Draw a poster, and give the file."""
    about = About(poster.title.language, poster.title.text, poster.fund.text, "")
    sheet = _Sheet(Paper(about), poster, shaping.is_rtl(poster.language))
    band = sheet.head()
    below = _FOOT + _CODE + _GAP
    rows = sheet.fact_height()
    sheet.sentence(band - _GAP, room=band - 2 * _GAP - below - rows)
    sheet.facts(below + rows)
    sheet.way_in()
    sheet.paper.turn()
    return sheet.paper.finish()


@dataclass
class _Sheet:
    """The one page, while it is drawn."""

    paper: Paper
    poster: Poster
    is_rtl: bool

    def head(self) -> float:
        """Draw fund and title on a band of colour; say where the band ends."""
        pale = Look(15, _PALE)
        fund = fitted(self.poster.fund, (15, 13), 40, pale, _INSIDE.width)
        look = Look(58, _WHITE)
        title = fitted(
            replace(self.poster.title, bold=True), _TITLES, _TITLE_ROOM, look,
            _INSIDE.width, tightness=style.TIGHT_HEADING,
        )  # fmt: skip
        top = style.PAGE_HEIGHT - _MARGIN
        foot = top - fund.height - 10 - title.height - _GAP
        with self.paper.artifact():
            band = (0.0, foot, style.PAGE_WIDTH, style.PAGE_HEIGHT - foot)
            self.paper.rectangles([band], style.GREEN)
        self.put("P", fund, top)
        self.put("H1", title, top - fund.height - 10)
        return foot

    def sentence(self, top: float, room: float) -> None:
        """Say what the call is for, as large as there is room."""
        box = fitted(self.poster.sentence, _SENTENCES, room, Look(24), _INSIDE.width)
        self.put("P", box, top)

    def fact_height(self) -> float:
        """Say how much room the facts take."""
        tallest = max(
            (label.height + value.height for label, value in self._facts()), default=0
        )
        return tallest + 14

    def facts(self, top: float) -> None:
        """Draw amounts and times side by side, under a strong line."""
        spans = self._columns()
        for (label, value), span in zip(self._facts(), spans, strict=True):
            with self.paper.artifact():
                ends = (span.x, top), (span.end, top)
                self.paper.stroke(*ends, width=style.THICK, colour=style.GREEN)
            self.put("P", label, top - 8, span)
            self.put("P", value, top - 8 - label.height, span)

    def way_in(self) -> None:
        """Draw the code, and beside it how to get to the call."""
        x = _INSIDE.place(_CODE, at_right=self.is_rtl)
        quiet = _CODE * codes.QUIET / 37  # its white border reaches into the margin
        x += quiet if self.is_rtl else -quiet
        top = _FOOT + _CODE
        root = self.paper.structure.root
        codes.draw(self.paper, self.poster.code, root, (x, top), _CODE)
        room = _INSIDE.width - _CODE - 4 * MILLIMETRE
        left = _INSIDE.x if self.is_rtl else _INSIDE.end - room
        span = Span(left, room)
        width = span.width
        address = Text(self.poster.address, "en", bold=True)
        texts = [
            fitted(self.poster.invitation, (17, 15, 13), 64, Look(17), width),
            fitted(address, _ADDRESSES, _ADDRESS_ROOM, Look(22, style.GREEN), width),
            fitted(self.poster.languages, (14, 12, 10), 50, _SMALL, width),
        ]
        y = top - (_CODE - sum(text.height + 9 for text in texts)) / 2
        for text in texts:
            self.put("P", text, y, span)
            y -= text.height + 9

    def put(self, tag: str, box: Box, top: float, span: Span = _INSIDE) -> None:
        """Set a text against the edge at which the poster's language begins."""
        words = box.words
        root = self.paper.structure.root
        with self.paper.content(root.add(tag, words.language, actual=box.spoken)):
            place = top - box.drop
            boxes.draw(self.paper, box, place, span, at_right=self.is_rtl)

    def _facts(self) -> list[tuple[Box, Box]]:
        width = self._columns()[0].width if self.poster.facts else 0
        return [
            (
                fitted(label, (13, 11), 34, _LABEL, width),
                fitted(
                    replace(value, bold=True), _VALUES, _VALUE_ROOM, Look(25), width
                ),
            )
            for label, value in self.poster.facts
        ]

    def _columns(self) -> list[Span]:
        count, gap = len(self.poster.facts), 8 * MILLIMETRE
        width = (_INSIDE.width - gap * (count - 1)) / max(count, 1)
        spans = [Span(_INSIDE.x + n * (width + gap), width) for n in range(count)]
        return spans[::-1] if self.is_rtl else spans
