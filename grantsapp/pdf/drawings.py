"""Charts on paper: the shapes of the layout as they are, the words in our typefaces."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from grantsapp import charts
from grantsapp.charts.shapes import LEADING, Label
from grantsapp.pdf import boxes, shaping, style
from grantsapp.pdf.blocks import Figure, Paragraph, Table, Text
from grantsapp.pdf.boxes import PAGE, Box, Span
from grantsapp.pdf.paper import Paper
from grantsapp.pdf.strips import ROOM, Strip, spaced
from grantsapp.pdf.style import Look
from grantsapp.pdf.tags import Element

_SCALE = PAGE.width / charts.WIDE
_TALLEST = 0.9  # of a page: a chart above this goes on in a second drawing
_SMALLEST, _SMALLER = 0.6, 0.95
_AIR, _HALO = 8, 1.5
_STROKES: dict[str, tuple[float, str, tuple[float, float] | None]] = {
    "grid": (0.4, style.LIGHT, None), "zero": (0.8, style.INK, None),
    "edge": (0.6, style.MUTED, None), "reach": (1.3, style.GREEN, None),
    "reach-end": (1.0, style.GREEN, None), "join": (1.6, style.GREEN, None),
    "plan": (2.0, style.INK, None), "cut": (2.0, style.WHITE, None),
    "prediction": (1.0, style.MUTED, (2.6, 2.0)),
    "prediction-end": (0.8, style.MUTED, None),
}  # fmt: skip


def figure(block: Figure, root: Element) -> list[Strip]:
    """Make the strips of a chart: its title, its drawing in one part or several."""
    chart = block.chart
    language = chart.language
    made = _parts(chart)
    element = root.add("Figure", language, alt=_alt(block))
    if len(made) == 1:
        element.box = (PAGE.x, 0, PAGE.end, 0)  # its heights follow from its place
    strips = [
        Strip(drawing.height * _SCALE, partial(_draw, drawing, element), after=_AIR)
        for drawing in made
    ]
    return spaced(strips, _AIR / 2, style.BODY.after)


def parts_of(block: Figure) -> tuple[list[Any], list[Any]]:
    """Say what stands before a chart and what after it: its title, and its table."""
    chart = block.chart
    title = Text(chart.title, chart.language, bold=True)
    before = [Paragraph(title, small=False, muted=False, is_kept=True)]
    if not chart.lines or not block.has_table:
        return before, []
    heads = [Text(head, chart.language, bold=True) for head in chart.heads]
    rows: list[list[Any]] = [
        [Text(row.label, row.language, bold=row.is_total)]
        + [Text(cell, chart.language, bold=row.is_total) for cell in row.cells]
        for row in chart.lines
    ]
    numeric = frozenset(range(1, len(heads)))
    widths = [3.0] + [1.2 + len(row) / 20 for row in _longest(chart)]
    return before, [Table(heads, rows, widths, numeric, Text("", chart.language))]


def _longest(chart: charts.Chart) -> list[str]:
    cells = zip(*[(*row.cells,) for row in chart.lines], strict=True)
    return [max(column, key=len) for column in cells]


def _alt(block: Figure) -> str:
    """Say what a chart shows; where no table follows, with its numbers."""
    chart = block.chart
    if block.has_table:
        return chart.sentence
    told = (f"{row.label}: {', '.join(filter(None, row.cells))}" for row in chart.lines)
    return shaping.plain(f"{chart.sentence} {'; '.join(told)}".strip())


def _parts(chart: Any) -> list[charts.Drawing]:
    """Lay a chart out, in parts at the same scale where it is taller than a page."""
    whole, most = _drawn(chart), ROOM * _TALLEST / _SCALE
    count = len(chart.rows)
    if whole.height <= most or not count:
        return [whole]
    step = max(1, int(count * most / whole.height))
    while True:
        made = [_drawn(chart.only(at, at + step)) for at in range(0, count, step)]
        if step == 1 or max(drawing.height for drawing in made) <= most:
            return made
        step -= 1


def _drawn(chart: Any) -> charts.Drawing:
    is_rtl = shaping.is_rtl(chart.language)
    return charts.lay_out(chart, charts.WIDE, "rtl" if is_rtl else "ltr")


def _draw(drawing: charts.Drawing, element: Element, *place: Any) -> None:
    paper, top = place
    if element.box:
        foot = top - drawing.height * _SCALE
        element.box = (PAGE.x, foot, PAGE.end, top)
    with paper.content(element):
        for shape in drawing.shapes:
            _WAYS[shape.kind](paper, shape, top)


def _at(x: float, y: float, top: float) -> tuple[float, float]:
    return PAGE.x + x * _SCALE, top - y * _SCALE


def _line(paper: Paper, shape: Any, top: float) -> None:
    width, colour, dash = _STROKES[shape.look]
    start, end = _at(shape.x1, shape.y1, top), _at(shape.x2, shape.y2, top)
    paper.stroke(start, end, width=width, colour=colour, dash=dash)


def _dot(paper: Paper, shape: Any, top: float) -> None:
    place, radius = _at(shape.x, shape.y, top), shape.radius * _SCALE
    if shape.look != "hollow":
        paper.disc(*place, radius, style.GREEN)
        return
    edge = style.THIN * 0.75
    paper.disc(*place, radius + edge, style.GREEN)
    paper.disc(*place, radius - edge, style.WHITE)


def _diamond(paper: Paper, shape: Any, top: float) -> None:
    paper.shape([_at(x, y, top) for x, y in shape.corners], style.GREEN)


def _bar(paper: Paper, shape: Any, top: float) -> None:
    x, y = _at(shape.x, shape.y + shape.height, top)
    sides = (x, y, shape.width * _SCALE, shape.height * _SCALE)
    paper.rectangles([sides], style.GREEN)


def _hatch(paper: Paper, shape: Any, top: float) -> None:
    for x1, y1, x2, y2 in shape.strokes:
        ends = _at(x1, y1, top), _at(x2, y2, top)
        paper.stroke(*ends, width=style.HAIRLINE, colour=style.MUTED)


def _label(paper: Paper, label: Any, top: float) -> None:
    """Set words within their box: broken anew, and smaller if they must be."""
    box, leading = _fitted(label), label.size * LEADING * _SCALE
    left, upper = _at(label.box.left, label.box.top, top)
    span = Span(left, label.width * _SCALE)
    free = (len(label.lines) - len(box.lines)) * leading / 2
    for place, line in enumerate(box.lines):
        wide = box.width_of(line)
        share = {"left": 0.0, "middle": 0.5, "right": 1.0}[label.anchor]
        x = span.x + (span.width - wide) * share
        above = (leading - box.leading) / 2  # our lines are closer than the face's
        y = upper - free - place * leading - above - box.drop
        if label.look == "number":
            room = (x - _HALO, y - _HALO, wide + 2 * _HALO, box.look.size)
            paper.rectangles([room], style.WHITE)
        boxes.draw_lines(paper, box, [line], y, span=Span(x, wide), at_right=False)


def _fitted(label: Label) -> Box:
    colour = style.MUTED if label.look == "soft" else style.INK
    words = Text(label.text, label.language, label.look in {"strong", "total"})
    size = label.size * _SCALE
    box = _set(words, Look(size, colour), label)
    while len(box.lines) > len(label.lines) and box.look.size > size * _SMALLEST:
        box = _set(words, replace(box.look, size=box.look.size * _SMALLER), label)
    return box


def _set(words: Text, look: Look, label: Label) -> Box:
    box = Box(words, look)
    box.fit(label.width * _SCALE)
    return box


_WAYS: dict[str, Callable[[Paper, Any, float], None]] = {
    "line": _line, "dot": _dot, "diamond": _diamond, "bar": _bar, "hatch": _hatch,
    "label": _label,
}  # fmt: skip
