"""A table of contents: where each heading stands, with links that lead there.

How many lines it has is known before anything is laid out, so one pass is enough: the
numbers are looked up when its lines are drawn.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial

from grantsapp.pdf import boxes, shaping, style
from grantsapp.pdf.blocks import Contents, Heading, Text
from grantsapp.pdf.boxes import PAGE, Box, Span
from grantsapp.pdf.paper import Paper
from grantsapp.pdf.strips import Placed, Strip, spaced
from grantsapp.pdf.style import Look
from grantsapp.pdf.tags import Element, Target

_FIRST, _NEXT = Look(10.5), Look(9.5, style.MUTED)
_INDENT, _NUMBER, _GAP = 14.0, 26.0, 6.0
_LEADER, _DOT = (0.7, 3.0), 0.7
_ABOVE = 12.0  # a reader who follows a link sees a little of what is above


@dataclass
class Places:
    """Where the headings of a document stand, once its pages are laid out."""

    _found: dict[int, Target] = field(default_factory=dict)

    def read(self, pages: Iterable[list[Placed]]) -> None:
        """Find every heading on its page."""
        for number, page in enumerate(pages):
            for placed in page:
                if isinstance(placed.strip.marks, Heading):
                    self._found[id(placed.strip.marks)] = Target(
                        number, placed.top + _ABOVE
                    )

    def of(self, heading: Heading) -> Target:
        """Say where a heading stands."""
        return self._found[id(heading)]


def contents(
    block: Contents, headings: list[Heading], places: Places, root: Element
) -> list[Strip]:
    """Make the strips of a table of contents, one for each heading in it."""
    levels = range(block.first, block.last + 1)
    listed = [h for h in headings if h.is_listed and h.level in levels]
    parent = root.add("TOC", root.language) if listed else root
    strips = [_entry(heading, block, places, parent) for heading in listed]
    return spaced(strips, style.BODY.before, style.BODY.after)


def _entry(heading: Heading, block: Contents, places: Places, parent: Element) -> Strip:
    depth = heading.level - block.first
    is_rtl = shaping.is_rtl(parent.language)
    indent = depth * _INDENT
    x = PAGE.x + (_NUMBER if is_rtl else indent)
    room = Span(x, PAGE.width - indent - _NUMBER)
    words = Text(heading.text.text, heading.text.language, bold=not depth)
    box = Box(words, _NEXT if depth else _FIRST)
    box.fit(room.width - _GAP)
    reference = parent.add("TOCI").add("Reference")
    element = reference.add("Link", words.language, actual=box.spoken)
    entry = _Entry(box, room, element, partial(places.of, heading), is_rtl)
    return Strip(box.height, entry.draw, before=1 if depth else 5, after=1)


@dataclass(frozen=True)
class _Entry:
    """One line of the contents; where its heading stands is asked when it is drawn."""

    box: Box
    room: Span
    element: Element
    find: Callable[[], Target]
    is_rtl: bool

    def draw(self, paper: Paper, top: float) -> None:
        """Draw the heading, the dots, the number, and let all of it lead there."""
        box, target = self.box, self.find()
        folio = f"\u2066{target.page + 1}\u2069"
        number = Box(Text(folio, paper.structure.root.language), box.look)
        number.fit(_NUMBER)
        if box.spoken:  # what is said in place of the glyphs has the number too
            self.element.actual = f"{box.spoken} {target.page + 1}"
        first = top - box.drop
        last = first - (len(box.lines) - 1) * box.leading
        with paper.content(self.element):
            boxes.draw(paper, box, first, self.room, at_right=self.is_rtl)
            boxes.draw(paper, number, last, PAGE, at_right=not self.is_rtl)
        self._lead(paper, number, last)
        sides = (PAGE.x, top - box.height, PAGE.end, top)
        paper.link(self.element, sides, shaping.plain(box.words.text), target)

    def _lead(self, paper: Paper, number: Box, y: float) -> None:
        """Lead the eye from a heading to its number with dots."""
        wide = self.box.width_of(self.box.lines[-1]) if self.box.lines else 0
        start = self.room.x + wide + _GAP
        end = PAGE.end - number.natural_width - _GAP
        if self.is_rtl:
            start = PAGE.x + number.natural_width + _GAP
            end = self.room.end - wide - _GAP
        if end - start < 2 * _GAP:
            return
        with paper.artifact():
            ends = (start, y), (end, y)
            paper.stroke(*ends, width=_DOT, colour=style.MUTED, dash=_LEADER)
