"""How answers become scores, for the whole instrument and for each subscale.

Reverse flags belong to the item: one scale circulates with two orders of items and two
lists of reversed ones.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from grantsapp.mel.instruments.shapes import Instrument, Item, Rule

Answers = Mapping[str, int | None]  # by item; None is "prefer not to say"


@dataclass(frozen=True)
class Score:
    """What the answered items make after reversal, or None where too few are."""

    value: float | None
    answered: int


def keyed(instrument: Instrument, item: Item, given: int | None) -> int | None:
    """Turn an answer so that more of the thing is always a higher number."""
    if given is None or not item.is_reversed:
        return given
    return instrument.minimum + instrument.maximum - given


def vector(
    instrument: Instrument, answers: Answers, subscale: str = ""
) -> tuple[int | None, ...]:
    """Give the answers in the order of the items, reversed where the item is."""
    items = instrument.items_of(subscale)
    return tuple(keyed(instrument, i, answers.get(i.code)) for i in items)


def score(instrument: Instrument, answers: Answers, subscale: str = "") -> Score:
    """Score one moment by the instrument's rule, if enough was answered.

    A sum of which some items are missing is what the mean would give for all of them.
    """
    values = vector(instrument, answers, subscale)
    given = [v for v in values if v is not None]
    if len(given) < instrument.scoring.enough(len(values)):
        return Score(None, len(given))
    times = len(values) if instrument.scoring.rule is Rule.SUM else 1
    return Score(float(Fraction(sum(given) * times, len(given))), len(given))
