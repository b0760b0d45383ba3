"""What people of the finished round answered: made up, and marked so.

The true change of each project and instrument is told in the texts, in points of the
scale, so that the evaluation can be held against it.
"""

from collections.abc import Iterator, Sequence
from random import Random
from typing import Any
from uuid import uuid4

from grantsapp.mel.instruments import MOMENTS, Design, Instrument, Moment
from grantsapp.mel.models import ABOUT, Origin
from grantsapp.mel.sittings import Raw, Sitting

LEVEL, BETWEEN, WITHIN, VARIES = 2.9, 0.5, 0.65, 0.35  # mean and deviations, in points
BESIDE = 0.3  # how much a person's instruments differ from each other
LEFT_OUT, UNSAID = 0.01, 0.08  # of the items; of what people tell about themselves
GONE, NEW = 0.12, 0.05  # at schools: only there before, only there after
ELSEWHERE = 0.2  # who answers in another language than the project's
FOUND, FADED = 0.55, 0.08  # three months later: who answers, and what was lost
AGES = (5, 22, 24, 23, 16, 10)  # of a hundred, in the order of `ABOUT`
GENDERS = (58, 39, 3)
SPOKEN = ("en", "ar", "pl")


def sittings(
    tools: Sequence[tuple[Instrument, float]],
    design: Design,
    count: int,
    chance: Random,
    *,
    spoken: str,
    is_followed: bool,
) -> tuple[list[Sitting], list[Sitting]]:
    """Make up who answered what: in the project, and three months after it.

    `tools` has each instrument with its true mean change.
    """
    now: list[Sitting] = []
    later: list[Sitting] = []
    for number in range(1, count + 1):
        one = _Person(f"synthetic-{number:04}", tools, chance, spoken)
        now += one.in_project(design)
        if is_followed and chance.random() < FOUND:
            later.append(one.later())
    return now, later


class _Person:
    """One made-up person: a level for each instrument, before, after and later."""

    def __init__(
        self,
        name: str,
        tools: Sequence[tuple[Instrument, float]],
        chance: Random,
        spoken: str,
    ) -> None:
        self._name, self._chance = name, chance
        others = [code for code in SPOKEN if code != spoken]
        is_other = chance.random() < ELSEWHERE
        self._language = chance.choice(others) if is_other else spoken
        self._about = dict(_about(chance))
        level, gained = chance.gauss(LEVEL, BETWEEN), chance.gauss(0, VARIES)
        self._levels: list[tuple[Instrument, float, float]] = []
        for tool, gain in tools:
            middle = (tool.minimum + tool.maximum) / 2 - 3  # scales begin at 0 or at 1
            before = level + middle + chance.gauss(0, BESIDE)
            self._levels.append((tool, before, before + gain + gained))

    def in_project(self, design: Design) -> Iterator[Sitting]:
        """Give what the person sent in the project, in one sitting or in two."""
        first, last = MOMENTS[design]
        told = {first: self._sheets(after=False), last: self._sheets(after=True)}
        if design is Design.RETROSPECTIVE:
            yield self._sitting(last, {str(m): said for m, said in told.items()})
            return
        drawn = self._chance.random()
        missed = last if drawn < GONE else first if drawn < GONE + NEW else None
        for moment, said in told.items():
            if moment is not missed:
                yield self._sitting(moment, {str(moment): said})

    def later(self) -> Sitting:
        """Give what the person sent three months later."""
        said = self._sheets(after=True, less=FADED)
        return self._sitting(Moment.T2, {str(Moment.T2): said})

    def _sitting(self, moment: Moment, raw: Raw) -> Sitting:
        return Sitting(
            moment=moment,
            raw=raw,
            client_key=uuid4(),
            code=self._name,
            about=self._about,
            language=self._language,
            origin=Origin.SYNTHETIC,
        )

    def _sheets(self, *, after: bool, less: float = 0) -> dict[str, Any]:
        return {
            tool.code: _sheet(tool, (now if after else was) - less, self._chance)
            for tool, was, now in self._levels
        }


def _about(chance: Random) -> Iterator[tuple[str, str]]:
    for name, weights in (("age", AGES), ("gender", GENDERS)):
        if chance.random() >= UNSAID:
            yield name, chance.choices(list(ABOUT[name][1]), weights)[0]


def _sheet(tool: Instrument, level: float, chance: Random) -> dict[str, int | None]:
    """Answer each item near a level; the reversed ones turned round."""
    given: dict[str, int | None] = {}
    for item in tool.items:
        value = round(chance.gauss(level, WITHIN))
        value = max(tool.minimum, min(tool.maximum, value))
        if chance.random() >= LEFT_OUT:
            turned = tool.minimum + tool.maximum - value
            given[item.code] = turned if item.is_reversed else value
    return given
