"""What a document is made of, said in plain data; nothing here draws."""

from collections.abc import Callable, Set
from dataclasses import dataclass

from grantsapp.charts import Chart


@dataclass(frozen=True)
class Text:
    """A text in its own language, as a name in a letter in another one."""

    text: str
    language: str
    bold: bool = False


@dataclass(frozen=True)
class Interval:
    """An estimate with its bounds, drawn in its cell as a line of a forest plot."""

    low: float | None
    value: float
    high: float | None
    is_total: bool = False


Cell = str | Text | Interval


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 to 3; it also stands in the outline."""

    text: Text
    level: int
    is_in_line: bool = False  # as of a paragraph
    is_listed: bool = True  # in the contents


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of running text."""

    text: Text
    small: bool
    muted: bool
    is_kept: bool = False  # on the page of what comes next
    is_in_line: bool = False  # begins where the document does, whichever way it runs


@dataclass(frozen=True)
class Facts:
    """Labels and their values, as the reference, the amount, the dates."""

    pairs: list[tuple[Text, Text]]


@dataclass(frozen=True)
class Table:
    """Rows under a head that comes again on each page."""

    head: list[Text]
    rows: list[list[Text | Interval]]
    widths: list[float] | None
    numeric: Set[int]
    caption: Text
    has_total: bool = False  # in its last row


@dataclass(frozen=True)
class Space:
    """White space between two blocks."""

    points: float


@dataclass(frozen=True)
class Rule:
    """A light line across the page."""


@dataclass(frozen=True)
class QR:
    """A code that a camera reads, with the words for those who see none."""

    link: str
    alt: Text


@dataclass(frozen=True)
class Choices:
    """Answers to choose from on paper, a box before each to tick."""

    options: list[Text]
    is_one: bool


@dataclass(frozen=True)
class Items:
    """A list, numbered or not."""

    items: list[Text]
    is_ordered: bool


@dataclass(frozen=True)
class Ticks:
    """Answers in a row, a circle before each with the sign that it is keyed by."""

    options: list[tuple[str, Text]]


@dataclass(frozen=True)
class Statements:
    """Statements to rate by hand, each with the number that it is keyed by.

    The options head a grid where their words are short; else they follow each one.
    """

    options: list[tuple[str, Text]]  # sign and words
    items: list[tuple[str, Text]]  # number and words


@dataclass(frozen=True)
class Squares:
    """Squares to write letters into, one each, with the words that say which."""

    groups: list[tuple[int, Text]]


@dataclass(frozen=True)
class Turn:
    """The end of a page, wherever it is."""


@dataclass(frozen=True)
class Lines:
    """Empty lines to write on by hand."""

    count: int


@dataclass(frozen=True)
class Sheet:
    """A table to fill in by hand: its columns, empty rows, and a row for the total."""

    head: list[Text]
    count: int
    widths: list[float]
    total: Text


@dataclass(frozen=True)
class Figure:
    """A chart, whose words are a table too for those who listen."""

    chart: Chart


@dataclass(frozen=True)
class Contents:
    """Where the headings of some levels stand, with links that lead there."""

    title: Text
    first: int
    last: int


@dataclass(frozen=True)
class Cover:
    """The first page: what this is, whose it is, of when."""

    title: Text
    subtitle: Text
    publisher: Text
    facts: list[tuple[Text, Text]]
    notes: list[Text]


@dataclass(frozen=True)
class Aside:
    """Words beside the text: a note in a box, or what somebody said."""

    title: Text
    paragraphs: list[Text]
    by: Text
    is_quote: bool = False


@dataclass(frozen=True)
class Tiles:
    """Key figures side by side: what each is, and how much."""

    pairs: list[tuple[Text, Text]]


Block = (
    Heading
    | Paragraph
    | Facts
    | Table
    | Space
    | Rule
    | QR
    | Choices
    | Items
    | Ticks
    | Statements
    | Squares
    | Turn
    | Lines
    | Sheet
    | Figure
    | Contents
    | Cover
    | Aside
    | Tiles
)


@dataclass(frozen=True)
class Poster:
    """What hangs on a wall: one page, read from three steps away."""

    language: str
    fund: Text
    title: Text
    sentence: Text
    facts: list[tuple[Text, Text]]
    invitation: Text
    address: str
    languages: Text
    code: QR


@dataclass(frozen=True)
class Slip:
    """A piece of paper that is cut off and handed to one person."""

    title: Text
    sentence: Text
    address: tuple[str, ...]  # line by line, to type off
    code: QR


@dataclass(frozen=True)
class About:
    """What a document says of itself, and at the foot of each page."""

    language: str
    title: str
    author: str
    footer: str
    folio: Callable[[int, int], str] | None = None  # writes page and pages
