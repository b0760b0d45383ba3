"""What a drawing is made of: a few shapes, in points from its upper left corner.

Every backend draws this one list, so a page and a document cannot differ. What a shape
is for stands in its `look`, which a stylesheet or a style of the paper turns into
strokes and fills; nothing is told by colour alone.
"""

from dataclasses import dataclass
from typing import ClassVar, Literal, NamedTuple

Anchor = Literal["left", "middle", "right"]
LEADING = 1.45  # of the size, between two lines of a label
_MIDDLE = 0.36  # of the size, from the middle of a line down to its baseline
_HATCH = 7.0  # between two strokes


class Box(NamedTuple):
    """The room that something takes."""

    left: float
    top: float
    right: float
    foot: float


@dataclass(frozen=True)
class Line:
    """A straight stroke."""

    kind: ClassVar = "line"
    x1: float
    y1: float
    x2: float
    y2: float
    look: str

    @property
    def box(self) -> Box:
        """The room that it takes."""
        xs, ys = (self.x1, self.x2), (self.y1, self.y2)
        return Box(min(xs), min(ys), max(xs), max(ys))


@dataclass(frozen=True)
class Dot:
    """A circle, full or hollow."""

    kind: ClassVar = "dot"
    x: float
    y: float
    radius: float
    look: str

    @property
    def box(self) -> Box:
        """The room that it takes."""
        r = self.radius
        return Box(self.x - r, self.y - r, self.x + r, self.y + r)


@dataclass(frozen=True)
class Diamond:
    """What all rows come to: its corners are the ends of the interval."""

    kind: ClassVar = "diamond"
    left: float
    x: float
    right: float
    y: float
    half: float
    look: str = "total"

    @property
    def corners(self) -> tuple[tuple[float, float], ...]:
        """Its four corners, from the left one on."""
        above, below = (self.x, self.y - self.half), (self.x, self.y + self.half)
        return (self.left, self.y), above, (self.right, self.y), below

    @property
    def box(self) -> Box:
        """The room that it takes."""
        return Box(self.left, self.y - self.half, self.right, self.y + self.half)


@dataclass(frozen=True)
class Bar:
    """A filled rectangle."""

    kind: ClassVar = "bar"
    x: float
    y: float
    width: float
    height: float
    look: str

    @property
    def box(self) -> Box:
        """The room that it takes."""
        return Box(self.x, self.y, self.x + self.width, self.y + self.height)


@dataclass(frozen=True)
class Hatch:
    """A rectangle of slanted strokes: here is a value that is not shown."""

    kind: ClassVar = "hatch"
    x: float
    y: float
    width: float
    height: float
    look: str = "hatch"

    @property
    def box(self) -> Box:
        """The room that it takes."""
        return Box(self.x, self.y, self.x + self.width, self.y + self.height)

    @property
    def strokes(self) -> list[tuple[float, float, float, float]]:
        """Its edge and its strokes, each from point to point."""
        left, top, right, foot = self.box
        corners = [(left, top), (right, top), (right, foot), (left, foot)]
        made = [
            (*one, *two)
            for one, two in zip(corners, [*corners[1:], corners[0]], strict=True)
        ]
        for place in range(1, int((self.width + self.height) / _HATCH) + 1):
            x = left + place * _HATCH  # where the stroke would meet the upper edge
            over, short = max(x - right, 0), max(x - self.height - left, 0)
            made.append((x - over, top + over, left + short, top + (x - left) - short))
        return [(*(round(one, 2) for one in stroke),) for stroke in made]  # type: ignore[misc]


@dataclass(frozen=True)
class Label:
    """Words in a box of their own, its lines broken beforehand.

    A backend that can measure may break `text` anew, within the same box. Words that
    stand in the table behind the chart name their cell: the row, counted from nought
    with the heads above it at -1, and the column.
    """

    kind: ClassVar = "label"
    text: str
    lines: tuple[str, ...]
    x: float  # of the edge, or the middle, that it is set against
    y: float  # the upper edge of the box
    width: float
    size: float
    anchor: Anchor
    language: str
    look: str = ""
    cell: tuple[int, int] | None = None

    @property
    def height(self) -> float:
        """The height of all its lines."""
        return len(self.lines) * self.size * LEADING

    @property
    def baselines(self) -> list[tuple[float, str]]:
        """Its lines, each with the height that it stands on."""
        leading = self.size * LEADING
        first = self.y + leading / 2 + self.size * _MIDDLE
        return [
            (round(first + place * leading, 2), line)
            for place, line in enumerate(self.lines)
        ]

    @property
    def box(self) -> Box:
        """The room that it may take."""
        before = {"left": 0.0, "middle": 0.5, "right": 1.0}[self.anchor] * self.width
        left = self.x - before
        return Box(left, self.y, left + self.width, self.y + self.height)


Shape = Line | Dot | Diamond | Bar | Hatch | Label


@dataclass(frozen=True)
class Drawing:
    """A chart laid out: its size, and its shapes in the order to draw them."""

    width: float
    height: float
    language: str
    shapes: tuple[Shape, ...]

    @property
    def labels(self) -> list[Label]:
        """The words in it."""
        return [shape for shape in self.shapes if isinstance(shape, Label)]
