"""Which movement on an account is which payment. Plain values only.

A movement is a payment where it names the payment's reference, in whatever way a bank
wrote it, and has its amount. Anything less is left for a person.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from grantsapp.awards.statements.reading import Line

_BETWEEN = r"[\s\-–—./_]*"  # banks drop the hyphens of a reference, or change them


class Why(StrEnum):
    """Why a movement was not matched."""

    NOTHING = "nothing"  # it names nothing that we know
    AMOUNT = "amount"  # it names something of another amount
    SEVERAL = "several"  # it names two, or another line names the same
    SETTLED = "settled"  # it names something that is paid already


@dataclass(frozen=True)
class Due:
    """Something that is to move: money out is below zero, money back above."""

    key: str
    reference: str
    amount: int
    is_open: bool = True


@dataclass(frozen=True)
class Found:
    """What a movement is, or why that is not clear."""

    due: Due | None = None
    why: Why | None = None


def match(lines: Sequence[Line], dues: Sequence[Due]) -> list[Found]:
    """Say for each movement what it is; one that two lines name is neither's."""
    found = [_of(line, dues) for line in lines]
    times = Counter(one.due.key for one in found if one.due)
    return [
        Found(why=Why.SEVERAL) if one.due and times[one.due.key] > 1 else one
        for one in found
    ]


def _of(line: Line, dues: Sequence[Due]) -> Found:
    text = line.text.upper()
    named = [due for due in dues if _pattern(due.reference).search(text)]
    if not named:
        return Found(why=Why.NOTHING)
    fitting = [due for due in named if due.is_open and due.amount == line.amount]
    if len(fitting) > 1 or (fitting and len(named) > 1):
        return Found(why=Why.SEVERAL)
    if fitting:
        return Found(due=fitting[0])
    return Found(why=Why.AMOUNT if any(d.is_open for d in named) else Why.SETTLED)


@lru_cache(maxsize=20_000)
def _pattern(reference: str) -> re.Pattern[str]:
    parts = re.findall(r"[A-Z0-9]+", reference.upper())
    words = _BETWEEN.join(map(re.escape, parts))
    return re.compile(rf"(?<![A-Z0-9]){words}(?![A-Z0-9])")
