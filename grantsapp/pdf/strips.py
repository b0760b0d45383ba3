"""Strips of a page, and how they are laid one under another.

A strip is what no page break divides: a line, a row of a table. A strip that is kept
goes where the next one goes, so that a heading never stands alone at the foot of a
page, and a paragraph leaves no single line behind.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from grantsapp.pdf import style
from grantsapp.pdf.paper import Paper

Draw = Callable[[Paper, float], None]
ROOM = style.TOP - style.BOTTOM


@dataclass(frozen=True)
class Strip:
    """A piece of a page: its height, the air around it, how it is drawn."""

    height: float
    draw: Draw
    before: float = 0
    after: float = 0
    is_kept: bool = False
    repeated: "Strip | None" = None
    turns: bool = False  # to a new page, wherever it stands
    marks: object = None  # the block that begins here, for those who look it up
    is_bare: bool = False  # its page has no foot


@dataclass(frozen=True)
class Placed:
    """A strip and the height on the page where it begins."""

    strip: Strip
    top: float


def blank(_paper: Paper, _top: float) -> None:
    """Draw nothing."""


def spaced(strips: list[Strip], before: float, after: float) -> list[Strip]:
    """Put air before the first strip and after the last."""
    if strips:
        strips[0] = replace(strips[0], before=before)
        strips[-1] = replace(strips[-1], after=after)
    return strips


def pages(strips: Iterable[Strip]) -> list[list[Placed]]:
    """Lay strips on as many pages as they need."""
    layout = _Layout()
    for chunk in _chunks(strips):
        if not layout.has_room(chunk) or (chunk[0].turns and layout.pages[-1]):
            layout.turn(chunk[0])
        for strip in chunk:
            if not layout.has_room([strip]):
                layout.turn(strip)
            layout.put(strip)
    return layout.pages


def _chunks(strips: Iterable[Strip]) -> Iterator[list[Strip]]:
    chunk: list[Strip] = []
    for strip in strips:
        chunk.append(strip)
        if not strip.is_kept:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


class _Layout:
    def __init__(self) -> None:
        self.pages: list[list[Placed]] = [[]]
        self._y = style.TOP
        self._air = 0.0

    def has_room(self, chunk: list[Strip]) -> bool:
        """Say whether a chunk fits; anything fits a page that is empty."""
        if not self.pages[-1]:
            return True
        height, air = 0.0, self._air
        for strip in chunk:
            height += max(air, strip.before) + strip.height
            air = strip.after
        return self._y - height >= style.BOTTOM

    def turn(self, following: Strip) -> None:
        """Begin a page, with the head of the table that goes on there."""
        self.pages.append([])
        self._y, self._air = style.TOP, 0.0
        if following.repeated:
            self.put(following.repeated)

    def put(self, strip: Strip) -> None:
        """Put a strip under the others; air at the top of a page falls away."""
        if self.pages[-1]:
            self._y -= max(self._air, strip.before)
        elif strip.draw is blank:
            return
        self.pages[-1].append(Placed(strip, self._y))
        self._y -= strip.height
        self._air = strip.after
