"""Forest plots in the cells of a table: intervals on one scale, with nought in it.

The axis runs from left to right in every language, as axes do.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from babel import Locale, UnknownLocaleError
from babel.numbers import format_decimal

from grantsapp.pdf import boxes, shaping, style
from grantsapp.pdf.blocks import Interval, Text
from grantsapp.pdf.boxes import Box, Span
from grantsapp.pdf.paper import Paper

NATURAL_WIDTH = 150
AXIS_HEIGHT = 20
_RADIUS, _HALF_HEIGHT, _HALF_WIDTH = 2.7, 4.2, 4.2
_TICK = 3
_PADDING = 0.06
_STEPS = (1, 2, 2.5, 5, 10)
_MOST_TICKS = 7


@dataclass(frozen=True)
class Scale:
    """The numbers that the width of a cell stands for."""

    low: float
    high: float

    def x(self, value: float, span: Span) -> float:
        """Say where a number stands in a cell."""
        return span.x + (value - self.low) / (self.high - self.low) * span.width

    def ticks(self) -> list[float]:
        """Choose a few round numbers on the axis."""
        rough = (self.high - self.low) / _MOST_TICKS
        power = 10 ** math.floor(math.log10(rough))
        step = next(power * n for n in _STEPS if power * n >= rough * 0.999)
        first, last = math.ceil(self.low / step), math.floor(self.high / step)
        return [round(place * step, 12) for place in range(first, last + 1)]


def scale_of(intervals: Iterable[Interval]) -> Scale | None:
    """Make the scale that all intervals of a table share."""
    ends = [0.0]
    for interval in intervals:
        ends += [end for end in _ends(interval) if end is not None]
    if len(ends) == 1:
        return None
    low, high = min(ends), max(ends)
    air = (high - low) * _PADDING or 1
    return Scale(low - air, high + air)


def in_words(interval: Interval, language: str) -> str:
    """Say an interval in numbers: the value, and its bounds in brackets."""
    value = _number(interval.value, language)
    if interval.low is None and interval.high is None:
        return value
    low, high = (
        "…" if end is None else _number(end, language)
        for end in (interval.low, interval.high)
    )
    return f"{value} [{low}; {high}]"


def draw_nought(
    paper: Paper, scale: Scale, span: Span, top: float, foot: float
) -> None:
    """Draw the thin line at nought through a row."""
    x = scale.x(0, span)
    paper.stroke((x, top), (x, foot), width=style.HAIRLINE, colour=style.MUTED)


def draw_interval(
    paper: Paper, interval: Interval, scale: Scale, span: Span, y: float
) -> None:
    """Draw an interval: a line with a circle on it, or a total's diamond."""
    low, value, high = _ends(interval)
    left, middle, right = (
        scale.x(value if end is None else end, span) for end in (low, value, high)
    )
    if not interval.is_total:
        paper.stroke((left, y), (right, y), width=style.THIN, colour=style.GREEN)
        paper.disc(middle, y, _RADIUS, style.GREEN)
        return
    if right - left < 2 * _HALF_WIDTH:
        left, right = middle - _HALF_WIDTH, middle + _HALF_WIDTH
    above, below = (middle, y + _HALF_HEIGHT), (middle, y - _HALF_HEIGHT)
    paper.shape([(left, y), above, (right, y), below], style.GREEN)


def draw_axis(
    paper: Paper, scale: Scale, span: Span, top: float, language: str
) -> None:
    """Draw the numbers of the axis under the last row."""
    for tick in scale.ticks():
        x = scale.x(tick, span)
        ends = (x, top), (x, top - _TICK)
        paper.stroke(*ends, width=style.HAIRLINE, colour=style.MUTED)
        label = Box(Text(_number(tick, language), language), style.TICK)
        label.fit(span.width)
        width = label.natural_width
        left = min(max(x - width / 2, span.x), span.end - width)
        place = Span(left, width)
        boxes.draw(paper, label, top - _TICK - label.drop, place, at_right=False)


def _ends(interval: Interval) -> tuple[float | None, float, float | None]:
    return interval.low, interval.value, interval.high


def _number(value: float, language: str) -> str:
    try:
        locale = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        locale = Locale("en")
    written = format_decimal(value, format="0.###", locale=locale)
    signed = shaping.plain(written).replace("-", "\u2212")
    return f"\u2066{signed}\u2069"
