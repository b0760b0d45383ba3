"""Which bids go on from a phase, by its rule. Plain values only.

A bid with a criterion that nobody scored has no mean, and does not go on where the
rule asks for one. Bids with the mean of the last place go on together: a line drawn
between equals could not be explained.
"""

from collections.abc import Hashable, Mapping
from fractions import Fraction
from typing import NamedTuple, TypeVar

Key = TypeVar("Key", bound=Hashable)


class Said(NamedTuple):
    """What a rule says of a bid; None where somebody must choose.

    `ties` marks those that share the last place, where that lets more bids on than
    were asked for.
    """

    goes_on: bool | None
    ties: bool = False


def all_on(means: Mapping[Key, Fraction | None]) -> dict[Key, Said]:
    """Let every bid go on, scored or not."""
    return dict.fromkeys(means, Said(goes_on=True))


def by_hand(means: Mapping[Key, Fraction | None]) -> dict[Key, Said]:
    """Leave every bid to be chosen."""
    return dict.fromkeys(means, Said(goes_on=None))


def best(means: Mapping[Key, Fraction | None], number: int) -> dict[Key, Said]:
    """Let so many of the best go on, with all that tie with the last of them."""
    known = sorted((m for m in means.values() if m is not None), reverse=True)
    if number < 1 or not known:
        return dict.fromkeys(means, Said(goes_on=False))
    last = known[min(number, len(known)) - 1]
    is_tied = sum(m >= last for m in known) > number
    return {
        key: Said(mean is not None and mean >= last, is_tied and mean == last)
        for key, mean in means.items()
    }


def at_least(means: Mapping[Key, Fraction | None], hundredths: int) -> dict[Key, Said]:
    """Let those go on whose mean is so many hundredths of a point or more."""
    least = Fraction(hundredths, 100)
    return {
        key: Said(mean is not None and mean >= least) for key, mean in means.items()
    }
