"""Who pays how much: matched pounds and shares. Plain values only, in minor units."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """Whose money it is."""

    PUBLIC = "public"
    PARTNER = "partner"
    MATCH = "match"  # a pound for every pound of another source, up to its amount


@dataclass(frozen=True)
class Source:
    """Where money comes from."""

    id: str
    kind: Kind
    amount: int
    matches: str | None = None


def counted(sources: Sequence[Source]) -> dict[str, int]:
    """Say what each source really pays: a match no more than what it matches."""
    amounts = {s.id: s.amount for s in sources}
    return {
        s.id: min(s.amount, amounts.get(s.matches or "", 0))
        if s.kind is Kind.MATCH
        else s.amount
        for s in sources
    }


def percentages(amounts: Mapping[str, int]) -> dict[str, int]:
    """Write amounts as whole per cents that add up to one hundred.

    What rounding leaves goes to the largest remainders, the first of equal ones.
    """
    whole = sum(amounts.values())
    if whole <= 0:
        return {}
    parts = {key: divmod(100 * amount, whole) for key, amount in amounts.items()}
    left = 100 - sum(floor for floor, _rest in parts.values())
    lucky = sorted(parts, key=lambda key: -parts[key][1])[:left]
    return {key: floor + (key in lucky) for key, (floor, _rest) in parts.items()}
