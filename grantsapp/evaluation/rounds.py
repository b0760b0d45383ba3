"""The same instrument over rounds of a fund, with what differs between them.

A round stands beside the one before it, and whatever differs is named: a break in how
was asked is no trend. Nothing is tested over rounds, since other projects took part.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

Public = dict[str, Any]  # the public figures of a round


class Break(StrEnum):
    """What differs from the round before, so that figures cannot be held against it."""

    WORDING = "wording"  # another version, other words
    VERSION = "version"  # another version, the same words
    SCALE = "scale"
    DESIGN = "design"
    THRESHOLD = "threshold"  # below which nothing is shown
    MADE_UP = "made_up"  # synthetic answers on one side alone


HIDES_A_TREND = frozenset({Break.WORDING, Break.SCALE, Break.DESIGN, Break.MADE_UP})


@dataclass(frozen=True)
class Round:
    """One call of a fund whose figures are published."""

    call: str
    title: Mapping[str, Any]
    closed_at: datetime
    figures: Public


@dataclass(frozen=True)
class Entry:
    """One instrument in one round; `breaks` are against the entry before."""

    call: str
    title: Mapping[str, Any]
    closed_at: datetime
    figures: Public  # of the instrument
    breaks: tuple[Break, ...] = ()

    @property
    def is_comparable(self) -> bool:
        """Say whether it can be held against the round before."""
        return HIDES_A_TREND.isdisjoint(self.breaks)


@dataclass(frozen=True)
class Series:
    """One instrument over the rounds in which it was asked, in the order of time."""

    code: str
    title: Mapping[str, Any]  # as it was last
    entries: tuple[Entry, ...]


def series(
    rounds: Iterable[Round], reworded: Iterable[tuple[str, int, int]] = ()
) -> list[Series]:
    """Put instruments that were asked more than once together, by code.

    `reworded` names pairs of versions between which people read other words. A round
    in which a code stands twice, under two versions, gives each of them a line.
    """
    order = sorted(rounds, key=lambda one: (one.closed_at, one.call))
    other_words = set(reworded)
    found: dict[str, list[Entry]] = {}
    for one in order:
        for figures in _by_version(one.figures["instruments"]):
            line = found.setdefault(figures["code"], [])
            before = line[-1] if line else None
            breaks = _breaks(before, figures, one.figures, other_words)
            told = figures | {key: one.figures[key] for key in ("synthetic",)}
            told["threshold"] = one.figures["threshold"]
            line.append(Entry(one.call, one.title, one.closed_at, told, breaks))
    return [
        Series(code, line[-1].figures["title"], tuple(line))
        for code, line in sorted(found.items())
        if len({entry.call for entry in line}) > 1
    ]


def _by_version(instruments: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(instruments, key=lambda one: one["version"])


def _breaks(
    before: Entry | None,
    now: Public,
    round_now: Public,
    other_words: set[tuple[str, int, int]],
) -> tuple[Break, ...]:
    if before is None:
        return ()
    was = before.figures
    versions = was["version"], now["version"]
    is_reworded = (now["code"], *versions) in other_words
    found = {
        Break.WORDING: versions[0] != versions[1] and is_reworded,
        Break.VERSION: versions[0] != versions[1] and not is_reworded,
        Break.SCALE: was["scale"] != now["scale"],
        Break.DESIGN: was["designs"] != now["designs"],
        Break.THRESHOLD: was["threshold"] != round_now["threshold"],
        Break.MADE_UP: was["synthetic"] != round_now["synthetic"],
    }
    return tuple(kind for kind, is_so in found.items() if is_so)
