"""How long a survey takes, by a rule that stands beside the figure. Plain values."""

from collections.abc import Iterable
from math import ceil

from grantsapp.mel.instruments import MOMENTS, Design, Instrument, Moment

PER_MINUTE = 8  # statements that people read and answer, one after the other


def minutes(tools: Iterable[Instrument], design: Design) -> int:
    """Estimate one sitting; who looks back answers every statement twice."""
    pages = 2 if Moment.R0 in MOMENTS[design] else 1
    return minutes_for(pages * sum(len(tool.items) for tool in tools))


def minutes_for(statements: int) -> int:
    """Estimate how long people take for so many statements."""
    return ceil(statements / PER_MINUTE)
