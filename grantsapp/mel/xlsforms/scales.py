"""The lists of choices of an XLSForm: which of them are scales of whole numbers."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from grantsapp.mel.instruments.faults import FARTHEST, MOST_APART
from grantsapp.mel.xlsforms.notes import Note, Why
from grantsapp.mel.xlsforms.tabs import Row, Tab

_WHOLE = re.compile(r"-?[0-9]{1,4}")


@dataclass(frozen=True)
class Scale:
    """Whole numbers without a gap, and the choices that stand apart from them."""

    rows: Mapping[int, Row]
    apart: Sequence[Row]

    @property
    def minimum(self) -> int:
        """The lowest value."""
        return min(self.rows)

    @property
    def maximum(self) -> int:
        """The highest value."""
        return max(self.rows)

    def notes(self) -> Iterator[Note]:
        """Name the choices that are not on the scale, such as 99 for "no answer"."""
        for row in self.apart:
            yield Note(Why.CHOICE, row.place("name"), row.get("name"))


def lists_of(choices: Tab | None) -> dict[str, list[Row]]:
    """Sort the choices by their lists."""
    found: dict[str, list[Row]] = {}
    for row in choices.rows if choices else ():
        if row.get("list_name"):
            found.setdefault(row.get("list_name"), []).append(row)
    return found


def scale_of(rows: Sequence[Row]) -> Scale | None:
    """Find the longest run of whole numbers in a list, or None where there is none."""
    values: dict[int, Row] = {}
    for row in rows:
        if _WHOLE.fullmatch(row.get("name")) and abs(int(row.get("name"))) < FARTHEST:
            values.setdefault(int(row.get("name")), row)
    run = max(_runs(sorted(values)), key=len, default=[])
    if not 1 < len(run) <= MOST_APART + 1:
        return None
    kept = {value: values[value] for value in run}
    taken = {row.number for row in kept.values()}
    return Scale(kept, [row for row in rows if row.number not in taken])


def _runs(values: Sequence[int]) -> Iterator[list[int]]:
    run: list[int] = []
    for value in values:
        if run and value != run[-1] + 1:
            yield run
            run = []
        run.append(value)
    if run:
        yield run
