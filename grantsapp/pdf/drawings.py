"""Charts on paper: the shapes of the layout as they are, the words in our typefaces."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from grantsapp import charts
from grantsapp.charts.shapes import LEADING, Label
from grantsapp.pdf import boxes, shaping, style
from grantsapp.pdf.blocks import Figure, Text
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
    "plan": (2.0, style.INK, None), "plan-edge": (4.0, style.WHITE, None),
    "cut": (2.0, style.WHITE, None),
    "prediction": (1.0, style.MUTED, (2.6, 2.0)),
    "prediction-end": (0.8, style.MUTED, None),
}  # fmt: skip
Cell = tuple[int, int]


def figure(block: Figure, root: Element) -> list[Strip]:
    """Make the strips of a chart: its drawing, in one part or several.

    Those who listen hear the figure's sentence, and then a table: the words of the
    drawing are its cells, so that nobody must look at the same numbers twice.
    """
    chart = block.chart
    if not chart.lines:
        return []
    element = root.add("Figure", chart.language, alt=chart.sentence)
    parts = _parts(chart)
    if len(parts) == 1:
        element.box = (PAGE.x, 0, PAGE.end, 0)  # its heights follow from its place
    cells = _table(chart, parts, root)
    strips = [
        Strip(part.height, partial(_draw, part, element, cells), after=_AIR)
        for part in parts
    ]
    return spaced(strips, _AIR / 2, style.BODY.after)


@dataclass(frozen=True)
class _Part:
    """A drawing of some rows of a chart, from one of them on."""

    drawing: charts.Drawing
    first: int

    @property
    def height(self) -> float:
        """Its height on paper."""
        return self.drawing.height * _SCALE

    def cell(self, label: Label) -> Cell | None:
        """Say which cell of the whole table some words are; heads count once."""
        if label.cell is None:
            return None
        row, column = label.cell
        if row < 0:
            return None if self.first else label.cell
        return self.first + row, column


def _table(chart: Any, parts: list[_Part], root: Element) -> dict[Cell, Element]:
    """Put the table of the numbers into the structure, for the words of the drawing."""
    drawn = {part.cell(one): one.text for part in parts for one in part.drawing.labels}
    table, made = root.add("Table", chart.language), {}
    rows = [
        (chart.language, chart.heads),
        *((r.language, r.words) for r in chart.lines),
    ]
    for row, (language, words) in enumerate(rows, start=-1):
        line = table.add("TR")
        for column, told in enumerate(words):
            own = language if column == 0 else chart.language
            is_cut = drawn.get((row, column), told) != told
            actual = shaping.plain(told) if is_cut or shaping.is_rtl(own) else ""
            scope = "Column" if row < 0 else "" if column else "Row"
            tag = "TH" if scope else "TD"
            made[row, column] = line.add(tag, own, actual=actual, scope=scope)
    return made


def _parts(chart: Any) -> list[_Part]:
    """Lay a chart out, in parts at the same scale where it is taller than a page."""
    whole, most = _drawn(chart), ROOM * _TALLEST / _SCALE
    count = len(chart.rows)
    if whole.height <= most or not count:
        return [_Part(whole, 0)]
    step = max(1, int(count * most / whole.height))
    while True:
        places = range(0, count, step)
        made = [_Part(_drawn(chart.only(at, at + step)), at) for at in places]
        if step == 1 or max(part.drawing.height for part in made) <= most:
            return made
        step -= 1


def _drawn(chart: Any) -> charts.Drawing:
    is_rtl = shaping.is_rtl(chart.language)
    return charts.lay_out(chart, charts.WIDE, "rtl" if is_rtl else "ltr")


def _draw(
    part: _Part, figure: Element, cells: dict[Cell, Element], *place: Any
) -> None:
    paper, top = place
    if figure.box:
        figure.box = (PAGE.x, top - part.height, PAGE.end, top)
    words = [label for label in part.drawing.labels if label.cell]
    with paper.content(figure):
        for shape in part.drawing.shapes:
            if not (isinstance(shape, Label) and shape.cell):
                _WAYS[shape.kind](paper, shape, top)
    for label in words:
        element = cells.get(part.cell(label) or (-1, -1))
        # The heads of a further part are said already.
        with paper.content(element) if element else paper.artifact():
            _label(paper, label, top)


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
