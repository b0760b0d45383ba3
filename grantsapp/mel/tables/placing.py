"""Which item of which instrument the head of a column names. Plain values only.

People and programs write `calm_a`, `calm_t0_01`, `page2/calm-a`, `a.pre`, or the words
of the item in any language. All are taken apart into words; those that name a moment
are set aside, and what is left is looked up.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from grantsapp.mel.instruments import Design, Instrument
from grantsapp.mel.tables import words
from grantsapp.mel.tables.folding import fold

Words = tuple[str, ...]
_DEEPEST, _LONGEST = 12, 60  # groups that are taken off a name, and words of one
_PARTS = re.compile(r"[/\-.:|]")
_REPEATED = re.compile(r"#\d+$")  # how the opening names a head that stands there twice
_NUMBERED = re.compile(r"(?:q|nr|no|p)?\d{1,3}[a-z]?")


@dataclass(frozen=True)
class Slot:
    """A place for answers: an item at a moment, which may be said elsewhere."""

    tool: str
    item: str
    moment: str = ""

    def __str__(self) -> str:
        return " ".join(filter(None, (self.tool, self.item, self.moment)))


class Places:
    """All names that the items of some instruments go by."""

    def __init__(self, tools: Iterable[Instrument], design: Design) -> None:
        self._design = design
        self._known: dict[Words, dict[Slot, None]] = {}
        self._tools: dict[Words, str] = {}
        for tool in tools:
            for name in (tool.code, *tool.title.values()):
                self._tools.setdefault(_words(name), tool.code)
            for number, item in enumerate(tool.items, 1):
                slot = Slot(tool.code, item.code)
                own = [f"{tool.code} {n}" for n in (item.code, number, f"{number:02}")]
                for name in (*own, item.code, *item.text.values()):
                    self._known.setdefault(_words(name), {})[slot] = None

    def of(self, name: str) -> Slot | None:
        """Find the item that a head names; None where it is none, or two."""
        for groups, rest in candidates(name):
            around = _words(groups)
            for left, moment in self._without_moment(_words(rest)):
                slots = self._among(left, around)
                if len(slots) == 1:
                    when = moment or self._moment_in(around)
                    return Slot(slots[0].tool, slots[0].item, when)
        return None

    def looks_like_one(self, name: str) -> bool:
        """Say whether a head begins as those of an instrument's items do."""
        if any(_words(rest) in self._tools for _groups, rest in candidates(name)):
            return False  # the heading of a grid
        said = _words(name)
        if any(
            said[: len(tool)] == tool and len(said) > len(tool) for tool in self._tools
        ):
            return True
        return bool(
            len(said) > 1 and self._moment_in((said[0],)) + self._moment_in(said[-1:])
        )

    def _among(self, left: Words, around: Words) -> list[Slot]:
        slots = list(self._known.get(left, ()))
        if not slots and len(left) > 1 and _NUMBERED.fullmatch(left[0]):
            slots = list(self._known.get(left[1:], ()))
        if len(slots) > 1:
            named = {code for tool, code in self._tools.items() if _holds(around, tool)}
            slots = [slot for slot in slots if slot.tool in named]
        return slots

    def _without_moment(self, said: Words) -> Iterator[tuple[Words, str]]:
        """Give the words as they are, then without what names a moment."""
        yield said, ""
        if len(said) > _LONGEST:
            return
        for size in range(min(words.LONGEST_MOMENT, len(said) - 1), 0, -1):
            for start in range(len(said) - size + 1):
                name = " ".join(said[start : start + size])
                if moment := words.moment(name, self._design):
                    yield said[:start] + said[start + size :], moment

    def _moment_in(self, around: Words) -> str:
        """Find the one moment that the names of groups name."""
        if moment := words.moment(" ".join(around), self._design):
            return moment
        found = {words.moment(word, self._design) for word in around} - {""}
        return found.pop() if len(found) == 1 else ""


def candidates(name: str) -> Iterator[tuple[str, str]]:
    """Part a head into groups and own name, the whole first."""
    name = _REPEATED.sub("", name)
    yield "", name
    for _depth, found in zip(range(_DEEPEST), _PARTS.finditer(name), strict=False):
        yield name[: found.start()], name[found.end() :]


def _words(text: str) -> Words:
    return tuple(fold(text).split())


def _holds(around: Words, tool: Words) -> bool:
    ends = range(len(tool), len(around) + 1)
    return any(around[end - len(tool) : end] == tool for end in ends)
