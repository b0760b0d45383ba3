"""Budgets: amounts shared out to the penny, lines that were overspent. Plain values."""

from collections.abc import Sequence

OVER_SHARE = 10  # per cent of a line
OVER_LEAST = 100_00  # and at least so much, in minor units


def shared(amount: int, weights: Sequence[int]) -> list[int]:
    """Share an amount out in proportion; the parts add up to it to the last penny.

    By largest remainder (Hamilton 1792); of equal remainders the first one gains.
    """
    whole = sum(weights)
    if whole <= 0 or amount < 0 or min(weights) < 0:
        raise ValueError("An amount is shared out by weights above nothing.")
    parts = [amount * weight // whole for weight in weights]
    rests = [amount * weight % whole for weight in weights]
    order = sorted(range(len(parts)), key=lambda n: -rests[n])
    for place in order[: amount - sum(parts)]:
        parts[place] += 1
    return parts


def is_overspent(budget: int, spent: int) -> bool:
    """Say whether so much more was spent on a line that the fund must be asked."""
    over = spent - budget
    return over > OVER_LEAST and over * 100 > budget * OVER_SHARE


def refitted(parts: Sequence[int], gone: Sequence[int], amount: int) -> list[int]:
    """Fit parts to another amount, in proportion, none below what is gone of it.

    Raises ValueError where more is gone than the amount.
    """
    left = [part - out for part, out in zip(parts, gone, strict=True)]
    weights = left if sum(left) else list(parts)
    more = shared(amount - sum(gone), weights)
    return [out + one for out, one in zip(gone, more, strict=True)]
