"""Rows of a survey that looks back, where now and before stand in two rows."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from uuid import uuid5

from grantsapp.mel.instruments import Moment
from grantsapp.mel.sittings import Sitting


@dataclass(frozen=True)
class Row:
    """A sitting, the project that the file says it is of, and its line."""

    project: str
    sitting: Sitting
    line: int


def paired(rows: Iterable[Row]) -> Iterator[Row]:
    """Make one sitting of a person's two rows; where there are more, keep each."""
    by_person: dict[tuple[str, str] | int, list[Row]] = {}
    for row in rows:
        looks_back = row.sitting.moment is Moment.T1
        is_known = looks_back and bool(row.sitting.code)
        who = (row.project, row.sitting.code) if is_known else row.line
        by_person.setdefault(who, []).append(row)
    for found in by_person.values():
        halves = {next(iter(row.sitting.raw)): row for row in found}
        if len(found) == 2 and halves.keys() == {"r0", "t1"}:  # noqa: PLR2004
            yield _one(halves["t1"], halves["r0"])
        else:
            yield from found


def _one(now: Row, before: Row) -> Row:
    sitting = replace(
        now.sitting,
        raw=now.sitting.raw | before.sitting.raw,
        client_key=uuid5(now.sitting.client_key, str(before.sitting.client_key)),
        about={**before.sitting.about, **now.sitting.about},
    )
    return replace(now, sitting=sitting, line=min(now.line, before.line))
