"""QR codes, drawn as shapes: sharp at every size, black on white as cameras want."""

from collections.abc import Iterator

from grantsapp.pdf.blocks import QR
from grantsapp.pdf.paper import Paper, Point
from grantsapp.pdf.tags import Element

QUIET = 4  # modules of white around it
_BLACK, _WHITE = "#000000", "#ffffff"
_OVERLAP = 0.02  # of a module, so that no seam shows between two rows


def draw(paper: Paper, code: QR, parent: Element, corner: Point, size: float) -> None:
    """Draw a code and its white border into a square, given by its upper left corner.

    For those who listen it is a figure with a text.
    """
    x, top = corner
    rows = _matrix(code.link)
    module = size / (len(rows) + 2 * QUIET)
    words = code.alt
    with paper.content(parent.add("Figure", words.language, alt=words.text)):
        paper.rectangles([(x, top - size, size, size)], _WHITE)
        paper.rectangles(list(_bars(rows, x, top, module)), _BLACK)


def _matrix(link: str) -> list[list[bool]]:
    import segno  # only posters and the like need it

    made = segno.make(link, error="m", micro=False, boost_error=False)
    return [[bool(module) for module in row] for row in made.matrix]


def _bars(
    rows: list[list[bool]], x: float, top: float, module: float
) -> Iterator[tuple[float, float, float, float]]:
    """Give the dark modules of each row, those side by side as one bar."""
    for place, row in enumerate(rows):
        foot = top - (place + 1 + QUIET) * module
        start = 0
        while start < len(row):
            end = start
            while end < len(row) and row[end]:
                end += 1
            if end > start:
                left = x + (start + QUIET) * module
                height = module * (1 + _OVERLAP)
                yield left, foot, (end - start) * module, height
            start = end + 1
