"""Who is who among the sittings of one survey, and what each of them answered.

Arrays in, arrays out, since a survey may have a million sittings. Sittings under one
code are one person, except that where a code was used twice at one moment, each of
those stands for itself. Whoever answered a follow-up alone is left out; so is, of an
instrument, whoever answered something else and nothing of it. As `mel.queries` says it
for single responses.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from grantsapp.evaluation.samples import LEFT_OUT

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOMENTS: Final = ("r0", "t0", "t1", "t2", "t3")  # in the order of time
LATER: Final = ("t2", "t3")
_FIRST_LATER = MOMENTS.index(LATER[0])


@dataclass(frozen=True)
class Sittings:
    """The sittings of one survey; a name is two numbers, and no code is two noughts.

    `moment` is a place in MOMENTS; `kind` leads to what else is known of it.
    """

    ids: "NDArray[Any]"
    codes: "NDArray[Any]"
    moment: "NDArray[Any]"
    kind: "NDArray[Any]"


@dataclass(frozen=True)
class People:
    """The people of a survey; `sitting` is the place of each one's first sitting."""

    name: "NDArray[Any]"  # two numbers: the code, or the id of the only sitting
    sitting: "NDArray[Any]"
    is_flagged: "NDArray[Any]"


@dataclass(frozen=True)
class Answers:
    """Who answered an instrument, by place among the people, and what, by moment."""

    person: "NDArray[Any]"
    items: "Mapping[str, NDArray[Any]]"


class Linked:
    """A survey's sittings linked to people.

    `sittings` may stand in any order; what comes out is in the order of their ids.
    """

    def __init__(self, sittings: Sittings, flagged: "NDArray[Any]") -> None:
        import numpy as np

        order = in_order(sittings.ids)
        self.ids = sittings.ids[order]
        self.codes = sittings.codes[order]
        self.moment = sittings.moment[order]
        self._kind = sittings.kind[order]
        self._is_named: Any = self.codes.any(axis=1)  # by the code, and not by the id
        self._person = self._linked()
        self._count = int(self._person.max(initial=-1)) + 1
        self._is_main: Any = self.moment < _FIRST_LATER
        self._stays = np.zeros(self._count, bool)
        self._stays[self._person[self._is_main]] = True
        self._is_flagged = np.zeros(self._count, bool)
        doubted = places_of(self.ids, flagged)
        doubted = doubted[self._is_main[doubted]]
        self._is_flagged[self._person[doubted]] = True
        self._told = np.zeros(self._count, bool)

    def _linked(self) -> "NDArray[Any]":
        """Give each sitting the number of its person."""
        import numpy as np

        coded, count = np.flatnonzero(self._is_named), len(self.ids)
        person = np.arange(count)
        if len(coded):
            codes, moment = self.codes[coded], self.moment[coded]
            order = in_order(codes, moment)
            codes, moment, coded = codes[order], moment[order], coded[order]
            is_same = np.r_[False, (codes[1:] == codes[:-1]).all(axis=1)]
            again = is_same & np.r_[False, moment[1:] == moment[:-1]]
            is_twice = again | np.r_[again[1:], False]
            self._is_named[coded[is_twice]] = False
            start = np.where(is_same, 0, np.arange(len(coded)))
            first = np.maximum.accumulate(start)  # of those under the same code
            person[coded[~is_twice]] = count + first[~is_twice]
        return np.unique(person, return_inverse=True)[1]

    def tell(self, places: "NDArray[Any]") -> None:
        """Note that something of the moments compared was answered in these."""
        self._told[self._person[places]] = True

    def silent(self) -> "NDArray[Any]":
        """Give the ids of the main sittings of people of whom nothing is noted."""
        return self.ids[self._is_main & ~self._told[self._person]]

    def people(self) -> tuple[People, "NDArray[Any]"]:
        """Give the people who stay, and the kind of the first sitting of each."""
        import numpy as np

        order = np.argsort(self.moment, kind="stable")
        _people, first = np.unique(self._person[order], return_index=True)
        sitting = order[first]
        is_named = self._is_named[sitting][:, None]
        name = np.where(is_named, self.codes[sitting], self.ids[sitting])
        kept = self._stays
        found = People(name[kept], sitting[kept], self._is_flagged[kept])
        return found, self._kind[found.sitting]

    def answers(
        self,
        rows: "Mapping[str, tuple[NDArray[Any], NDArray[Any]]]",
        compared: Sequence[str],
        width: int,
    ) -> Answers:
        """Put together what people answered to one instrument.

        `rows` has, by moment, places of sittings with their items; `compared` are the
        moments that the survey compares, or the only one. Tell of everything first.
        """
        import numpy as np

        told = np.zeros(self._count, bool)
        found: dict[str, Any] = {}
        for moment, (places, items) in rows.items():
            person = self._person[places]
            if moment not in LATER:
                told[person] = True
            role = _role(moment, compared)
            if role:
                table = np.full((self._count, width), LEFT_OUT, np.uint8)
                table[person] = items
                found[role] = table
        kept = self._stays & (told | ~self._told)
        after = np.flatnonzero(self._stays)
        place = np.full(self._count, -1)
        place[after] = np.arange(len(after))
        return Answers(
            place[kept], {role: table[kept] for role, table in found.items()}
        )


def _role(moment: str, compared: Sequence[str]) -> str:
    """Say what a moment is to a survey: before, after, a follow-up, or nothing."""
    if moment in LATER:
        return moment
    if moment == compared[-1]:
        return "after"
    return "before" if moment == compared[0] else ""


def in_order(names: "NDArray[Any]", then: "NDArray[Any] | None" = None) -> Any:
    """Put names in order, and where they are equal what else is told of them.

    Half of a name is nearly always enough, and takes a third of the time.
    """
    import numpy as np

    first = np.arange(len(names)) if then is None else np.argsort(then, kind="stable")
    kind = None if then is None else "stable"
    order = first[np.argsort(names[first, 0], kind=kind)]
    high, low = names[order].T
    if ((high[1:] == high[:-1]) & (low[1:] != low[:-1])).any():
        keys = (names[:, 1], names[:, 0])
        return np.lexsort(keys if then is None else (then, *keys))
    return order


def places_of(ordered: "NDArray[Any]", names: "NDArray[Any]") -> "NDArray[Any]":
    """Find the places of names among ordered ones; strangers fall out."""
    place, is_here = found_in(ordered, names)
    return place[is_here]


def found_in(
    ordered: "NDArray[Any]", names: "NDArray[Any]"
) -> "tuple[NDArray[Any], NDArray[Any]]":
    """Find the places of names among ordered ones, and say which are there.

    Half of a name is enough to find it, unless two begin alike: then all of it is.
    """
    import numpy as np

    if not len(ordered) or not len(names):
        return np.zeros(len(names), np.intp), np.zeros(len(names), bool)
    place = np.searchsorted(ordered[:, 0], names[:, 0])
    place = np.minimum(place, len(ordered) - 1)
    found = (ordered[place] == names).all(axis=1)
    for miss in np.flatnonzero((ordered[place, 0] == names[:, 0]) & ~found):
        at = place[miss]
        while at < len(ordered) and ordered[at, 0] == names[miss, 0]:
            if ordered[at, 1] == names[miss, 1]:
                place[miss], found[miss] = at, True
            at += 1
    return place, found
