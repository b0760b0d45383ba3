"""What an instrument is made of. Plain values, which never change."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from math import ceil

PRORATED = 80  # per cent of the items, where an instrument has no rule of its own

Text = Mapping[str, str]  # a text per language


class Moment(StrEnum):
    """When an answer speaks of; r0 looks back from the end to the beginning."""

    R0 = "r0"
    T0 = "t0"
    T1 = "t1"
    T2 = "t2"  # three months later
    T3 = "t3"  # six months later


class Design(StrEnum):
    """How change is seen; after only, no change is seen."""

    RETROSPECTIVE = "retrospective"
    MATCHED = "matched"
    AFTER_ONLY = "after_only"


# The moments at which a design asks; where there are two, it compares them.
MOMENTS: Mapping[Design, tuple[Moment, ...]] = {
    Design.RETROSPECTIVE: (Moment.R0, Moment.T1),
    Design.MATCHED: (Moment.T0, Moment.T1),
    Design.AFTER_ONLY: (Moment.T1,),
}


class Status(StrEnum):
    """What is known of an instrument."""

    STARTER = "starter"
    VALIDATED = "validated"
    OTHER = "other"


class Rights(StrEnum):
    """Whether an instrument may be used."""

    OPEN = "open"  # under a licence that anybody may rely on
    PERMISSION = "permission"  # somebody allowed it; the proof says who
    RESTRICTED = "restricted"  # not without asking
    OWN = "own"  # ours


class Rule(StrEnum):
    """How answers become a score."""

    MEAN = "mean"
    SUM = "sum"


class Missing(StrEnum):
    """What becomes of a score where an answer is missing."""

    PRORATE = "prorate"  # the answered items stand for the others, if they are enough
    COMPLETE = "complete"  # no score


class Wording(StrEnum):
    """Where the words of a language come from."""

    OFFICIAL = "official"
    PUBLISHED = "published"
    OWN = "own"
    MACHINE = "machine"


@dataclass(frozen=True)
class Item:
    """One statement: a stable code, a text per language, and whether it is reversed."""

    code: str
    text: Text
    is_reversed: bool = False
    subscale: str = ""


@dataclass(frozen=True)
class Subscale:
    """Items that have a score of their own."""

    code: str
    title: Text


@dataclass(frozen=True)
class Scoring:
    """The rule that makes a score of answers, and how many of them it needs."""

    rule: Rule = Rule.MEAN
    missing: Missing = Missing.PRORATE
    needed: int = PRORATED  # per cent of the items
    least: int | None = None  # a number of items, in place of the per cent

    def enough(self, items: int) -> int:
        """Say how many of so many items must be answered; never none."""
        if self.missing is Missing.COMPLETE:
            return max(1, items)
        if self.least is not None:
            return max(1, min(self.least, items))
        return max(1, ceil(Fraction(self.needed * items, 100)))


@dataclass(frozen=True)
class Licence:
    """Whether an instrument may be used, under which licence, and what proves it."""

    status: Rights
    name: str = ""
    proof: str = ""


@dataclass(frozen=True)
class Ages:
    """For whom an instrument is suited, in full years; None is without an end."""

    youngest: int | None = None
    oldest: int | None = None


@dataclass(frozen=True)
class Adapted:
    """Whose wording was changed, and what of it, a line each."""

    code: str
    version: int
    changes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Translation:
    """Where the words of one language come from, and whether somebody read them."""

    origin: Wording
    by: str = ""
    source: str = ""
    read_by_native: bool = False


@dataclass(frozen=True)
class Instrument:
    """A set of items on one scale, and the rule that makes a score of them."""

    code: str
    version: int
    title: Text
    about: Text
    status: Status
    licence: Licence
    minimum: int
    maximum: int
    labels: Mapping[str, Text]  # of a value, per language
    items: tuple[Item, ...]
    languages: tuple[str, ...]  # the first one is the source
    scoring: Scoring = Scoring()
    subscales: tuple[Subscale, ...] = ()
    construct: Text = field(default_factory=dict)
    themes: tuple[str, ...] = ()
    citation: str = ""
    ages: Ages | None = None
    adapted_from: Adapted | None = None
    translations: Mapping[str, Translation] = field(default_factory=dict)

    @property
    def values(self) -> range:
        """The values that can be given."""
        return range(self.minimum, self.maximum + 1)

    @property
    def least(self) -> int:
        """How many items must be answered for a score."""
        return self.scoring.enough(len(self.items))

    @property
    def ends(self) -> tuple[int, int]:
        """The lowest and the highest score that there can be."""
        times = len(self.items) if self.scoring.rule is Rule.SUM else 1
        return self.minimum * times, self.maximum * times

    def items_of(self, subscale: str = "") -> tuple[Item, ...]:
        """Give the items of a subscale, or all of them."""
        return tuple(i for i in self.items if not subscale or i.subscale == subscale)

    def label(self, value: int) -> Text:
        """Say what a value means."""
        return self.labels.get(str(value), {})

    def is_read(self, language: str) -> bool:
        """Say whether somebody who speaks a language read its words."""
        told = self.translations.get(language)
        return told is not None and told.read_by_native

    @property
    def is_read_throughout(self) -> bool:
        """Say whether that holds for each of its languages."""
        return all(self.is_read(code) for code in self.languages)
