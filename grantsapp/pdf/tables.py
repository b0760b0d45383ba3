"""Tables and facts, mirrored where the document is read from the right."""

from collections.abc import Sequence
from dataclasses import replace

from grantsapp.pdf import boxes, forest, shaping, style
from grantsapp.pdf.blocks import Facts, Interval, Table, Text
from grantsapp.pdf.boxes import PAGE, Box
from grantsapp.pdf.paper import Paper
from grantsapp.pdf.rows import GAP, Cells, Grid, Row, columns
from grantsapp.pdf.strips import Strip, spaced
from grantsapp.pdf.style import Look
from grantsapp.pdf.tags import Element

_PADDING = 4
_FACT_PADDING = 1.5
_AIR = 14
_WIDEST_LABEL = 0.38  # of the page
_WIDEST_COLUMN = 0.5
_LABEL = Look(style.FACT.size, style.MUTED)


def table(block: Table, root: Element) -> list[Strip]:
    """Make the strips of a table: caption, head, rows, and the axis of its plots."""
    language = root.language
    element = root.add("Table", language)
    caption = _caption(block.caption, element)
    head_cells = [Box(words, style.HEAD) for words in block.head]
    row_cells = [
        [_cell(cell, column in block.numeric) for column, cell in enumerate(row)]
        for row in block.rows
    ]
    grid = _grid(block, [head_cells, *row_cells], language)
    head = Row(
        grid, head_cells, _elements(element, head_cells, "TH", language), is_head=True
    )
    head.fit()
    repeated = head.again()
    strips = [replace(strip, is_kept=True) for strip in head.strips()]
    last = len(row_cells) - 1
    for place, cells in enumerate(row_cells):
        is_total = block.has_total and place == last
        is_total |= any(isinstance(c, Interval) and c.is_total for c in cells)
        places = _elements(element, cells, "TD", language)
        if is_total:
            places[0].tag, places[0].scope = "TH", "Row"
        row = Row(grid, cells, places, is_last=place == last, is_total=is_total)
        row.fit()
        strips += row.strips(repeated)
        if place == last - 1:  # the last row never stands alone on a page
            strips[-1] = replace(strips[-1], is_kept=True)
    strips += _axis(grid, row_cells, strips)
    before = 2 if caption else _AIR
    return caption + spaced(strips, before, _AIR)


def facts(block: Facts, root: Element) -> list[Strip]:
    """Make the strips of labels and values; a reader hears them as a small table."""
    if not block.pairs:
        return []
    element = root.add("Table", root.language)
    rows = [
        (Box(label, _LABEL), Box(value, style.FACT)) for label, value in block.pairs
    ]
    widest = max(label.natural_width for label, _ in rows)
    share = min(widest + 1, PAGE.width * _WIDEST_LABEL)
    is_rtl = shaping.is_rtl(root.language)
    spans = columns([share, PAGE.width - GAP - share], PAGE, is_rtl=is_rtl)
    grid = Grid(spans, is_rtl, root.language, _FACT_PADDING, has_lines=False)
    strips: list[Strip] = []
    for label, value in rows:
        line = element.add("TR")
        places = [_said(line, "TH", label, "Row"), _said(line, "TD", value)]
        row = Row(grid, [label, value], places)
        row.fit()
        strips += row.strips()
    return spaced(strips, style.BODY.before, _AIR)


def _grid(block: Table, rows: Sequence[Cells], language: str) -> Grid:
    is_rtl = shaping.is_rtl(language)
    natural = [
        max(_natural(row[column]) for row in rows) for column in range(len(rows[0]))
    ]
    most = PAGE.width * _WIDEST_COLUMN
    shares = block.widths or [min(width, most) + 1 for width in natural]
    return Grid(
        columns(shares, PAGE, is_rtl=is_rtl),
        is_rtl,
        language,
        _PADDING,
        block.numeric,
        {
            column: max((_natural(row[column]) for row in rows[1:]), default=0)
            for column in block.numeric
        },
        forest.scale_of(
            c for row in block.rows for c in row if isinstance(c, Interval)
        ),
        before_words=frozenset(
            c
            for c in block.numeric
            if c + 1 not in block.numeric and _has_words(rows, c + 1)
        ),
    )


def _has_words(rows: Sequence[Cells], column: int) -> bool:
    """Say whether a column has words."""
    return column < len(rows[0]) and all(isinstance(row[column], Box) for row in rows)


def _natural(cell: Box | Interval) -> float:
    return cell.natural_width if isinstance(cell, Box) else forest.NATURAL_WIDTH


def _caption(words: Text, table: Element) -> list[Strip]:
    box = Box(words, style.CAPTION)
    box.fit(PAGE.width)
    if not box.lines:
        return []
    element = _said(table, "Caption", box)

    def draw(paper: Paper, top: float) -> None:
        with paper.content(element):
            boxes.draw(paper, box, top - box.drop, PAGE, at_right=box.is_rtl)

    look = style.CAPTION
    return [Strip(box.height, draw, look.before, look.after, is_kept=True)]


def _axis(grid: Grid, rows: Sequence[Cells], above: list[Strip]) -> list[Strip]:
    """Put an axis under each column of plots, on the page of the last row."""
    plotted = {
        column
        for row in rows
        for column, cell in enumerate(row)
        if isinstance(cell, Interval)
    }
    scale = grid.scale
    if scale is None:
        return []

    def draw(paper: Paper, top: float) -> None:
        with paper.artifact():
            for column in sorted(plotted):
                span = grid.spans[column]
                forest.draw_axis(paper, scale, span, top, grid.language)

    above[-1] = replace(above[-1], is_kept=True)
    return [Strip(forest.AXIS_HEIGHT, draw)]


def _elements(table: Element, cells: Cells, tag: str, language: str) -> list[Element]:
    """Put a row of elements into the structure, in the order of reading."""
    line = table.add("TR")
    scope = "Column" if tag == "TH" else ""
    made = []
    for cell in cells:
        if isinstance(cell, Box):
            made.append(_said(line, tag, cell, scope))
        else:
            alt = forest.in_words(cell, language)
            made.append(line.add(tag).add("Figure", alt=alt))
    return made


def _said(parent: Element, tag: str, box: Box, scope: str = "") -> Element:
    language = box.words.language
    return parent.add(tag, language, actual=box.spoken, scope=scope)


def _cell(cell: Text | Interval, is_number: bool) -> Box | Interval:
    if isinstance(cell, Interval):
        return cell
    if is_number and shaping.is_rtl(cell.language):
        # By itself a number runs to the right, or its minus would come loose.
        cell = replace(cell, text=f"\u2068{cell.text}\u2069" if cell.text else "")
    return Box(cell, style.CELL)
