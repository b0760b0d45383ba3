"""Do two written names possibly mean the same person? Plain values only.

An answer is a question to a human, never a verdict: it says why two names may be one,
in whichever scripts they are written. All words of the shorter name must meet a word of
the longer, two of them in full, or one in full and the others as initials; a family
name alone, or a given name alone, is nothing. How single words meet is `spelling`'s.

Read each name once with `Name.of` where many are compared with many.
"""

import enum
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from .spelling import Word, distance
from .written import Join, Name

_SHORTEST_SLIP = 7


class Kind(enum.Enum):
    """Why two names may mean one person; the weakest ground comes first."""

    INITIALS = "initials"
    PART = "part"
    SCRIPT = "script"
    ORDER = "order"
    SPELLING = "spelling"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Alike:
    """What a page needs for a sentence: the names, the grounds, the words that meet.

    `kinds` holds every ground, the weakest first: `kind` is what the sentence is about.
    """

    one: str
    other: str
    kinds: tuple[Kind, ...]
    pairs: tuple[tuple[str, str], ...]

    @property
    def kind(self) -> Kind:
        """Give the weakest ground, on which the answer stands."""
        return self.kinds[0]


def alike(one: str | Name, other: str | Name) -> Alike | None:
    """Say why two names may mean one person, or none when they do not seem to."""
    here = one if isinstance(one, Name) else Name.of(one)
    there = other if isinstance(other, Name) else Name.of(other)
    if here.folded == there.folded:
        pairs = tuple((w.written, w.written) for w in here.words)
        enough = sum(c.isalpha() for c in here.folded) > 1
        return Alike(here.text, there.text, (Kind.SAME,), pairs) if enough else None
    if not may_meet(here, there):
        return None
    if here.folded <= there.folded:
        found = _compared(here, there)
        return answer(found) if found else None
    found = _compared(there, here)
    return answer(found.flipped) if found else None


def may_meet(one: Name, other: Name) -> bool:
    """Say whether one word at least has the same consonants in both names."""
    if one.is_rough or other.is_rough:
        return not one.rough.isdisjoint(other.rough)
    return not one.sounds.isdisjoint(other.sounds)


@dataclass(slots=True)
class Meeting:
    """The words of two names that met, each by its places in both names."""

    one: Name
    other: Name
    spans: list[tuple[Join, Join]]
    initials: list[tuple[int, int]]

    def left(self, side: int) -> list[int]:
        """Give the places of one side's words that met nothing."""
        taken = {p for s in self.spans for p in range(s[side].start, s[side].end)}
        taken |= {pair[side] for pair in self.initials}
        return [
            p for p in range(len((self.one, self.other)[side].words)) if p not in taken
        ]

    def ordered(self) -> list[tuple[int, int]]:
        """Give the places that met, by the order of the first name."""
        met = [(a.start, b.start) for a, b in self.spans]
        return sorted(met + self.initials)

    @property
    def flipped(self) -> "Meeting":
        """Give the same, seen from the other name."""
        spans = [(there, here) for here, there in self.spans]
        initials = [(there, here) for here, there in self.initials]
        return Meeting(self.other, self.one, spans, initials)

    @property
    def is_turned(self) -> bool:
        """Say whether the words stand in another order."""
        places = [there for _, there in self.ordered()]
        return places != sorted(places)


def meeting(one: Name, other: Name) -> Meeting:
    """Bring the words of two names together that sound alike, the nearest first."""
    found = Meeting(one, other, [], [])
    singles = [_singles(one), _singles(other)]
    _take(found, singles[0], singles[1])
    if found.left(0) and found.left(1):
        _take(found, list(one.joins), singles[1])
        _take(found, singles[0], list(other.joins))
    return found


def _take(found: Meeting, here: list[Join], there: list[Join]) -> None:
    """Add the pairs that sound alike, none of whose words met another before."""
    pairs = [
        (off, abs(a.start - b.start), a.start, b.start, a, b)
        for a in here
        for b in there
        if (off := distance(a.word, b.word)) is not None
    ]
    for *_, a, b in sorted(pairs, key=lambda pair: pair[:4]):
        free = [set(found.left(0)), set(found.left(1))]
        if free[0] >= {*range(a.start, a.end)} and free[1] >= {*range(b.start, b.end)}:
            found.spans.append((a, b))


def _singles(name: Name) -> list[Join]:
    return [Join(p, p + 1, w) for p, w in enumerate(name.words) if not w.is_initial]


def _compared(one: Name, other: Name) -> Meeting | None:
    found = meeting(one, other)
    if not found.spans:
        return None
    _add_initials(found)
    _add_slip(found)
    left = found.left(0), found.left(1)
    if all(left) or not _is_enough(found, left):
        return None
    return found


def _is_enough(found: Meeting, left: tuple[list[int], list[int]]) -> bool:
    full = sum(max(a.end - a.start, b.end - b.start) for a, b in found.spans)
    if found.initials:
        return max(map(len, left)) <= 1 and _in_place(found)
    return full > 1 or not any(left)


def _in_place(found: Meeting) -> bool:
    """Say whether the order is kept, or the initials stand last, as in lists."""
    if not found.is_turned:
        return True
    sides = zip((found.one, found.other), (0, 1), strict=True)
    return any(
        name.words[-1].is_initial
        and not name.words[0].is_initial
        and not found.left(side)
        for name, side in sides
    )


def _add_initials(found: Meeting) -> None:
    for here in found.left(0):
        for there in found.left(1):
            a, b = found.one.words[here], found.other.words[there]
            if (a.is_initial or b.is_initial) and a.starts_like(b):
                found.initials.append((here, there))
                break


def _add_slip(found: Meeting) -> None:
    """Add the last two words that are left when one is the other with a slip."""
    left = found.left(0), found.left(1)
    if [len(side) for side in left] != [1, 1]:
        return
    a, b = found.one.words[left[0][0]], found.other.words[left[1][0]]
    if a.script == b.script == "LATIN" and _is_slip(a.plain, b.plain):
        found.spans.append(
            (Join(left[0][0], left[0][0] + 1, a), Join(left[1][0], left[1][0] + 1, b))
        )


def _is_slip(one: str, other: str) -> bool:
    """Say whether one letter inside was left out, doubled or swapped with the next.

    At the ends a letter makes another name (Oleksandr and Oleksandra), and so does one
    letter for another (Marta and Maria).
    """
    if min(len(one), len(other)) < _SHORTEST_SLIP or OSA.distance(one, other) != 1:
        return False
    if len(one) == len(other):
        return sorted(one) == sorted(other)
    return one[0] == other[0] and one[-1] == other[-1]


def answer(found: Meeting) -> Alike:
    """Say in which ways the words met."""
    words = [(a.word, b.word) for a, b in found.spans]
    words += [(found.one.words[a], found.other.words[b]) for a, b in found.initials]
    grounds = {
        Kind.INITIALS: bool(found.initials),
        Kind.PART: bool(found.left(0) or found.left(1)),
        Kind.SCRIPT: any(a.script != b.script for a, b in words),
        Kind.ORDER: found.is_turned,
        Kind.SPELLING: any(
            a.script == b.script and a.written != b.written and not _is_one(found, a, b)
            for a, b in words
        ),
    }
    kinds = tuple(kind for kind, holds in grounds.items() if holds) or (Kind.SAME,)
    starts = [a.start for a, _ in found.spans] + [a for a, _ in found.initials]
    ranked = sorted(zip(starts, words, strict=True), key=lambda item: item[0])
    pairs = tuple((a.written, b.written) for _, (a, b) in ranked)
    return Alike(found.one.text, found.other.text, kinds, pairs)


def _is_one(found: Meeting, one: Word, other: Word) -> bool:
    """Say whether two words are an initial and a name, which is no other spelling."""
    return bool(found.initials) and (one.is_initial or other.is_initial)
