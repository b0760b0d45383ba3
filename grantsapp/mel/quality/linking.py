"""Who is who: the sittings of a survey that belong together by a self-made code.

A code that stands twice at a moment belongs to two people or to one who came twice;
nobody can tell, so the sittings of that moment stay alone. They are kept and told.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from grantsapp.mel.quality.seen import (
    AFTER,
    BEFORE,
    FOLLOW_UPS,
    LOOKING_BACK,
    Key,
    Seen,
)


class At(NamedTuple):
    """Where answers stand: in the sitting's raw answers, at this moment."""

    sitting: Seen
    moment: str


@dataclass(frozen=True, slots=True, eq=False)
class Person:
    """The sittings of one person, in the order of time, at most one a moment."""

    survey: Key
    sittings: tuple[Seen, ...]

    def at(self, moment: str) -> At | None:
        """Find what the person answered at a moment."""
        return next((At(s, moment) for s in self.sittings if s.moment == moment), None)

    @property
    def after(self) -> At | None:
        """Find the answers at the end."""
        return self.at(AFTER)

    @property
    def before(self) -> At | None:
        """Find the answers about the beginning, looking back ones first."""
        after = self.after
        if after and after.sitting.raw.get(LOOKING_BACK):
            return At(after.sitting, LOOKING_BACK)
        return self.at(BEFORE)

    @property
    def pair(self) -> tuple[At, At] | None:
        """Give before and after, where there are both."""
        before, after = self.before, self.after
        return (before, after) if before and after else None

    @property
    def follow_ups(self) -> tuple[At, ...]:
        """List what was answered some months later."""
        return tuple(at for at in map(self.at, FOLLOW_UPS) if at)

    @property
    def is_respondent(self) -> bool:
        """Say whether the person answered before or after; a follow-up alone is not."""
        return bool(self.before or self.after)


@dataclass(frozen=True, slots=True, eq=False)
class Linked:
    """The people of one survey."""

    survey: Key
    people: tuple[Person, ...]
    twice: tuple[tuple[Seen, ...], ...]  # one code at one moment; each also a person
    out: tuple[Seen, ...]  # not counted

    @property
    def respondents(self) -> tuple[Person, ...]:
        """List the people who answered before or after."""
        return tuple(person for person in self.people if person.is_respondent)

    @property
    def pairs(self) -> tuple[tuple[At, At], ...]:
        """List before and after of everybody who has both."""
        return tuple(person.pair for person in self.people if person.pair)

    def followed(self, moment: str) -> tuple[Person, ...]:
        """List the respondents who answered at a follow-up too."""
        return tuple(person for person in self.respondents if person.at(moment))

    @property
    def strangers(self) -> tuple[Person, ...]:
        """List the people who came to a follow-up only."""
        return tuple(person for person in self.people if not person.is_respondent)


def linked(sittings: Iterable[Seen]) -> tuple[Linked, ...]:
    """Link the sittings of each survey; every one is in one person or out."""
    surveys: defaultdict[Key, list[Seen]] = defaultdict(list)
    for sitting in sorted(sittings, key=lambda s: s.place):
        surveys[sitting.survey].append(sitting)
    keys = sorted(surveys, key=lambda key: (isinstance(key, str), key))
    return tuple(_survey(key, surveys[key]) for key in keys)


def _survey(survey: Key, sittings: list[Seen]) -> Linked:
    together: defaultdict[tuple[str, Key], list[Seen]] = defaultdict(list)
    for sitting in sittings:
        if sitting.is_counted:
            named = sitting.code_hash
            together["code" if named else "alone", named or sitting.id].append(sitting)
    people: list[Person] = []
    twice: list[tuple[Seen, ...]] = []
    for group in together.values():
        single, doubled = _parted(group)
        if single:
            people.append(Person(survey, single))
        people += [Person(survey, (s,)) for same in doubled for s in same]
        twice += doubled
    out = tuple(s for s in sittings if not s.is_counted)
    return Linked(survey, tuple(people), tuple(twice), out)


def _parted(group: list[Seen]) -> tuple[tuple[Seen, ...], list[tuple[Seen, ...]]]:
    """Part what one code has into one sitting a moment, and moments with several."""
    moments: defaultdict[str, list[Seen]] = defaultdict(list)
    for sitting in group:
        moments[sitting.moment].append(sitting)
    single = tuple(s for same in moments.values() if len(same) == 1 for s in same)
    return single, [tuple(same) for same in moments.values() if len(same) > 1]
