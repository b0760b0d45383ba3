"""The cover of a report: what it is, whose, of when, and what nobody may miss."""

from dataclasses import dataclass, replace
from functools import partial

from grantsapp.pdf import boxes, shaping, style
from grantsapp.pdf.blocks import Cover, Text
from grantsapp.pdf.boxes import PAGE, Box, Span
from grantsapp.pdf.fitting import fitted
from grantsapp.pdf.paper import Paper
from grantsapp.pdf.strips import ROOM, Strip
from grantsapp.pdf.style import Look
from grantsapp.pdf.tags import Element

_BAND = 0.46  # of the page: where the title stands
_FOOT = style.PAGE_HEIGHT * (1 - _BAND)
_TITLES, _TITLE_ROOM = (34, 31, 28, 25, 22, 19, 16), 190
_SUBTITLES, _SUBTITLE_ROOM = (15, 14, 13, 12), 60
_NOTES, _NOTE_ROOM = (11, 10, 9), 110
_BAR, _INSET, _AIR = 3.0, 12.0, 34.0
_LABEL = Look(style.FACT.size, style.MUTED)


def cover(block: Cover, root: Element) -> list[Strip]:
    """Make the cover: a band with the title, facts under it, and notes."""
    page = _Page(root, shaping.is_rtl(root.language), [])
    _band(page, block)
    y = _FOOT - _AIR
    for label, value in block.facts:
        y = page.put("P", fitted(label, (10,), 30, _LABEL, PAGE.width), y)
        y = page.put("P", fitted(value, (12, 11, 10), 40, Look(12), PAGE.width), y) - 8
    y -= _AIR / 2
    for note in block.notes:
        words = replace(note, bold=True)
        box = fitted(words, _NOTES, _NOTE_ROOM, Look(11), PAGE.width - _INSET)
        y = page.put("P", box, y, _INSET) - 10
    title = " ".join(block.title.text.split())
    return [Strip(ROOM, partial(page.draw, title), is_bare=True)]


def _band(page: "_Page", block: Cover) -> None:
    """Set publisher, title and subtitle; the title stands low on the band."""
    width = PAGE.width
    pale = Look(12, style.PALE)
    title = fitted(
        block.title, _TITLES, _TITLE_ROOM, Look(34, style.WHITE), width,
        tightness=style.TIGHT_HEADING,
    )  # fmt: skip
    under = fitted(block.subtitle, _SUBTITLES, _SUBTITLE_ROOM, pale, width)
    page.put("P", fitted(block.publisher, (12, 11), 40, pale, width), style.TOP + 12)
    y = page.put("H1", title, _FOOT + _AIR + under.height + 8 + title.height)
    page.put("P", under, y - 8)


@dataclass(frozen=True)
class _Page:
    """The cover, while its words find their places."""

    root: Element
    is_rtl: bool
    pieces: list[tuple[Box, Element, float, float]]

    def put(self, tag: str, box: Box, top: float, inset: float = 0) -> float:
        """Give a text its place; say where it ends."""
        if not box.lines:
            return top
        words: Text = box.words
        element = self.root.add(tag, words.language, actual=box.spoken)
        self.pieces.append((box, element, top, inset))
        return top - box.height

    def draw(self, title: str, paper: Paper, _top: float) -> None:
        """Draw the band, and the words on it and under it."""
        paper.outline(title, 0, style.PAGE_HEIGHT)
        with paper.artifact():
            height = style.PAGE_HEIGHT - _FOOT
            paper.rectangles([(0.0, _FOOT, style.PAGE_WIDTH, height)], style.GREEN)
        for box, element, top, inset in self.pieces:
            if inset:
                self._bar(paper, top, box.height)
            x = PAGE.x + (0 if self.is_rtl else inset)
            span = Span(x, PAGE.width - inset)
            with paper.content(element):
                first = top - box.drop
                boxes.draw(paper, box, first, span, at_right=self.is_rtl)

    def _bar(self, paper: Paper, top: float, height: float) -> None:
        x = PAGE.place(_BAR, at_right=self.is_rtl)
        with paper.artifact():
            paper.rectangles([(x, top - height, _BAR, height)], style.GREEN)
