"""Lists: a sign where each item begins, and its lines beside it."""

from functools import partial
from typing import Any

from grantsapp.pdf import boxes, shaping, style
from grantsapp.pdf.blocks import Items, Text
from grantsapp.pdf.boxes import PAGE, Box, Span
from grantsapp.pdf.paper import Paper
from grantsapp.pdf.shaping import Line
from grantsapp.pdf.strips import Strip, spaced
from grantsapp.pdf.tags import Element

_INDENT, _AIR = 17.0, 4.0


def items(block: Items, root: Element) -> list[Strip]:
    """Make the strips of a list; it begins where the document does."""
    if not block.items:
        return []
    is_rtl = shaping.is_rtl(root.language)
    room = Span(PAGE.x if is_rtl else PAGE.x + _INDENT, PAGE.width - _INDENT)
    parent = root.add("L", root.language)
    parent.numbering = "Decimal" if block.is_ordered else "Disc"
    strips: list[Strip] = []
    for place, words in enumerate(block.items, 1):
        sign = Box(
            Text(f"{place}." if block.is_ordered else "•", root.language), style.BODY
        )
        sign.fit(_INDENT)
        box = Box(words, style.BODY)
        box.fit(room.width)
        strips += _item(sign, box, parent.add("LI", root.language), room)
    return spaced(strips, style.BODY.before, style.BODY.after)


def _item(sign: Box, box: Box, item: Element, room: Span) -> list[Strip]:
    """Draw the sign with the first line; no first or last line stands alone."""
    label = item.add("Lbl", item.language, actual=sign.spoken)
    body = item.add("LBody", box.words.language, actual=box.spoken)
    last = len(box.lines) - 1
    strips = [
        Strip(
            box.leading,
            partial(_draw, box, line, body, room, None if place else (sign, label)),
            is_kept=place < last and place in (0, last - 1),
        )
        for place, line in enumerate(box.lines)
    ]
    return spaced(strips, _AIR, _AIR)


def _draw(
    box: Box,
    line: Line,
    body: Element,
    room: Span,
    begun: tuple[Box, Element] | None,
    *place: Any,
) -> None:
    paper, top = place
    is_rtl, y = room.x == PAGE.x, top - box.drop
    if begun:
        _sign(paper, *begun, y, is_rtl=is_rtl)
    with paper.content(body):
        # An item in another direction still stands beside its sign.
        boxes.draw_lines(paper, box, [line], y, span=room, at_right=is_rtl)


def _sign(paper: Paper, sign: Box, label: Element, y: float, *, is_rtl: bool) -> None:
    with paper.content(label):
        boxes.draw(paper, sign, y, PAGE, at_right=is_rtl)
