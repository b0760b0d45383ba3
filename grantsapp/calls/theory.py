"""A theory of change: what leads to what, from inputs to a goal. Plain values only.

An entry leads to entries of the next kind alone. What a step rests on, an assumption,
stands at a link, which is written `from>to`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise


class Kind(StrEnum):
    """What an entry is."""

    INPUT = "input"
    ACTIVITY = "activity"
    OUTPUT = "output"
    OUTCOME = "outcome"
    GOAL = "goal"
    ASSUMPTION = "assumption"


COLUMNS = (Kind.INPUT, Kind.ACTIVITY, Kind.OUTPUT, Kind.OUTCOME, Kind.GOAL)


@dataclass(frozen=True)
class Entry:
    """One entry, by its stable code."""

    code: str
    kind: Kind
    leads_to: tuple[str, ...] = ()
    stands_at: tuple[str, ...] = ()


def next_kind(kind: Kind) -> Kind | None:
    """Say what a kind leads to: an activity to outputs, and so on."""
    after: dict[Kind, Kind] = dict(pairwise(COLUMNS))
    return after.get(kind)


def link(start: str, end: str) -> str:
    """Name a link."""
    return f"{start}>{end}"


def links(entries: Iterable[Entry]) -> list[tuple[str, str]]:
    """List the links that hold: to an entry that exists, of the next kind."""
    known = {e.code: e for e in entries}
    return [
        (e.code, end)
        for e in known.values()
        for end in e.leads_to
        if end in known and known[end].kind is next_kind(e.kind)
    ]


def assumptions(entries: Iterable[Entry]) -> list[tuple[int, Entry]]:
    """Number the assumptions, as the drawing marks them at its links."""
    kept = [e for e in entries if e.kind is Kind.ASSUMPTION]
    return list(enumerate(kept, start=1))


def without(entry: Entry, code: str) -> Entry:
    """Take an entry out of another's links, because it goes or changes."""
    return Entry(
        entry.code,
        entry.kind,
        tuple(c for c in entry.leads_to if c != code),
        tuple(at for at in entry.stands_at if code not in at.split(">")),
    )
