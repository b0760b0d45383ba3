"""The awards of a programme: chosen, ordered and added up. Plain values only."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, NamedTuple

from grantsapp.awards.health import Deadline, Finding

COMMITTED = frozenset({"offered", "accepted", "past"})  # what money stands behind
OUTSIDE, UNKNOWN = "outside", "unknown"  # London; where
ATTENTION, IN_ORDER = "any", "none"
_LAST = date.max


class Part(NamedTuple):
    """How much of an award a source pays."""

    source: str
    amount: int


@dataclass(frozen=True, kw_only=True)
class Line:
    """One award as the page shows it; amounts in minor units, None where unknown."""

    key: Any
    call: str
    number: int
    title: str
    language: str
    group: str
    group_language: str
    place: str  # in the group's words
    borough: str  # a code, or one of the two words above
    theme: str
    tier: str
    stage: str
    publication: str
    amount: int | None
    paid: int | None
    remaining: int | None
    parts: tuple[Part, ...]
    findings: tuple[Finding, ...]
    deadline: Deadline | None

    @property
    def reference(self) -> str:
        """What people call it on the phone."""
        return f"{self.call}-A{self.number:02}"

    @property
    def committed(self) -> int | None:
        """What the fund stands in for: what it paid and has to pay, as the ledger says.

        So money that came back is none of it. A past round is not in the ledger.
        """
        if self.paid is not None and self.remaining is not None:
            return self.paid + self.remaining
        return self.amount if self.stage in COMMITTED else 0


@dataclass(frozen=True)
class Wish:
    """Which awards, in which order; what is empty leaves nothing out."""

    stage: str = ""
    theme: str = ""
    tier: str = ""
    borough: str = ""
    source: str = ""
    health: str = ""
    sort: str = "number"
    is_descending: bool = False

    @property
    def is_filtered(self) -> bool:
        """Say whether anything is left out."""
        order = {"sort", "is_descending"}
        return any(getattr(self, f.name) for f in fields(self) if f.name not in order)


SORTED_BY: dict[str, Callable[[Line], Any]] = {
    "number": lambda one: (one.call, one.number),
    "group": lambda one: one.group.casefold(),
    "committed": lambda one: one.committed or 0,
    "paid": lambda one: one.paid or 0,
    "remaining": lambda one: one.remaining or 0,
    "deadline": lambda one: one.deadline or (_LAST, ""),
    "health": lambda one: [list(Finding).index(f) for f in one.findings] or [_MANY],
}
_MANY = len(Finding)


def chosen(lines: Iterable[Line], wish: Wish) -> list[Line]:
    """Give the lines that a wish asks for, in its order; equals stay by number."""
    found = [one for one in lines if _fits(one, wish)]
    found.sort(key=SORTED_BY["number"])
    found.sort(key=SORTED_BY[wish.sort], reverse=wish.is_descending)
    return found


def _fits(one: Line, wish: Wish) -> bool:
    same = ((wish.stage, one.stage), (wish.theme, one.theme), (wish.tier, one.tier))
    return (
        all(not wanted or wanted == has for wanted, has in same)
        and wish.borough in {"", one.borough}
        and (not wish.source or any(p.source == wish.source for p in one.parts))
        and _fits_health(one, wish.health)
    )


def _fits_health(one: Line, wanted: str) -> bool:
    if wanted in {ATTENTION, IN_ORDER}:
        return bool(one.findings) is (wanted == ATTENTION)
    return not wanted or wanted in one.findings


@dataclass(frozen=True)
class Total:
    """What some awards come to."""

    code: str
    count: int
    committed: int
    paid: int
    remaining: int


def standing(lines: Iterable[Line]) -> list[Line]:
    """Leave out what was refused or has lapsed."""
    return [one for one in lines if one.stage in COMMITTED]


def total(lines: Sequence[Line], code: str = "") -> Total:
    """Add up the awards that money stands behind; what is unknown adds nothing."""
    return Total(
        code,
        len(lines),
        sum(one.committed or 0 for one in lines),
        sum(one.paid or 0 for one in lines),
        sum(one.remaining or 0 for one in lines),
    )


def totals(
    lines: Iterable[Line], by: Callable[[Line], str], order: Iterable[str]
) -> list[Total]:
    """Add up by a word of each line: those named in order, then any others."""
    groups: dict[str, list[Line]] = {code: [] for code in order}
    for one in lines:
        groups.setdefault(by(one), []).append(one)
    return [total(group, code) for code, group in groups.items() if group]


@dataclass(frozen=True)
class Share:
    """What a source gives to some awards."""

    code: str
    count: int
    committed: int


def shares(lines: Iterable[Line], order: Iterable[str]) -> list[Share]:
    """Add up what each source gives; the last, without a code, is not split yet."""
    found: dict[str, list[int]] = {code: [] for code in (*order, "")}
    for one in lines:
        for part in one.parts:
            found.setdefault(part.source, []).append(part.amount)
        rest = (one.committed or 0) - sum(part.amount for part in one.parts)
        if rest > 0:
            found[""].append(rest)
    return [Share(code, len(some), sum(some)) for code, some in found.items() if some]
