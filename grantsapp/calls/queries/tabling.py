"""Answers with lines, laid out as the tables that pages and documents show."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from grantsapp import i18n
from grantsapp.calls.queries.wording import alone, label_of, words_of
from grantsapp.calls.questions import Column, Kind, Question, Reading, cells
from grantsapp.i18n import gettext as _

LTR = "en"  # the language of what runs from left to right in every language
FIGURES = {Kind.NUMBER, Kind.MONEY}
FROM_THE_LEFT = {Kind.EMAIL, Kind.PHONE}
Row = dict[str, Any]
Line = tuple[i18n.Shown, ...]


@dataclass(frozen=True)
class Told:
    """The lines of an answer: each cell with the language that it is in."""

    head: Line
    rows: tuple[Line, ...]
    figures: frozenset[int]
    total: Line = ()


def tabled(
    question: Question,
    reading: Reading,
    raw: Sequence[str],
    written_in: str,
    tongue: str | None = None,
) -> Told | None:
    """Lay out an answer with lines, our labels in a `tongue`; None where there is none.

    Lines that cannot be read yet stand as they were typed.
    """
    if not question.is_table or not (reading.value or raw):
        return None
    layout = _Layout(question, written_in, tongue)
    rows = reading.value
    if rows is None:
        return Told(layout.head, tuple(map(layout.as_typed, raw)), layout.figures)
    exact = layout.exact(rows)
    told = tuple(layout.row(row, exact) for row in rows)
    total = layout.total(rows, exact) if question.kind is Kind.BUDGET else ()
    return Told(layout.head, told, layout.figures, total)


@dataclass(frozen=True)
class _Layout:
    question: Question
    written_in: str
    tongue: str | None

    @property
    def head(self) -> Line:
        return tuple(i18n.Text(c.label).shown(self.tongue) for c in self._columns)

    @property
    def figures(self) -> frozenset[int]:
        return frozenset(n for n, c in enumerate(self._columns) if c.kind in FIGURES)

    @property
    def _columns(self) -> tuple[Column, ...]:
        return self.question.columns

    def exact(self, rows: Sequence[Row]) -> set[str]:
        """Name the columns in which an amount has pence: there all of them show it."""
        return {
            column.code
            for column in self._columns
            if column.kind is Kind.MONEY
            and not all(self._is_whole(row.get(column.code)) for row in rows)
        }

    def _is_whole(self, amount: int | None) -> bool:
        return i18n.is_whole(amount or 0, self.question.currency)

    def row(self, row: Row, exact: set[str]) -> Line:
        """Lay out a line that was read."""
        told = (self._words(c, row.get(c.code), exact) for c in self._columns)
        return self._line(told)

    def total(self, rows: Sequence[Row], exact: set[str]) -> Line:
        """Add up each column of amounts."""
        own = i18n.language()
        sums = [
            self._words(c, sum(row.get(c.code) or 0 for row in rows), exact)
            if c.kind is Kind.MONEY
            else ""
            for c in self._columns
        ]
        return tuple(i18n.Shown(words, own) for words in [_("Total"), *sums[1:]])

    def as_typed(self, line: str) -> Line:
        """Lay out a line as it was typed, with labels for codes."""
        typed = cells(line)
        return self._line(
            label_of(c, typed.get(c.code, ""), self.tongue) for c in self._columns
        )

    def _words(self, column: Column, value: Any, exact: set[str]) -> str:
        if value is None:
            return ""
        if column.kind is Kind.MONEY:
            is_exact = column.code in exact
            return i18n.money(value, self.question.currency, is_exact=is_exact)
        return words_of(alone(self.question, column), value, self.tongue)

    def _line(self, words: Any) -> Line:
        told = zip(words, self._columns, strict=True)
        return tuple(i18n.Shown(text, self._language(c)) for text, c in told)

    def _language(self, column: Column) -> str:
        if column.kind in FROM_THE_LEFT:
            return LTR
        if column.kind is Kind.SHORT:
            return self.written_in
        own = i18n.language()
        return self.tongue or own if column.options else own
