"""Where the boxes and lines of a theory of change stand. Plain values only.

Columns run from inputs to the goal; every line stays in the gutter between two of
them, so that none crosses a box. In a language from right to left all is mirrored.
The page wraps the text itself; here its height is estimated, rather too high.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import dist

from grantsapp.calls.theory import COLUMNS, Entry, Kind, assumptions, link, links

BOX, GUTTER, GAP, PADDING = 172, 60, 16, 10
HEAD = 36  # the height of a column's name
FONT, LEADING = 14, 21
ARABIC_LEADING = 25
TIP = 8  # the length of an arrow's head
RADIUS = 10  # of the mark of an assumption
_ALONG = (0.5, 0.35, 0.65, 0.25, 0.75)  # where on a line a mark may stand

Point = tuple[float, float]


@dataclass(frozen=True)
class Column:
    """The name of a kind, above its boxes."""

    kind: Kind
    x: float  # its middle


@dataclass(frozen=True)
class Box:
    """A box for the text of an entry."""

    code: str
    kind: Kind
    x: float
    y: float
    height: float
    width: float = BOX


@dataclass(frozen=True)
class Line:
    """A curve from one box to another: its end points and what steers it."""

    start: str
    end: str
    points: tuple[Point, Point, Point, Point]

    def at(self, t: float) -> Point:
        """Give the point a part of the way along."""
        parts = ((1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t**2, t**3)
        x, y = (
            sum(p * q for p, q in zip(parts, axis, strict=True))
            for axis in zip(*self.points, strict=True)
        )
        return x, y

    @property
    def path(self) -> str:
        """The curve, as SVG writes it."""
        start, *others = (f"{x:.1f} {y:.1f}" for x, y in self.points)
        return f"M{start}C{' '.join(others)}"

    @property
    def head(self) -> str:
        """The arrow's head, as SVG writes it."""
        x, y = self.points[3]
        tip = TIP if self.points[0][0] < x else -TIP
        return f"M{x + tip:.1f} {y:.1f}l{-tip} -5v10z"


@dataclass(frozen=True)
class Mark:
    """The number of an assumption, at the link that rests on it."""

    number: int
    x: float
    y: float


@dataclass(frozen=True)
class Drawing:
    """All of it, with its size."""

    width: float
    height: float
    columns: tuple[Column, ...]
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    marks: tuple[Mark, ...]


def draw(
    entries: Sequence[Entry], texts: Mapping[str, str], *, mirrored: bool = False
) -> Drawing:
    """Lay out a theory of change; entries keep their order within a column."""
    kinds = [k for k in COLUMNS if any(e.kind is k for e in entries)]
    stacks = [[e for e in entries if e.kind is kind] for kind in kinds]
    heights = {c: height_of(words) for c, words in texts.items()}
    tall = max((_tall(stack, heights) for stack in stacks), default=0)
    boxes = [
        box
        for column, stack in enumerate(stacks)
        for box in _stacked(stack, heights, column * (BOX + GUTTER), tall)
    ]
    lines = _lines(links(entries), {box.code: box for box in boxes})
    whole = Drawing(
        width=max(0, len(kinds) * (BOX + GUTTER) - GUTTER),
        height=HEAD + tall + 2,
        columns=tuple(
            Column(kind, n * (BOX + GUTTER) + BOX / 2) for n, kind in enumerate(kinds)
        ),
        boxes=tuple(boxes),
        lines=tuple(lines),
        marks=tuple(_marks(entries, lines)),
    )
    return _mirrored(whole) if mirrored else whole


def height_of(text: str) -> float:
    """Estimate the height of a box for a text."""
    arabic = any("ARABIC" in unicodedata.name(c, "") for c in text)
    leading = ARABIC_LEADING if arabic else LEADING
    return lines_in(text) * leading + 2 * PADDING


def lines_in(text: str) -> int:
    """Estimate how many lines a text takes in a box."""
    room = BOX - 2 * PADDING
    count, used = 1, 0.0
    for word in text.split():
        width = sum(map(_width, word))
        space = _width(" ") if used else 0
        if used and used + space + width > room:
            count, used, space = count + 1, 0, 0
        used += space + width
        while used > room:  # a word that is longer than a line breaks
            count, used = count + 1, used - room
    return count


def _width(letter: str) -> float:
    wide = unicodedata.east_asian_width(letter) in "WF"
    return FONT * (1.05 if wide else 0.7 if letter.isupper() else 0.56)


def _tall(stack: list[Entry], heights: Mapping[str, float]) -> float:
    return sum(heights[e.code] for e in stack) + GAP * (len(stack) - 1)


def _stacked(
    stack: list[Entry], heights: Mapping[str, float], x: float, tall: float
) -> Iterator[Box]:
    """Put boxes one below the other, in the middle of the drawing's height."""
    y = HEAD + (tall - _tall(stack, heights)) / 2 + 1
    for entry in stack:
        yield Box(entry.code, entry.kind, x, y, heights[entry.code])
        y += heights[entry.code] + GAP


def _lines(pairs: list[tuple[str, str]], boxes: Mapping[str, Box]) -> list[Line]:
    """Draw each link in its gutter; lines at one box part along its edge."""
    out, into = _ports(pairs, boxes), _ports([(b, a) for a, b in pairs], boxes)
    made = []
    for start, end in pairs:
        x0, x1 = boxes[start].x + BOX, boxes[end].x - TIP
        y0, y1, middle = out[start, end], into[end, start], (x1 - x0) / 2
        points = ((x0, y0), (x0 + middle, y0), (x1 - middle, y1), (x1, y1))
        made.append(Line(start, end, points))
    return made


def _ports(
    pairs: list[tuple[str, str]], boxes: Mapping[str, Box]
) -> dict[tuple[str, str], float]:
    """Say at which height each line leaves its box, so that few lines cross."""
    found: dict[tuple[str, str], float] = {}
    for code in dict.fromkeys(start for start, _end in pairs):
        ends = [end for start, end in pairs if start == code]
        ends.sort(key=lambda end: boxes[end].y)
        box = boxes[code]
        for n, end in enumerate(ends, start=1):
            found[code, end] = box.y + box.height * n / (len(ends) + 1)
    return found


def _marks(entries: Iterable[Entry], lines: list[Line]) -> Iterator[Mark]:
    """Put the number of each assumption on its links, where they are most alone."""
    by_link = {link(line.start, line.end): line for line in lines}
    taken: list[Point] = []
    for number, entry in assumptions(entries):
        for name in entry.stands_at:
            if name not in by_link:
                continue
            others = [line for key, line in by_link.items() if key != name]
            spots = [by_link[name].at(t) for t in _ALONG]
            free = [s for s in spots if _away(s, taken) >= 2 * RADIUS] or spots
            x, y = max(free, key=lambda spot: _away(spot, _dots(others)))
            taken.append((x, y))
            yield Mark(number, x, y)


def _away(spot: Point, others: list[Point]) -> float:
    """Say how far the nearest of some points is; far enough is far enough."""
    return min((dist(spot, other) for other in others), default=3.0 * RADIUS)


def _dots(lines: list[Line]) -> list[Point]:
    return [line.at(n / 16) for line in lines for n in range(17)]


def _mirrored(whole: Drawing) -> Drawing:
    """Turn a drawing round, for a reader who begins on the right."""
    width = whole.width

    def turned(line: Line) -> Line:
        a, b, c, d = ((width - x, y) for x, y in line.points)
        return replace(line, points=(a, b, c, d))

    return replace(
        whole,
        columns=tuple(replace(c, x=width - c.x) for c in whole.columns),
        boxes=tuple(replace(b, x=width - b.x - b.width) for b in whole.boxes),
        lines=tuple(turned(line) for line in whole.lines),
        marks=tuple(replace(m, x=width - m.x) for m in whole.marks),
    )
