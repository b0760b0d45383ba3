"""What is filled in by hand: answers to tick, and lines to write on."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from grantsapp.pdf import boxes, shaping, style
from grantsapp.pdf.blocks import Choices, Lines
from grantsapp.pdf.boxes import PAGE, Box, Span
from grantsapp.pdf.paper import Paper
from grantsapp.pdf.strips import Strip, spaced
from grantsapp.pdf.tags import Element

_BOX, _GAP, _AIR = 10.0, 9.0, 6.0
_LINE = 25.0  # between two lines: room for a hand
_INDENT = _BOX + _GAP
Mark = Callable[[Paper, float, float], None]


def choices(block: Choices, root: Element) -> list[Strip]:
    """Make the strips of a list to tick, each box where its line begins."""
    is_rtl = shaping.is_rtl(root.language)
    room = Span(PAGE.x if is_rtl else PAGE.x + _INDENT, PAGE.width - _INDENT)
    mark = _circle if block.is_one else _square
    parent = root.add("L", root.language) if block.options else root
    strips: list[Strip] = []
    for words in block.options:
        box = Box(words, style.FACT)
        box.fit(room.width)
        item = parent.add("LI").add("LBody", words.language, actual=box.spoken)
        draw = partial(_option, box, item, room, mark)
        strips.append(Strip(max(box.height, _BOX), draw, _AIR, _AIR, is_kept=True))
    if strips:
        strips[-1] = replace(strips[-1], is_kept=False)
    return spaced(strips, style.BODY.before, style.BODY.after)


def _option(box: Box, item: Element, room: Span, mark: Mark, *place: Any) -> None:
    paper, top = place
    baseline = top - box.drop
    is_rtl = room.x == PAGE.x
    with paper.artifact():
        mark(paper, PAGE.place(_BOX, at_right=is_rtl), baseline - _BOX * 0.14)
    with paper.content(item):
        # An option in another direction still stands beside its box.
        boxes.draw(paper, box, baseline, room, at_right=is_rtl)


def _circle(paper: Paper, x: float, y: float) -> None:
    centre = x + _BOX / 2, y + _BOX / 2
    paper.disc(*centre, _BOX / 2, style.MUTED)
    paper.disc(*centre, _BOX / 2 - style.THIN, "#ffffff")


def _square(paper: Paper, x: float, y: float) -> None:
    ends = [(x, y), (x + _BOX, y), (x + _BOX, y + _BOX), (x, y + _BOX)]
    for start, end in zip(ends, [*ends[1:], ends[0]], strict=True):
        paper.stroke(start, end, width=style.THIN, colour=style.MUTED)


def writing_lines(block: Lines, _root: Element) -> list[Strip]:
    """Make the strips of lines to write on; two of them stay together."""
    last = block.count - 1
    made = [
        Strip(_LINE, _line, is_kept=place in (0, last - 1) and place < last)
        for place in range(block.count)
    ]
    return spaced(made, 2, style.BODY.after)


def _line(paper: Paper, top: float) -> None:
    y = top - _LINE + style.HAIRLINE
    with paper.artifact():
        ends = (PAGE.x, y), (PAGE.end, y)
        paper.stroke(*ends, width=style.HAIRLINE, colour=style.MUTED)
