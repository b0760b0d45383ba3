"""Letters and reports as PDF, in every script, for every reader.

A `Document` is told its blocks one after another and drawn at the end, so that a page
can say how many there are. The libraries that draw are slow to import: they come with
the first document that is built.
"""

from collections.abc import Callable, Sequence, Set

from grantsapp.charts import Chart
from grantsapp.pdf.blocks import (
    QR,
    About,
    Aside,
    Block,
    Cell,
    Choices,
    Contents,
    Cover,
    Facts,
    Figure,
    Heading,
    Interval,
    Items,
    Lines,
    Paragraph,
    Poster,
    Rule,
    Sheet,
    Slip,
    Space,
    Squares,
    Statements,
    Table,
    Text,
    Ticks,
    Tiles,
    Turn,
)

__all__ = [
    "QR",
    "Cell",
    "Document",
    "Interval",
    "Poster",
    "Slip",
    "Text",
    "poster_bytes",
    "slips_bytes",
]


def poster_bytes(poster: Poster) -> bytes:
    """Draw a poster: the same words give the same bytes."""
    from grantsapp.pdf import posters  # slow to import, as below

    return posters.render(poster)


def slips_bytes(language: str, head: Text, slips: Sequence[Slip]) -> bytes:
    """Draw slips to cut off, under a line that says what they are."""
    from grantsapp.pdf import slips as drawing  # slow to import, as below

    return drawing.render(language, head, list(slips))


class Document:
    """A letter or a report; each text runs in the direction of its language."""

    def __init__(
        self,
        language: str,
        *,
        title: str,
        author: str = "",
        footer: str = "",
        folio: Callable[[int, int], str] | None = None,
    ) -> None:
        """Begin a document; `folio` writes the page and the pages at its foot."""
        self.language = language
        self._about = About(language, title, author, footer, folio)
        self._blocks: list[Block] = []

    def heading(
        self,
        text: str | Text,
        level: int = 1,
        *,
        in_line: bool = False,
        listed: bool = True,
    ) -> None:
        """Put a heading; it stands in the outline, and if listed in the contents."""
        words = self._text(text, bold=True)
        self._blocks.append(Heading(words, min(max(level, 1), 3), in_line, listed))

    def paragraph(
        self,
        text: str | Text,
        *,
        language: str | None = None,
        small: bool = False,
        bold: bool = False,
        muted: bool = False,
        kept: bool = False,
        in_line: bool = False,
    ) -> None:
        """Put a paragraph; the line breaks in it are kept.

        One that is `kept` stays with what comes next; one `in_line` begins where the
        document does, whichever way its own language runs.
        """
        words = self._text(text, language=language, bold=bold)
        self._blocks.append(Paragraph(words, small, muted, kept, in_line))

    def facts(self, pairs: Sequence[tuple[str | Text, str | Text]]) -> None:
        """Put labels and values side by side."""
        told = [(self._text(label), self._text(value)) for label, value in pairs]
        self._blocks.append(Facts(told))

    def table(
        self,
        head: Sequence[str | Text],
        rows: Sequence[Sequence[Cell]],
        *,
        widths: Sequence[float] | None = None,
        numeric: Set[int] = frozenset(),
        caption: str | Text = "",
        total: Sequence[str | Text] = (),
    ) -> None:
        """Put a table; the columns begin where the language begins to be read."""
        told = [[self._cell(cell) for cell in row] for row in rows]
        if total:
            told.append([self._text(words, bold=True) for words in total])
        made = Table(
            [self._text(words, bold=True) for words in head],
            told,
            None if widths is None else list(widths),
            numeric,
            self._text(caption, bold=True),
            has_total=bool(total),
        )
        self._blocks.append(made)

    def items(self, items: Sequence[str | Text], *, ordered: bool = False) -> None:
        """Put a list, numbered or not."""
        self._blocks.append(Items([self._text(words) for words in items], ordered))

    def choices(self, options: Sequence[str | Text], *, is_one: bool) -> None:
        """Put answers to tick by hand: circles for one of them, boxes for several."""
        self._blocks.append(Choices([self._text(words) for words in options], is_one))

    def ticks(self, options: Sequence[tuple[str, str | Text]]) -> None:
        """Put answers of which one is ticked in a row, each with a sign of its own."""
        self._blocks.append(Ticks(self._signed(options)))

    def statements(
        self,
        options: Sequence[tuple[str, str | Text]],
        items: Sequence[tuple[str, str | Text]],
    ) -> None:
        """Put statements to rate by hand; options have signs, statements numbers."""
        self._blocks.append(Statements(self._signed(options), self._signed(items)))

    def squares(self, groups: Sequence[tuple[int, str | Text]]) -> None:
        """Put squares to write letters into, and beside each group what goes there."""
        told = [(count, self._text(words)) for count, words in groups]
        self._blocks.append(Squares(told))

    def turn(self) -> None:
        """Begin a new page."""
        self._blocks.append(Turn())

    def lines(self, count: int) -> None:
        """Leave lines to write on by hand."""
        self._blocks.append(Lines(count))

    def sheet(
        self,
        head: Sequence[str | Text],
        count: int,
        *,
        widths: Sequence[float],
        total: str | Text = "",
    ) -> None:
        """Leave a table to fill in by hand, with a row for its total if it has one."""
        told = [self._text(words, bold=True) for words in head]
        words = self._text(total, bold=True)
        self._blocks.append(Sheet(told, count, list(widths), words))

    def space(self, points: float) -> None:
        """Leave white space, which falls away at the top of a page."""
        self._blocks.append(Space(points))

    def rule(self) -> None:
        """Put a light line across the page."""
        self._blocks.append(Rule())

    def qr(self, link: str, alt: str | Text) -> None:
        """Put a code for cameras, with words for those who do not see it."""
        self._blocks.append(QR(link, self._text(alt)))

    def cover(
        self,
        title: str | Text,
        *,
        subtitle: str | Text = "",
        publisher: str | Text = "",
        facts: Sequence[tuple[str | Text, str | Text]] = (),
        notes: Sequence[str | Text] = (),
    ) -> None:
        """Put a cover, a page of its own; its title is the heading of level 1.

        The facts are its edition, its day and the like; the notes what nobody may
        miss, as that the answers are synthetic.
        """
        words = self._text(title, bold=True)
        told = [(self._text(label), self._text(value)) for label, value in facts]
        made = Cover(
            words,
            self._text(subtitle),
            self._text(publisher),
            told,
            [self._text(note) for note in notes],
        )
        self._blocks.append(made)

    def contents(self, title: str | Text, *, first: int = 2, last: int = 3) -> None:
        """Put a table of contents: headings of some levels, with their pages."""
        self._blocks.append(Contents(self._text(title, bold=True), first, last))

    def aside(
        self,
        *paragraphs: str | Text,
        title: str | Text = "",
        quote: bool = False,
        by: str | Text = "",
    ) -> None:
        """Put a note in a box; or what somebody said, and who."""
        said = [self._text(words) for words in paragraphs]
        head = self._text(title, bold=True)
        self._blocks.append(Aside(head, said, self._text(by), quote))

    def tiles(self, pairs: Sequence[tuple[str | Text, str | Text]]) -> None:
        """Put key figures side by side, each with the words for what it is."""
        told = [(self._text(a), self._text(b, bold=True)) for a, b in pairs]
        self._blocks.append(Tiles(told))

    def chart(self, chart: Chart) -> None:
        """Put a chart with its title; its words are a table to those who listen."""
        self._blocks.append(Figure(chart))

    def build(self) -> bytes:
        """Draw the document: the same blocks give the same bytes."""
        from grantsapp.pdf import flow  # slow to import, and few requests draw

        return flow.render(self._about, self._blocks)

    def _signed(
        self, words: Sequence[tuple[str, str | Text]]
    ) -> list[tuple[str, Text]]:
        return [(sign, self._text(one)) for sign, one in words]

    def _cell(self, cell: Cell) -> Text | Interval:
        return cell if isinstance(cell, Interval) else self._text(cell)

    def _text(
        self, text: str | Text, *, language: str | None = None, bold: bool = False
    ) -> Text:
        if isinstance(text, Text):
            return Text(text.text, text.language, text.bold or bold)
        return Text(str(text), language or self.language, bold)
