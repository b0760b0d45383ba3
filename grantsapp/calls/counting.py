"""Counting answers so that no small number shows. Plain values only."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

LEAST = 5


class Hidden(StrEnum):
    """Why a count does not show."""

    FEW = "few"  # it is below five
    COVER = "cover"  # it would give a small one away


Shown = int | Hidden


def counted(codes: Sequence[str], given: Iterable[str]) -> dict[str, int]:
    """Count how often each code was given, the ones that nobody gave too."""
    found = Counter(given)
    return {code: found[code] for code in codes}


def without_small(counts: Mapping[str, int]) -> dict[str, Shown]:
    """Hide every count below five, nought as well."""
    return {code: n if n >= LEAST else Hidden.FEW for code, n in counts.items()}


def without_small_parts(counts: Mapping[str, int]) -> dict[str, Shown]:
    """Hide small counts of a whole that is known, such as the number of replies.

    Where a single one is hidden, the whole less the others would give it away; so the
    smallest of the others is hidden too.
    """
    shown = without_small(counts)
    open_ones = [(n, code) for code, n in counts.items() if n >= LEAST]
    if len(counts) - len(open_ones) == 1 and open_ones:
        shown[min(open_ones)[1]] = Hidden.COVER
    return shown
