"""Charts told in plain values, and in words that are translated and written already."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from grantsapp.charts.axis import Axis, known


class Line(NamedTuple):
    """A row of the table behind a chart."""

    label: str
    language: str
    cells: tuple[str, ...]
    is_total: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        """All that the row says."""
        return self.label, *self.cells


@dataclass(frozen=True)
class _Chart:
    """What every chart says of itself.

    `key` is its name on the page, `title` its caption, `sentence` says what it shows
    to those who do not see it. `heads` name the columns of the table behind it.
    """

    key: str
    language: str
    title: str
    sentence: str
    rows: tuple[Any, ...]
    heads: tuple[str, ...]

    @property
    def lines(self) -> list[Line]:
        """The same numbers as a table."""
        return [_line(row, row.cells) for row in self.rows]

    def only(self, first: int, last: int) -> "_Chart":
        """Give a part of it, from one row to before another, on the same scale."""
        return replace(self, rows=self.rows[first:last])


def _line(row: Any, cells: tuple[str, ...]) -> Line:
    return Line(row.label, row.language, cells, row.is_total)


@dataclass(frozen=True)
class Estimate:
    """A row of a forest: a value, its interval if one is known, who stands behind."""

    label: str
    language: str
    words: str  # value and interval, or that nothing is shown
    value: float | None
    low: float | None = None
    high: float | None = None
    weight: str = ""  # as "14 people"
    is_total: bool = False

    @property
    def cells(self) -> tuple[str, ...]:
        """Its words in the table."""
        return self.words, self.weight


@dataclass(frozen=True)
class Forest(_Chart):
    """Values with their intervals, one under another, and what they come to.

    `heads`: what the rows are, the value, and (if rows have one) the weight.
    """

    rows: tuple[Estimate, ...]
    axis: Axis
    total: Estimate | None = None
    prediction: Estimate | None = None  # its interval alone, as a thin line

    @property
    def all_rows(self) -> tuple[Estimate, ...]:
        """The rows with what they come to."""
        below = (one for one in (self.total, self.prediction) if one)
        return (*self.rows, *below)

    @property
    def lines(self) -> list[Line]:
        """The same numbers as a table; a column that is empty goes."""
        count = len(self.heads) - 1
        return [_line(row, row.cells[:count]) for row in self.all_rows]

    def only(self, first: int, last: int) -> "Forest":
        """Give a part; what the rows come to stands under the last one."""
        part = replace(self, rows=self.rows[first:last])
        is_last = last >= len(self.rows)
        return part if is_last else replace(part, total=None, prediction=None)


@dataclass(frozen=True)
class Shift:
    """A row of before and after."""

    label: str
    language: str
    before: float | None
    after: float | None
    before_words: str
    after_words: str
    words: str  # the change, or that nothing is shown
    is_total: bool = False

    @property
    def cells(self) -> tuple[str, ...]:
        """Its words in the table."""
        return self.before_words, self.after_words, self.words


@dataclass(frozen=True)
class BeforeAfter(_Chart):
    """Two dots a row on the instrument's own scale: where people were, and are.

    `heads`: what the rows are, before, after, the change.
    """

    rows: tuple[Shift, ...]
    axis: Axis


@dataclass(frozen=True)
class Delivery:
    """A row of planned against delivered."""

    label: str
    language: str
    planned: float | None
    delivered: float | None
    planned_words: str
    delivered_words: str
    words: str  # the share of the plan
    is_total: bool = False

    @property
    def cells(self) -> tuple[str, ...]:
        """Its words in the table."""
        return self.planned_words, self.delivered_words, self.words


@dataclass(frozen=True)
class Bars(_Chart):
    """A bar for what was delivered, a mark for what was planned.

    Rows in different units are drawn as shares of their own plan; else on one scale.
    `heads`: what the rows are, planned, delivered, the share.
    """

    rows: tuple[Delivery, ...]
    is_share: bool = True
    most: float | None = None  # the end of the scale, if it is not the rows' own

    def reached(self, row: Delivery) -> float | None:
        """Say how long the bar of a row is; nothing where it cannot be drawn."""
        planned, delivered = known(row.planned), known(row.delivered)
        if not self.is_share or delivered is None:
            return delivered
        return delivered / planned if planned and planned > 0 else None

    def mark(self, row: Delivery) -> float | None:
        """Say where the plan of a row is marked."""
        planned = known(row.planned)
        if planned is None or not self.is_share:
            return planned
        return 1.0 if planned > 0 else None

    def only(self, first: int, last: int) -> "Bars":
        """Give a part of it on the scale of the whole."""
        return replace(self, rows=self.rows[first:last], most=self.extent)

    @property
    def extent(self) -> float:
        """The longest that a bar or a mark may be."""
        return self.most or _most([*map(self.reached, self.rows), *self._marks])

    @property
    def _marks(self) -> list[float | None]:
        return [self.mark(row) for row in self.rows]


@dataclass(frozen=True)
class Step:
    """A step of a process: how many got there; nothing where that is hidden."""

    label: str
    language: str
    value: float | None
    words: str  # the count, or that it is not shown
    share: str = ""  # of the step before
    is_total: bool = False

    @property
    def cells(self) -> tuple[str, ...]:
        """Its words in the table."""
        return self.words, self.share


@dataclass(frozen=True)
class Steps(_Chart):
    """How many got how far, one step under another.

    `heads`: what the rows are, the count, the share of the step before.
    """

    rows: tuple[Step, ...]
    most: float | None = None

    @property
    def extent(self) -> float:
        """The longest bar."""
        return self.most or _most([known(row.value) for row in self.rows])

    def only(self, first: int, last: int) -> "Steps":
        """Give a part of it on the scale of the whole."""
        return replace(self, rows=self.rows[first:last], most=self.extent)


Chart = Forest | BeforeAfter | Bars | Steps


def _most(values: Sequence[float | None]) -> float:
    return max((v for v in values if v is not None and v > 0), default=0.0) or 1.0
