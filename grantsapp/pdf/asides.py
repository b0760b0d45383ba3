"""What stands beside the running text: notes in boxes, quotations, key figures."""

import math
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from grantsapp.pdf import boxes, shaping, style
from grantsapp.pdf.blocks import Aside, Text, Tiles
from grantsapp.pdf.boxes import PAGE, Box, Span
from grantsapp.pdf.fitting import fitted
from grantsapp.pdf.paper import Paper
from grantsapp.pdf.strips import Strip, spaced
from grantsapp.pdf.tags import Element

_BAR, _INSET, _PAD = 3.0, 12.0, 7.0
_ACROSS, _TILE_GAP = 4, 9.0


def aside(block: Aside, root: Element) -> list[Strip]:
    """Make the strips of a note or a quotation: a bar, and a box for a note."""
    is_rtl = shaping.is_rtl(root.language)
    inside = Span(PAGE.x + _INSET + _BAR, PAGE.width - 2 * _INSET - _BAR)
    if is_rtl:
        inside = replace(inside, x=PAGE.x + _INSET)
    parent = root.add("BlockQuote" if block.is_quote else "Div", root.language)
    frame = partial(_frame, is_rtl, not block.is_quote)
    strips = [Strip(_PAD, partial(frame, _PAD), is_kept=True)]
    for box in _said(block, inside.width):
        element = parent.add("P", box.words.language, actual=box.spoken)
        for line in box.lines:
            draw = partial(_line, box, line, element, inside, frame)
            strips.append(Strip(box.leading, draw))
        strips.append(Strip(_PAD / 2, partial(frame, _PAD / 2)))
    strips[-1] = Strip(_PAD, partial(frame, _PAD))
    for place in (1, len(strips) - 2):  # no line stands alone
        strips[place] = replace(strips[place], is_kept=True)
    return spaced(strips, style.BODY.before + 4, style.BODY.after + 4)


def _said(block: Aside, width: float) -> Iterator[Box]:
    muted = replace(style.SMALL, colour=style.MUTED)
    told = [(block.title, style.BODY)]
    told += [(words, style.BODY) for words in block.paragraphs]
    for words, look in [*told, (block.by, muted)]:
        box = Box(words, look)
        box.fit(width)
        if box.lines:
            yield box


def _line(
    box: Box, line: Any, element: Element, inside: Span, frame: Any, *place: Any
) -> None:
    paper, top = place
    frame(box.leading, paper, top)
    with paper.content(element):
        y = top - box.drop
        boxes.draw_lines(paper, box, [line], y, span=inside, at_right=box.is_rtl)


def _frame(
    is_rtl: bool, is_filled: bool, height: float, paper: Paper, top: float
) -> None:
    """Draw a piece of the box, and of the bar where its lines begin."""
    foot = top - height
    with paper.artifact():
        if is_filled:
            paper.rectangles([(PAGE.x, foot, PAGE.width, height)], style.PALE)
        x = PAGE.place(_BAR, at_right=is_rtl)
        paper.rectangles([(x, foot, _BAR, height)], style.GREEN)


def tiles(block: Tiles, root: Element) -> list[Strip]:
    """Make the strips of key figures, four in a row; a reader hears a list."""
    if not block.pairs:
        return []
    parent = root.add("L", root.language)
    lines = math.ceil(len(block.pairs) / _ACROSS)
    across = math.ceil(len(block.pairs) / lines)  # five are three and two
    rows = [block.pairs[at : at + across] for at in range(0, len(block.pairs), across)]
    strips = [_tiles(row, across, parent) for row in rows]
    return spaced(strips, style.BODY.before + 4, style.BODY.after + 6)


def _tiles(row: list[tuple[Text, Text]], across: int, parent: Element) -> Strip:
    width = (PAGE.width - _TILE_GAP * (across - 1)) / across
    told = []
    for label, value in row:
        item = parent.add("LI")
        small = Box(label, style.TILE_LABEL)
        small.fit(width - 2 * _PAD)
        large = fitted(value, (18, 16, 14, 12, 10), 30, style.TILE, width - 2 * _PAD)
        names = item.add("Lbl", label.language, actual=small.spoken)
        body = item.add("LBody", value.language, actual=large.spoken)
        told.append((small, names, large, body))
    height = max(small.height + large.height for small, _n, large, _b in told)
    height += 2 * _PAD
    draw = partial(_draw_tiles, told, width, height, shaping.is_rtl(parent.language))
    return Strip(height, draw, after=_TILE_GAP, before=_TILE_GAP)


def _draw_tiles(
    told: list[Any], width: float, height: float, is_rtl: bool, *where: Any
) -> None:
    paper, top = where
    for place, (small, names, large, body) in enumerate(told):
        step = place * (width + _TILE_GAP)
        x = PAGE.end - width - step if is_rtl else PAGE.x + step
        with paper.artifact():
            paper.rectangles([(x, top - height, width, height)], style.WASH)
        inside = Span(x + _PAD, width - 2 * _PAD)
        first = top - _PAD
        with paper.content(names):
            y = first - large.height - small.drop
            boxes.draw(paper, small, y, inside, at_right=is_rtl)
        with paper.content(body):
            boxes.draw(paper, large, first - large.drop, inside, at_right=is_rtl)
