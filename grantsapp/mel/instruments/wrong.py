"""What can be wrong in an instrument's file: a code, where, and facts for a sentence.

The sentences stand in `mel.telling_instruments`, since these values are plain.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Wrong(StrEnum):
    """Each way in which an instrument's file can be wrong."""

    NO_FILE = "no file"  # not one object
    UNKNOWN = "unknown"  # not a part of the format
    NO_OBJECT = "no object"
    NO_CODE = "no code"
    TWICE = "twice"
    VERSION = "version"
    NOT_ONE_OF = "not one of"
    NO_FLAG = "no flag"  # neither true nor false
    # texts
    NO_TEXT = "no text"
    NO_TEXTS = "no texts"  # per language
    EMPTY_TEXT = "empty text"
    TOO_LONG = "too long"
    CONTROL = "control"
    NO_LANGUAGE = "no language"
    LACKS = "lacks"  # a language of the title
    MORE = "more"  # a language that the title lacks
    # what is told about it
    THEMES = "themes"
    THEME_TWICE = "theme twice"
    NO_LICENCE = "no licence"
    WHICH_LICENCE = "which licence"
    WHOSE_PERMISSION = "whose permission"
    AGES = "ages"
    AGES_TURNED = "ages turned"
    ADAPTED = "adapted"
    CHANGES = "changes"
    TRANSLATIONS = "translations"
    # scale, items, scoring
    SCALE = "scale"
    LABELS = "labels"
    OFF_SCALE = "off scale"
    SUBSCALES = "subscales"
    NO_ITEM_OF = "no item of"
    ITEMS = "items"
    NO_SUBSCALE = "no subscale"
    PER_CENT = "per cent"
    LEAST = "least"
    EITHER = "either"
    COMPLETE = "complete"


@dataclass(frozen=True)
class Fault:
    """What is wrong, and at which place of the file; no place is the whole file."""

    place: str
    wrong: Wrong
    facts: Mapping[str, str | int] = field(default_factory=dict)


class Faults(ValueError):
    """An instrument's file is refused, for all of this."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(f"{f.place}: {f.wrong}" for f in self.faults))
