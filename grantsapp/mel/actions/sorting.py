"""A file of responses read to its end: what would come of it, or why it is refused.

Looking at a file and taking it are the same reading. Nothing is stored here.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from grantsapp.mel.actions.answering import as_row
from grantsapp.mel.instruments import Moment
from grantsapp.mel.queries.files import Known
from grantsapp.mel.queries.grounds import Asked, Ground, Home
from grantsapp.mel.tables import Fault, Matching, Reading, Row, Table, Wrong
from grantsapp.mel.tables.faults import Collected

TELL_EVERY = 10_000  # rows


class Kind(StrEnum):
    """What a sitting of a file is to those that are here."""

    NEW = "new"
    HERE = "here"
    AGAIN = "again"  # it was taken back with its file, and comes again
    CHANGED = "changed"  # its name is here with other answers


@dataclass(frozen=True)
class Order:
    """A file as it is to be read: plain values, so that nothing is held meanwhile."""

    table: Table
    matching: Matching
    ground: Ground
    batch: str = ""


@dataclass(frozen=True)
class Sorted:
    """A sitting as the columns of a response, where it belongs and what it is."""

    kind: Kind
    home: Home
    asked: Asked
    row: dict[str, Any]
    sitting: Any


@dataclass
class Sorting:
    """Goes through a file once, and counts."""

    order: Order
    known: Known
    tell: Callable[[int], None] = lambda _count: None
    counts: dict[tuple[str, Moment], int] = field(default_factory=dict)
    kinds: dict[Kind, int] = field(default_factory=lambda: dict.fromkeys(Kind, 0))
    # Of projects that were never asked, by award.
    new_surveys: dict[UUID, tuple[Home, Asked]] = field(default_factory=dict)
    left: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Take what is known for its own, since it grows as the file is read."""
        self.known = {name: dict(texts) for name, texts in self.known.items()}

    def __iter__(self) -> Iterator[Sorted]:
        """Give each sitting; raises Faults at the end if any row has one."""
        order, faults = self.order, Collected()
        ground = order.ground
        reading = Reading(
            order.table, order.matching, ground.tools, ground.facts, batch=order.batch
        )
        for count, row in enumerate(reading, 1):
            if count % TELL_EVERY == 0:
                self.tell(count)
            home = ground.homes.get(row.project)
            asked = self._asked(home, row) if home else None
            if home is None or asked is None:
                faults.add(self._not_asked(home, row))
            elif not faults.count:
                yield self._sorted(home, asked, row)
        faults.settle()
        self.left = {
            "blank": reading.blank,
            "repeated": reading.repeated,
            "unanswered": reading.unanswered,
        }

    def _asked(self, home: Home, row: Row) -> Asked | None:
        if home.surveys:
            return self.order.ground.asked(home, _codes(row))
        if home.award_id not in self.new_surveys:
            ground, mapped = self.order.ground, self.order.matching.items.values()
            codes = {slot.tool for slot in mapped}
            tools = {code: key for code, key in ground.rows.items() if code in codes}
            asked = Asked(uuid4(), ground.facts.design, tools)
            self.new_surveys[home.award_id] = home, asked
        return self.new_surveys[home.award_id][1]

    def _not_asked(self, home: Home | None, row: Row) -> Fault:
        ground, column = self.order.ground, self.order.matching.project_column
        if home is None:
            return Fault(Wrong.UNKNOWN_PROJECT, row.line, column, row.project)
        unfit = [c for c in sorted(_codes(row)) if ground.asked(home, [c]) is None]
        facts: dict[str, str | int] = {"project": home.reference}
        facts["tool"] = ", ".join(unfit or sorted(_codes(row)))
        return Fault(Wrong.NOT_ASKED, row.line, column, facts=facts)

    def _sorted(self, home: Home, asked: Asked, row: Row) -> Sorted:
        columns = as_row(asked, row.sitting, is_resent=False)
        kind = self._kind(asked.id, columns["client_key"], columns["digest"])
        self.kinds[kind] += 1
        if kind in {Kind.NEW, Kind.AGAIN}:
            place = home.reference, row.sitting.moment
            self.counts[place] = self.counts.get(place, 0) + 1
        return Sorted(kind, home, asked, columns, row.sitting)

    def _kind(self, survey: UUID, key: UUID, digest: str) -> Kind:
        before = self.known.get((survey, key))
        if before is None:
            self.known[survey, key] = {digest: False}
            return Kind.NEW
        is_gone = before.get(digest)
        is_first = all(before.values())
        before[digest] = False
        if is_gone is not None:
            return Kind.AGAIN if is_gone and is_first else Kind.HERE
        return Kind.NEW if is_first else Kind.CHANGED


def _codes(row: Row) -> set[str]:
    return {code for tools in row.sitting.raw.values() for code in tools}
