"""The order of a meeting: what needs talk first, and who leaves the room as seldom.

Plain values only. Bids whose scores lie far apart come first, the farthest at the top;
then the others by rank. Within each of the two parts, bids for which the same members
leave the room come one after the other, where the first of them stands.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from math import inf
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Item(Generic[Key]):
    """A bid to talk about; `leave` are the members who must not be in the room."""

    number: int
    leave: frozenset[Key]
    is_flagged: bool = False
    spread: float | None = None
    rank: int | None = None

    @property
    def _place(self) -> tuple[bool, float, float, int]:
        spread = -(self.spread or 0.0) if self.is_flagged else 0.0
        return not self.is_flagged, spread, self.rank or inf, self.number


def in_order(items: Iterable[Item[Key]]) -> list[Item[Key]]:
    """Put bids in the order of the meeting; bids without a rank come last."""
    every = sorted(items, key=lambda item: item._place)
    blocks: dict[tuple[bool, frozenset[Key]], list[Item[Key]]] = {}
    for item in every:
        blocks.setdefault((item.is_flagged, item.leave), []).append(item)
    return [item for block in _flagged_first(blocks) for item in block]


def _flagged_first(
    blocks: dict[tuple[bool, frozenset[Key]], list[Item[Key]]],
) -> list[list[Item[Key]]]:
    """Keep the parts apart; the blocks of each already stand as they first came."""
    return sorted(blocks.values(), key=lambda block: not block[0].is_flagged)


def exits(items: Iterable[Item[Key]]) -> int:
    """Count how often somebody leaves the room, staying out over items in a row."""
    count, out = 0, frozenset[Key]()
    for item in items:
        count += len(item.leave - out)
        out = item.leave
    return count
