"""A name as it was written, read once: to be compared with many. Plain values only."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import regex

from .letters import SYLLABIC
from .spelling import Word, script_of, word

_MOST_LETTERS, _MOST_WORDS = 300, 10
_APOSTROPHES = regex.compile(r"[\p{Cf}'’‘ʼʻʹ`´ʿʾ׳]")
_WORDS = regex.compile(r"[\p{L}\p{M}\p{N}]+")
_TITLES = frozenset(
    str.split(
        "dr prof mr mrs ms mx miss rev pan pani herr frau sr"
        " د دكتور الدكتور أستاذ الأستاذ"
    )
)
_ARTICLES = frozenset(str.split("al el ال"))
_PARTICLES = _ARTICLES | frozenset(
    str.split(
        "bin ben ibn bint binti abu abou aby oghlu ogly van von der den de da do dos"
        " das di del della du la le ter af av zu y e i"
        " بن ابن بنت أبو ابو أبي ابي آل ולד בן בת"
    )
)
_SERVANTS = frozenset(str.split("abd abdul abdel abdal abdur abdus abdu عبد"))


@dataclass(frozen=True, slots=True)
class Join:
    """Some words of a name read as one: from the place `start` up to before `end`."""

    start: int
    end: int
    word: Word


@dataclass(frozen=True, slots=True)
class Name:
    """A name, read once: its words, their joins, and how each of them sounds."""

    text: str
    folded: str
    words: tuple[Word, ...]
    joins: tuple[Join, ...]
    sounds: frozenset[str]
    rough: frozenset[str]
    is_rough: bool

    @staticmethod
    @lru_cache(maxsize=20_000)
    def of(text: str) -> "Name":
        """Read a name as it was written."""
        raw = tuple(folded(text))[:_MOST_WORDS]
        keep = [w for w in raw if w not in _TITLES] or raw
        return Name.from_words(text, *_cores(keep))

    @staticmethod
    def from_words(text: str, cores: Sequence[str], leads: Sequence[str]) -> "Name":
        """Read a name whose words are known, each with the particles before it."""
        words = tuple(map(word, cores))
        joins = tuple(_joins(cores, leads))
        every = [*words, *(join.word for join in joins)]
        return Name(
            text,
            " ".join(folded(text)),
            words,
            joins,
            frozenset(r.bones for w in every for r in w.readings),
            frozenset(r.bones for w in every for r in w.rough),
            any(w.is_rough for w in words),
        )


def folded(text: str) -> Iterator[str]:
    """Give the words of a text in small letters, the syllables of Chinese grouped."""
    flat = unicodedata.normalize("NFKC", text[:_MOST_LETTERS]).casefold()
    for match in _WORDS.finditer(_APOSTROPHES.sub("", flat)):
        found = match.group()
        if script_of(found) in SYLLABIC and len(found) > 1:
            yield from (found[0], found[1:])  # family name first, of one syllable
        elif found.startswith("عبدال") and len(found) > len("عبدال"):
            yield from ("عبد", "ال", found[len("عبدال") :])
        elif found.startswith("ال") and len(found) > len("الا"):
            yield from ("ال", found[len("ال") :])
        else:
            yield found


def _cores(raw: Sequence[str]) -> tuple[list[str], list[str]]:
    """Part the words that count from the particles that stand before each of them."""
    cores, leads, lead, servant = [], [], "", ""
    for place, written in enumerate(raw):
        is_last = place == len(raw) - 1
        if written in _ARTICLES and not is_last:
            lead += "" if servant else written
        elif written in _SERVANTS and not is_last:
            servant = written + "+"
        elif written in _PARTICLES and cores and not is_last:
            lead += written
        else:
            cores.append(servant + written)
            leads.append(lead)
            lead = servant = ""
    return cores, leads


def _joins(cores: Sequence[str], leads: Sequence[str]) -> Iterator[Join]:
    for place, core in enumerate(cores):
        if leads[place]:
            yield Join(place, place + 1, word(f"{leads[place]}+{core}"))
    for place in range(len(cores) - 1):
        last = cores[place + 1]
        for lead in dict.fromkeys((leads[place + 1], "")):
            joined = "+".join(filter(None, (cores[place], lead, last)))
            yield Join(place, place + 2, word(joined))
