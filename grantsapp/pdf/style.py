"""The look: one calm scale of sizes, one green, light lines."""

from dataclasses import dataclass

MILLIMETRE = 72 / 25.4
PAGE_WIDTH, PAGE_HEIGHT = 210 * MILLIMETRE, 297 * MILLIMETRE
MARGIN = 25 * MILLIMETRE
TOP = PAGE_HEIGHT - 24 * MILLIMETRE
BOTTOM = 27 * MILLIMETRE
FOOT = 14 * MILLIMETRE  # the baseline of the footer
WIDTH = PAGE_WIDTH - 2 * MARGIN

INK, MUTED, GREEN, LIGHT = "#1c2626", "#566464", "#0d4f4f", "#d3dcdb"
HAIRLINE, THIN, THICK = 0.5, 0.9, 2.4


@dataclass(frozen=True)
class Look:
    """How a piece of text looks, and the air around it."""

    size: float
    colour: str = INK
    before: float = 0
    after: float = 0


BODY = Look(10.5, before=7, after=7)
SMALL = Look(8.75, before=5, after=5)
HEADINGS = {
    1: Look(20, before=24, after=12),
    2: Look(13, before=20, after=5),
    3: Look(10.5, GREEN, before=14, after=3),
}
TIGHT_HEADING = 0.82  # of the leading: large type wants less of it
CAPTION = Look(9.5, before=14, after=4)
HEAD = Look(8.75, GREEN)
CELL = Look(9.5)
FACT = Look(10)
FOOTER = Look(8, MUTED)
TILE, TILE_LABEL = Look(18), Look(8.75, MUTED)
WHITE, WASH, PALE = "#ffffff", "#f4f2ed", "#e3efed"
TICK = Look(7.5, MUTED)
