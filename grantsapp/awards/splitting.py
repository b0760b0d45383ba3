"""How an amount is parted by weights, to the last penny. Plain values only."""

from collections.abc import Hashable, Mapping
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


def shares(amount: int, weights: Mapping[Key, int]) -> dict[Key, int]:
    """Part an amount by weights; what rounding leaves goes to the largest remainders.

    Hamilton's method (1792). No part is above its weight where the amount is not above
    all weights together: so parts of what is left can be taken until nothing is left.
    """
    whole = sum(weights.values())
    if amount < 0 or whole <= 0 or any(weight < 0 for weight in weights.values()):
        raise ValueError("Parts need an amount and weights.")
    parts = {key: divmod(amount * weight, whole) for key, weight in weights.items()}
    left = amount - sum(floor for floor, _rest in parts.values())
    lucky = sorted(parts, key=lambda key: -parts[key][1])[:left]
    return {key: floor + (key in lucky) for key, (floor, _rest) in parts.items()}
