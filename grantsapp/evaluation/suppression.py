"""Which parts of a published whole may be shown, so that nobody in them is known.

Whoever knows the whole and the parts shown knows the sum of the parts hidden. So one
hidden part alone is no secret, nor are two whose sum leaves them no room: parts are
hidden, the smallest next, until each that must be hidden could lie anywhere in a
fifth of the scale, even for somebody who knows how many people it has.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

THRESHOLD: Final = 10  # people
FLOOR: Final = 5
ROOM: Final = 0.2  # of the scale


@dataclass(frozen=True)
class Part:
    """A part of a whole: its people, and the means of its figures on one scale.

    `is_of_one_mind` says that all of them have the same score, or changed alike.
    """

    people: int
    means: tuple[float, ...]
    is_of_one_mind: bool = False


def hidden(
    parts: Mapping[str, Part],
    scale: tuple[float, float],
    threshold: int = THRESHOLD,
) -> frozenset[str]:
    """Name the parts to hide where the whole is shown; ValueError below the floor."""
    if threshold < FLOOR:
        raise ValueError(f"threshold below {FLOOR}")
    secret = {name for name, part in parts.items() if _is_secret(part, threshold)}
    out, others = set(secret), sorted(set(parts) - secret, key=_by_size(parts))
    while out and not _is_safe(parts, secret, out, scale, threshold):
        if not others:
            return frozenset(parts)
        out.add(others.pop(0))
    return frozenset(out)


def _is_secret(part: Part, threshold: int) -> bool:
    return part.people < threshold or part.is_of_one_mind


def _by_size(parts: Mapping[str, Part]):
    return lambda name: (parts[name].people, name)


def _is_safe(
    parts: Mapping[str, Part],
    secret: set[str],
    out: set[str],
    scale: tuple[float, float],
    threshold: int,
) -> bool:
    """Say whether what is hidden together says little of each secret in it."""
    together = sum(parts[name].people for name in out)
    if len(out) < 2 or together < threshold:  # noqa: PLR2004
        return False
    least = ROOM * (scale[1] - scale[0])
    return all(
        high - low >= least
        for name in secret
        for low, high in _reach(parts, name, out, scale)
    )


def _reach(
    parts: Mapping[str, Part], name: str, out: set[str], scale: tuple[float, float]
) -> list[tuple[float, float]]:
    """Give the ends between which each mean of a hidden part must lie."""
    low, high = scale
    people = parts[name].people
    rest = sum(parts[other].people for other in out) - people
    found = []
    for figure, _mean in enumerate(parts[name].means):
        whole = sum(parts[n].people * parts[n].means[figure] for n in out)
        least, most = (whole - high * rest) / people, (whole - low * rest) / people
        found.append((max(low, least), min(high, most)))
    return found
