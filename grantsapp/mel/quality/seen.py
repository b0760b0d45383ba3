"""A sitting as the rules see it, and the one meaning of "counted"."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from grantsapp.mel.instruments import Instrument

Key = int | str
Raw = Mapping[str, Mapping[str, Mapping[str, int | None]]]
Codes = tuple[str, ...]  # of the items, in order
Values = dict[int | None, int]  # each value of the scale by itself

# The moments in the order of time; r0 is told at t1 and looks back to the beginning.
IN_TIME = ("r0", "t0", "t1", "t2", "t3")
LOOKING_BACK, BEFORE, AFTER = "r0", "t0", "t1"
FOLLOW_UPS = ("t2", "t3")
_PLACE = {moment: place for place, moment in enumerate(IN_TIME)}


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """One sitting: what one person answered in one go."""

    id: int
    survey: Key
    award: Key
    moment: str  # when it was answered; looking back is done at t1
    raw: Raw  # by moment, instrument, item; None is "prefer not to say"
    tools: tuple[Instrument, ...]  # those owed, in the version that was answered
    asked: tuple[str, ...] = ()  # the moments it should speak of; else what it does
    language: str = ""
    languages: frozenset[str] = frozenset()  # those in which parts were answered
    seconds: int | None = None
    code_hash: str | None = None
    client: str = ""  # the same on everything that one open form has sent
    origin: str = "web"
    received_at: datetime | None = None
    is_resent: bool = False  # a second text from one form; nobody has decided yet
    is_excluded: bool = False

    @property
    def is_counted(self) -> bool:
        """Say whether it is in the figures; every page asks here and nowhere else."""
        return not (self.is_excluded or self.is_resent)

    @property
    def moments(self) -> list[str]:
        """List the moments that it speaks of or should speak of, in time."""
        told = {self.moment, *self.asked, *self.raw}
        return sorted(told, key=lambda moment: _PLACE.get(moment, len(_PLACE)))

    @property
    def place(self) -> tuple[int, int]:
        """Give its place in time, for sorting."""
        return _PLACE.get(self.moment, len(_PLACE)), self.id


class Part(NamedTuple):
    """One instrument at one moment of a sitting."""

    moment: str
    tool: Instrument
    marks: tuple[int | None, ...]  # as given, in the order of the items
    answered: int
    declined: int
    has_strays: bool  # answers that fit no item, or values that are off the scale


class Shelf:
    """The instruments of a run, each looked through once."""

    def __init__(self) -> None:
        # The instrument is kept beside, so that its id is not given to another.
        self._known: dict[int, tuple[Instrument, Codes, Values]] = {}

    def _facts(self, tool: Instrument) -> tuple[Codes, Values]:
        if id(tool) not in self._known:
            codes = tuple(item.code for item in tool.items)
            self._known[id(tool)] = tool, codes, {v: v for v in tool.values}
        return self._known[id(tool)][1:]

    def parts(self, sitting: Seen) -> Iterator[Part]:
        """Read a sitting instrument by instrument; what is off the scale is no answer.

        What was left out altogether is a part without marks.
        """
        for moment in sitting.moments:
            told = sitting.raw.get(moment, {})
            for tool in sitting.tools:
                yield self._part(moment, tool, told.get(tool.code, {}))

    def _part(
        self, moment: str, tool: Instrument, answers: Mapping[str, int | None]
    ) -> Part:
        codes, values = self._facts(tool)
        # None is no key of `values`, so a refusal and a gap both give None.
        marks = tuple(map(values.get, map(answers.get, codes)))
        answered = len(marks) - marks.count(None)
        declined = 0
        if answered < len(answers):
            declined = sum(code in answers and answers[code] is None for code in codes)
        strays = answered + declined < len(answers)
        return Part(moment, tool, marks, answered, declined, strays)
