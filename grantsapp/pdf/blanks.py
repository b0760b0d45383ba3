"""What is filled in by hand: answers to tick, and lines to write on."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from grantsapp.pdf import boxes, shaping, style
from grantsapp.pdf.blocks import Choices, Lines, Sheet
from grantsapp.pdf.boxes import PAGE, Box, Span
from grantsapp.pdf.paper import Paper
from grantsapp.pdf.strips import Strip, spaced
from grantsapp.pdf.tags import Element

_BOX, _GAP, _AIR = 10.0, 9.0, 6.0
_LINE = 25.0  # between two lines: room for a hand
_INDENT = _BOX + _GAP
_ROW, _INSET = 26.0, 6.0  # of a table to write in
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


def sheet(block: Sheet, root: Element) -> list[Strip]:
    """Make the strips of a table to write in, which stands on one page."""
    is_rtl = shaping.is_rtl(root.language)
    places = _places(block.widths, is_rtl=is_rtl)
    table = root.add("Table", root.language)
    heads = [Box(words, style.HEAD) for words in block.head]
    strips = [Strip(0, partial(_frame, places, 0.0))]
    strips += [_written(heads, places, table, "Column")]
    strips += [Strip(_ROW, partial(_frame, places, _ROW))] * block.count
    if block.total.text:
        total = Box(block.total, style.CELL)
        strips.append(_written([total], places, table, "Row"))
    kept = [replace(strip, is_kept=True) for strip in strips[:-1]]
    return spaced([*kept, strips[-1]], style.BODY.before, style.BODY.after)


def _places(shares: list[float], *, is_rtl: bool) -> list[Span]:
    """Share the width of the page out to columns that touch each other."""
    places, x = [], PAGE.x
    for share in reversed(shares) if is_rtl else shares:
        places.append(Span(x, PAGE.width * share / sum(shares)))
        x = places[-1].end
    return places[::-1] if is_rtl else places


def _written(told: list[Box], places: list[Span], table: Element, scope: str) -> Strip:
    """Make a row with words in it: the heads, or what the total is called."""
    for box, place in zip(told, places, strict=False):
        box.fit(place.width - 2 * _INSET)
    line = table.add("TR")
    cells = [
        line.add("TH", box.words.language, actual=box.spoken, scope=scope)
        for box in told
    ]
    least = _ROW if scope == "Row" else 0
    height = max(least, *(box.height + 2 * _INSET for box in told))
    return Strip(height, partial(_words, told, cells, places, height))


def _words(
    told: list[Box],
    cells: list[Element],
    places: list[Span],
    height: float,
    *where: Any,
) -> None:
    paper, top = where
    _frame(places, height, paper, top)
    for box, cell, place in zip(told, cells, places, strict=False):
        room = Span(place.x + _INSET, place.width - 2 * _INSET)
        first = top - (height - box.height) / 2 - box.drop
        with paper.content(cell):
            boxes.draw(paper, box, first, room, at_right=box.is_rtl)


def _frame(places: list[Span], height: float, paper: Paper, top: float) -> None:
    """Draw the sides and the foot of the cells of a row; its top is a foot too."""
    edges = sorted({*(place.x for place in places), max(p.end for p in places)})
    sides = [((x, top), (x, top - height)) for x in edges]
    foot = ((edges[0], top - height), (edges[-1], top - height))
    with paper.artifact():
        for start, end in [*sides, foot]:
            paper.stroke(start, end, width=style.HAIRLINE, colour=style.MUTED)
