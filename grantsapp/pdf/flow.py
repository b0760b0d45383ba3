"""From blocks to pages: paragraphs, headings, rules, and the foot of each page."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from grantsapp.pdf import blocks, boxes, codes, drawings, shaping, style
from grantsapp.pdf.asides import aside, tiles
from grantsapp.pdf.blanks import choices, sheet, writing_lines
from grantsapp.pdf.boxes import PAGE, Box
from grantsapp.pdf.contents import Places, contents
from grantsapp.pdf.covers import cover
from grantsapp.pdf.lists import items
from grantsapp.pdf.paper import Paper
from grantsapp.pdf.rating import squares, statements, ticks
from grantsapp.pdf.shaping import Line
from grantsapp.pdf.strips import Placed, Strip, blank, pages, spaced
from grantsapp.pdf.tables import facts, table
from grantsapp.pdf.tags import Element

_BAR_WIDTH, _BAR_ROOM = 30, 12
_FOOT_GAP = 24
_CODE = 34 * style.MILLIMETRE


def render(about: blocks.About, content: list[blocks.Block]) -> bytes:
    """Lay the blocks out, draw them, and give the file."""
    paper = Paper(about)
    root, places = paper.structure.root, Places()
    headings = [block for block in content if isinstance(block, blocks.Heading)]
    if any(isinstance(block, blocks.Contents) for block in content):
        paper.open_outline()
    strips: list[Strip] = []
    for block in content:
        if isinstance(block, blocks.Contents):
            strips += _heading(blocks.Heading(block.title, 2), root)
            strips += contents(block, headings, places, root)
        else:
            strips += _WAYS[type(block)](block, root)
    laid = pages(strips)
    places.read(laid)
    write = about.folio or _folio
    for number, page in enumerate(laid, start=1):
        _draw(paper, about, page, write(number, len(laid)))
    return paper.finish()


def _folio(page: int, pages: int) -> str:
    return f"\u2066{page} / {pages}\u2069"


def _draw(paper: Paper, about: blocks.About, page: list[Placed], folio: str) -> None:
    for placed in page:
        placed.strip.draw(paper, placed.top)
    if not any(placed.strip.is_bare for placed in page):
        with paper.artifact("Pagination"):
            _foot(paper, about, folio)
    paper.turn()


def _foot(paper: Paper, about: blocks.About, folio: str) -> None:
    rtl = shaping.is_rtl(about.language)
    number = Box(blocks.Text(folio, about.language), style.FOOTER)
    number.fit(PAGE.width)
    boxes.draw(paper, number, style.FOOT, PAGE, at_right=not rtl)
    words = Box(blocks.Text(about.footer, about.language), style.FOOTER)
    words.fit(PAGE.width - number.natural_width - _FOOT_GAP)
    boxes.draw(paper, words, style.FOOT, PAGE, at_right=rtl)


def _heading(block: blocks.Heading, root: Element) -> list[Strip]:
    look = style.HEADINGS[block.level]
    box = Box(block.text, look, style.TIGHT_HEADING)
    box.fit(PAGE.width)
    tag, language = f"H{block.level}", block.text.language
    element = root.add(tag, language, actual=box.spoken)
    at_right = shaping.is_rtl(root.language) if block.is_in_line else box.is_rtl
    strips = _lines(box, element, at_right=at_right)
    if strips and block.level == 1:
        strips.insert(0, Strip(_BAR_ROOM, partial(_bar, at_right)))
    if strips:
        strips.insert(0, Strip(0, _entry(block), marks=block))
    kept = [replace(strip, is_kept=True) for strip in strips]
    return spaced(kept, look.before, look.after)


def _entry(block: blocks.Heading) -> Callable[[Paper, float], None]:
    above = style.HEADINGS[block.level].size

    def draw(paper: Paper, top: float) -> None:
        title = " ".join(block.text.text.split())
        paper.outline(title, block.level - 1, top + above)

    return draw


def _bar(rtl: bool, paper: Paper, top: float) -> None:
    x = PAGE.place(_BAR_WIDTH, at_right=rtl)
    y = top - style.THICK / 2
    with paper.artifact():
        paper.stroke((x, y), (x + _BAR_WIDTH, y), width=style.THICK, colour=style.GREEN)


def _paragraph(block: blocks.Paragraph, root: Element) -> list[Strip]:
    plain = style.SMALL if block.small else style.BODY
    colour = style.MUTED if block.muted else style.INK
    look = replace(plain, colour=colour)
    box = Box(block.text, look)
    box.fit(PAGE.width)
    element = root.add("P", language=block.text.language, actual=box.spoken)
    at_right = shaping.is_rtl(root.language) if block.is_in_line else box.is_rtl
    strips = _lines(box, element, at_right=at_right)
    if strips and block.is_kept:
        strips[-1] = replace(strips[-1], is_kept=True)
    return spaced(strips, look.before, look.after)


def _lines(box: Box, element: Element, *, at_right: bool) -> list[Strip]:
    """Make a strip of each line; the first two and the last two stay together."""
    last = len(box.lines) - 1
    return [
        Strip(
            box.leading,
            partial(_draw_line, box, line, element, at_right),
            is_kept=place < last and place in (0, last - 1),
        )
        for place, line in enumerate(box.lines)
    ]


def _draw_line(
    box: Box, line: Line, element: Element, at_right: bool, *place: Any
) -> None:
    paper, top = place
    with paper.content(element):
        y = top - box.drop
        boxes.draw_lines(paper, box, [line], y, span=PAGE, at_right=at_right)


def _figure(block: blocks.Figure, root: Element) -> list[Strip]:
    """Make the strips of a chart under its title."""
    words = blocks.Text(block.chart.title, block.chart.language, bold=True)
    title = blocks.Paragraph(words, small=False, muted=False, is_kept=True)
    return _paragraph(title, root) + drawings.figure(block, root)


def _space(block: blocks.Space, _root: Element) -> list[Strip]:
    return [Strip(block.points, blank)]


def _turn(_block: blocks.Turn, _root: Element) -> list[Strip]:
    return [Strip(0, blank, turns=True)]


def _rule(_block: blocks.Rule, _root: Element) -> list[Strip]:
    def draw(paper: Paper, top: float) -> None:
        with paper.artifact():
            ends = (PAGE.x, top), (PAGE.end, top)
            paper.stroke(*ends, width=style.HAIRLINE, colour=style.LIGHT)

    return [Strip(style.HAIRLINE, draw, before=10, after=10)]


def _qr(block: blocks.QR, root: Element) -> list[Strip]:
    def draw(paper: Paper, top: float) -> None:
        x = PAGE.place(_CODE, at_right=shaping.is_rtl(root.language))
        codes.draw(paper, block, root, (x, top), _CODE)

    return [Strip(_CODE, draw, before=10, after=10)]


_WAYS: dict[type[blocks.Block], Callable[[Any, Element], list[Strip]]] = {
    blocks.Heading: _heading,
    blocks.Paragraph: _paragraph,
    blocks.Facts: facts,
    blocks.Table: table,
    blocks.Space: _space,
    blocks.Rule: _rule,
    blocks.QR: _qr,
    blocks.Choices: choices,
    blocks.Items: items,
    blocks.Ticks: ticks,
    blocks.Statements: statements,
    blocks.Squares: squares,
    blocks.Turn: _turn,
    blocks.Lines: writing_lines,
    blocks.Sheet: sheet,
    blocks.Figure: _figure,
    blocks.Aside: aside,
    blocks.Cover: cover,
    blocks.Tiles: tiles,
}
