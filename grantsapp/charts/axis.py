"""Axes of numbers: from where to where, with a few round numbers on them.

An axis of numbers runs from left to right in every language: in Arabic, Persian and
Urdu too the digits of a number run that way, minus stands left of nought, and so do
the axes of the tables of our pages (`evaluation/_line.html`, `pdf/forest.py`). What
mirrors is the order of columns. A bar without numbers under it is no axis: it grows
from where its line begins to be read, as a bar of progress does.
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

_STEPS = (1, 2, 2.5, 5, 10)
_MOST_TICKS, _AIR, _NOTHING = 7, 0.06, 1e-9


@dataclass(frozen=True)
class Tick:
    """A round number on an axis, and how it is written."""

    value: float
    words: str


@dataclass(frozen=True)
class Axis:
    """From where to where, the numbers on it, and what its two sides mean."""

    low: float
    high: float
    ticks: tuple[Tick, ...] = ()
    zero: float | None = None  # where a strong line parts less from more
    less: str = ""
    more: str = ""

    def share(self, value: float) -> float:
        """Say where a number stands, from 0 to 1; what lies outside is at the end."""
        span = self.high - self.low
        found = (value - self.low) / span if span > 0 else 0.5
        return min(max(found, 0.0), 1.0)

    def holds(self, value: float) -> bool:
        """Say whether a number lies on the axis."""
        return self.low <= value <= self.high


def known(value: float | None) -> float | None:
    """Give a number, or nothing where it is none."""
    return value if value is not None and math.isfinite(value) else None


def axis_around(
    values: Iterable[float | None],
    write: Callable[[float], str],
    *,
    less: str = "",
    more: str = "",
) -> Axis:
    """Make an axis that holds all values and nought; `write` writes its numbers."""
    found = [0.0, *(v for v in map(known, values) if v is not None)]
    low, high = _apart(min(found), max(found))
    air = (high - low) * _AIR
    low, high = low - air, high + air
    return Axis(low, high, _ticks(low, high, write), 0.0, less, more)


def axis_between(low: float, high: float, write: Callable[[float], str]) -> Axis:
    """Make the axis of a scale, from its lowest number to its highest."""
    low, high = _apart(low, high)
    return Axis(low, high, _ticks(low, high, write))


def _apart(low: float, high: float) -> tuple[float, float]:
    """Keep two ends apart where they are one."""
    if high - low > max(abs(low), abs(high), _NOTHING) * _NOTHING:
        return low, high
    room = max(abs(low), 1.0)
    return low - room, high + room


def _ticks(low: float, high: float, write: Callable[[float], str]) -> tuple[Tick, ...]:
    rough = (high - low) / _MOST_TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * n for n in _STEPS if power * n >= rough * 0.999)
    places = max(0, 2 - math.floor(math.log10(step)))
    first, last = math.ceil(low / step - _NOTHING), math.floor(high / step + _NOTHING)
    values = [round(place * step, places) + 0.0 for place in range(first, last + 1)]
    return tuple(Tick(value, write(value)) for value in values)
