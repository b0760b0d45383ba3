"""The wide table for SPSS and Stata: labels that fit, and two kinds of missing.

Both cut or refuse what is too long. So it is cut here on purpose, with a mark, and the
codebook has it whole.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from grantsapp.evaluation.dataset.columns import Column
from grantsapp.evaluation.dataset.frames import numbers, series
from grantsapp.evaluation.dataset.shapes import DECLINED, LEFT_OUT, NOT_ASKED, People

SPSS_LABEL, SPSS_VALUE = 255, 120  # bytes
STATA_LABEL, STATA_VALUE = 80, 32_000  # signs, and bytes
LETTERS = {DECLINED: "a", LEFT_OUT: "b"}
WORDS = {DECLINED: "Prefer not to say", LEFT_OUT: "Left out"}


def fitted(text: str, most: int) -> str:
    """Cut a text to so many bytes, never within a letter, and show that it was cut."""
    if len(text.encode()) <= most:
        return text
    room = most - len("…".encode())
    return text.encode()[:room].decode(errors="ignore").rstrip() + "…"


def _short(text: str, most: int) -> str:
    """Cut a text to so many signs."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def write_sav(
    people: People, columns: Sequence[Column], path: Path, title: str
) -> None:
    """Write for SPSS; both kinds of missing are declared as missing by the user."""
    import pyreadstat

    raw = [column for column in columns if column.is_raw]
    pyreadstat.write_sav(
        _coded(people, columns),
        str(path),
        file_label=fitted(title, 64),
        column_labels={c.name: fitted(c.label, SPSS_LABEL) for c in columns},
        variable_value_labels={
            c.name: {v: fitted(words, SPSS_VALUE) for v, words in _values(c).items()}
            for c in columns
            if c.values
        },
        missing_ranges={c.name: [DECLINED, LEFT_OUT] for c in raw},
        variable_measure={c.name: _measure(c) for c in columns},
        row_compress=True,
    )


def _coded(people: People, columns: Sequence[Column]) -> Any:
    """Make the table with a code for each kind of missing; not asked stays null."""
    import polars as pl

    def coded(column: Column) -> Any:
        if not (column.is_raw and column.source):
            return series(people, column)
        given, _known = numbers(people, column.source)
        return pl.Series(column.name, given).set(pl.Series(given == NOT_ASKED), None)

    return pl.DataFrame([coded(column) for column in columns])


def _values(column: Column) -> Mapping[Any, str]:
    return {**column.values, **WORDS} if column.is_raw else column.values


def _measure(column: Column) -> Any:
    if column.is_score or column.is_turned:
        return "scale" if column.is_score else "ordinal"
    return "ordinal" if column.is_raw else "nominal"


def write_dta(
    people: People, columns: Sequence[Column], path: Path, title: str
) -> None:
    """Write for Stata; the kinds of missing are its letters `.a` and `.b`.

    It takes no labels for the values of texts; they are in the codebook.
    """
    import pyreadstat

    raw = [column for column in columns if column.is_raw]
    letters = {LETTERS[code]: words for code, words in WORDS.items()}
    pyreadstat.write_dta(
        _lettered(people, columns),
        str(path),
        file_label=_short(title, STATA_LABEL),
        column_labels={c.name: _short(c.label, STATA_LABEL) for c in columns},
        variable_value_labels={
            c.name: {
                **{v: fitted(words, STATA_VALUE) for v, words in c.values.items()},
                **letters,
            }
            for c in raw
        },
        missing_user_values={c.name: sorted(letters) for c in raw},
    )


def _lettered(people: People, columns: Sequence[Column]) -> Any:
    import polars as pl

    def lettered(column: Column) -> Any:
        if not (column.is_raw and column.source):
            found = series(people, column)
            return found.fill_null("") if found.dtype == pl.String else found
        given, _known = numbers(people, column.source)
        cells = given.astype(object)
        cells[given == NOT_ASKED] = None
        for code, letter in LETTERS.items():
            cells[given == code] = letter
        return pl.Series(column.name, cells.tolist(), dtype=pl.Object)

    return pl.DataFrame([lettered(column) for column in columns])
