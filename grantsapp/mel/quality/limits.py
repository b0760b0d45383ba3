"""The rules by name, what each one tells, and from where on it speaks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

Told = str | int | tuple[int, ...] | tuple[str, ...]


class Rule(StrEnum):
    """What can be doubted in a sitting."""

    BROKEN_OFF = "broken_off"
    PART_INCOMPLETE = "part_incomplete"
    STRAIGHT_LINE = "straight_line"
    STRAIGHT_THROUGHOUT = "straight_throughout"
    TOO_FAST = "too_fast"
    OFF_SCALE = "off_scale"
    UNKNOWN_ITEM = "unknown_item"
    UNKNOWN_INSTRUMENT = "unknown_instrument"
    LANGUAGES_MIXED = "languages_mixed"
    LANGUAGE_CHANGED = "language_changed"
    SAME_ANSWERS = "same_answers"
    CODE_TWICE = "code_twice"
    SENT_AGAIN = "sent_again"


# What a flag of each rule says, for the sentence about it.
TELLS: Mapping[Rule, tuple[str, ...]] = {
    Rule.BROKEN_OFF: ("answered", "declined", "items", "limit"),
    Rule.PART_INCOMPLETE: (
        "moment", "instrument", "answered", "declined", "items", "limit"
    ),
    Rule.STRAIGHT_LINE: ("moment", "instrument", "value", "answered"),
    Rule.STRAIGHT_THROUGHOUT: ("moment", "value", "answered", "instruments"),
    Rule.TOO_FAST: ("seconds", "answered", "limit"),
    Rule.OFF_SCALE: ("moment", "instrument", "item", "value", "minimum", "maximum"),
    Rule.UNKNOWN_ITEM: ("moment", "instrument", "version", "item"),
    Rule.UNKNOWN_INSTRUMENT: ("moment", "instrument"),
    Rule.LANGUAGES_MIXED: ("languages",),
    Rule.LANGUAGE_CHANGED: ("earlier", "first", "now"),
    Rule.SAME_ANSWERS: ("sittings", "answered"),
    Rule.CODE_TWICE: ("moment", "sittings"),
    Rule.SENT_AGAIN: ("sittings",),
}  # fmt: skip


@dataclass(frozen=True)
class Limits:
    """From where on a rule speaks; all of them can be set otherwise."""

    # Per cent of an instrument's items: where prorating of a score ends too.
    part: int = 80
    # Per cent of the whole sitting. At 80 this could only repeat what the parts say;
    # below half, most scores are lost: somebody stopped.
    whole: int = 50
    # Items answered alike in an instrument without a reversed one. Five-item scales
    # are often honestly answered alike from a good day; six alike are rarer.
    straight: int = 6
    # The same where a reversed item is among them, which contradicts the others: two
    # can be a misread word, three are a column.
    straight_reversed: int = 3
    # Seconds per item. Reading a short statement and choosing takes a practised
    # reader about two; survey research commonly uses two as the floor.
    seconds: int = 2
    # Items before a pace can be told: the first page may have been open already.
    paced: int = 5
    # Items before equal answers mean something: where two people choose alike two
    # times in five, ten equal ones come about once in ten thousand pairs.
    same: int = 10
    # Minutes between equal answers sent from a screen. A room fills in together for
    # a quarter of an hour; on the next day a likeness is more likely one of opinion.
    window: int = 30


@dataclass(frozen=True)
class Flag:
    """A doubt about one sitting: the rule and what it has to say (see TELLS)."""

    sitting: int
    rule: Rule
    said: Mapping[str, Told] = field(default_factory=dict)
