"""How a word of a name sounds, in whichever script: to compare two ways to write it.

A word becomes its consonants, with the vowels before, between and behind them. Scripts
that leave short vowels out say `?` where one may stand; letters that stand for any
vowel say `*`. A letter that is read in two ways makes two readings. The alphabet of
sounds: small consonants (x is sh or ch), the vowels A E I O U, and these two marks.
What is only letter for letter is anyascii's; the rules of sound are ours. It hears
alike what is often written for each other (f and v inside a word, d and t at its end).
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product

from anyascii import anyascii

from .letters import (
    AT_THE_END,
    CLASSES,
    GREEK,
    GREEK_START,
    LATIN,
    READ,
    ROUGH,
    RULES,
    SERVANT,
    SMOOTH,
    SOMALI,
    SYLLABIC,
    UNMARKED,
    UNWRITTEN,
)

_LONGEST, _MOST_READINGS = 60, 16
_NEVER = 9  # a cost beyond every limit
_VOWELS = "AEIOU?*"
# Where short vowels are not written, Layla and Shawqi show the second half alone.
_DIPHTHONGS = ({"I", "AI"}, {"I", "EI"}, {"U", "AU"}, {"U", "OU"})


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to say a word: its consonants, and the vowels around each of them."""

    bones: str
    vowels: tuple[str, ...]

    @property
    def allowance(self) -> int:
        """Say how far the vowels of another may be off: little in a short word."""
        if len(self.bones) > 1 and sum(map(bool, self.vowels)) < 2:  # noqa: PLR2004
            return 2
        return (0, 0, 2, 4, 6)[min(len(self.bones) + bool(self.vowels[0]), 4)]


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a name as it was written, in plain Latin letters, and as it sounds."""

    written: str
    plain: str
    script: str
    readings: tuple[Reading, ...]
    rough: tuple[Reading, ...]

    @property
    def is_rough(self) -> bool:
        """Say whether its script has one letter for several consonants."""
        return self.script in ROUGH

    @property
    def is_initial(self) -> bool:
        """Say whether it is a single letter that stands for a name."""
        letters = [c for c in self.written if c.isalpha()]
        return len(letters) == 1 and self.script not in SYLLABIC

    def starts_like(self, other: "Word") -> bool:
        """Say whether the first letter of both sounds alike, vowels being one."""
        if self.script == other.script:
            return self.plain[:1] == other.plain[:1]
        return not _starts(self).isdisjoint(_starts(other))


def _starts(word: Word) -> set[str]:
    return {r.bones[:1] if not r.vowels[0] else "" for r in word.readings}


@lru_cache(maxsize=20_000)
def word(written: str) -> Word:
    """Read a word; what is written together, or a join of words with `+` between."""
    script = script_of(written)
    text = unicodedata.normalize("NFKC", written[:_LONGEST]).lower()
    if script in UNMARKED:
        text = "".join(c for c in text if not unicodedata.combining(c))
    heard = _greek(text) if script == "GREEK" else text
    sounds = dict.fromkeys(_sounds(heard, script))
    return Word(
        written.replace("+", " "),
        re.sub(r"[^a-z0-9]", "", anyascii(text).lower()),
        script,
        tuple(_reading(sound) for sound in sounds),
        tuple(dict.fromkeys(_reading(s.translate(SMOOTH)) for s in sounds)),
    )


def distance(one: Word, other: Word) -> int | None:
    """Give how far two words are from each other; none when they are two names."""
    if one.script == other.script and one.plain == other.plain:
        return 0 if one.plain or one.written == other.written else None
    is_rough = one.is_rough or other.is_rough
    strict = bool({one.script, other.script} & UNMARKED)
    least = _NEVER
    for here in one.rough if is_rough else one.readings:
        for there in other.rough if is_rough else other.readings:
            if here.bones == there.bones and (
                here.bones or here.vowels == there.vowels
            ):
                off = sum(
                    _between(a, b, not at, at == len(here.bones), strict)
                    for at, (a, b) in enumerate(
                        zip(here.vowels, there.vowels, strict=True)
                    )
                )
                if off <= min(here.allowance, there.allowance):
                    least = min(least, off)
    return least if least < _NEVER else None


def script_of(text: str) -> str:
    """Give the script of the first letter, as Unicode calls it."""
    letter = next((c for c in text if c.isalpha()), "\0")
    return unicodedata.name(letter, "NONE").split()[0].split("-")[0]


def _greek(text: str) -> str:
    for pair, sound in GREEK_START:
        text = sound + text[2:] if text.startswith(pair) else text
    text = "".join(c for c in unicodedata.normalize("NFD", text) if c != "\u0301")
    for pair, sound in GREEK:
        text = text.replace(pair, sound)
    return unicodedata.normalize("NFC", text)


def _sounds(text: str, script: str) -> list[str]:
    """Give the readings of a word in the alphabet of sounds."""
    table = READ.get(script, {})
    if table:
        letters: list[Sequence[str]] = [table.get(c, ("",)) for c in text.rstrip("ء")]
        if text[:1] in {"ا", "و"}:
            letters[0] = ("*",) if text[0] == "ا" else ("v",)
        spelled = map("".join, islice(product(*letters), _MOST_READINGS))
        sounds = [re.sub(r"(?<=[^AEOU*])h$", "*", s) for s in spelled]
        sounds = [re.sub(r"(?<=[AEIOU*])h$", "", s) for s in sounds]
    else:
        letters = [LATIN.get(c, (c,)) for c in text]
        ways = islice(product(*letters), _MOST_READINGS)
        spelled = [anyascii("".join(way)) for way in ways]
        if script == "LATIN":
            spelled += [SOMALI.sub(_somali, way) for way in spelled]
        sounds = [_latin(way, script) for way in spelled]
    if script == "TAMIL":  # writes a vowel where others say none
        sounds = [re.sub(r"(?<=[a-z])[IU](?=[a-z])", "?", s) for s in sounds]
    if script in UNWRITTEN:
        sounds = [re.sub(r"(?<=[a-z])(?=[a-z])", "?", _single(s)) for s in sounds]
    return [_settled(s) for s in sounds]


def _somali(found: re.Match[str]) -> str:
    return "h" if found.group() == "x" else ""


def _latin(text: str, script: str) -> str:
    text = re.sub(r"[^a-z]", "", text.lower())
    if script in UNWRITTEN:
        text = text.replace("j", "dj")  # there a j is never an i
    text = SERVANT.sub("abd+", text)
    for pattern, sound in RULES:
        text = pattern.sub(sound, text)
    return text.replace("+", "").translate(CLASSES)


def _single(sound: str) -> str:
    return re.sub(r"([a-z])\1+", r"\1", sound)


def _settled(sound: str) -> str:
    """Hear as one what is written for each other inside and at the end of words."""
    sound = sound[:1] + sound[1:].replace("f", "v")
    return _single(sound[:-1] + sound[-1:].translate(AT_THE_END))


def _reading(sound: str) -> Reading:
    sound = _single(sound)
    return Reading(
        "".join(c for c in sound if c not in _VOWELS),
        tuple(re.split(r"[a-z]", sound)),
    )


@lru_cache(maxsize=50_000)
def _between(one: str, other: str, is_first: bool, is_last: bool, strict: bool) -> int:
    """Give how far two groups of vowels are from each other."""
    if one == other:
        return 0
    if (
        is_first
        and _is_glide(one) != _is_glide(other)
        and "E" not in one[:1] + other[:1]
    ):
        return _NEVER  # Jana and Anna
    if "*" in one + other:
        return _open(one, other) if one and other else 3
    if "?" in (one, other):
        vowel = other if one == "?" else one
        return 0 if len(vowel) < 2 else _NEVER  # noqa: PLR2004 - a long one is written
    if one and other:
        return _aligned(one, other, is_last, strict)
    return _left_out(one or other, is_last)


def _aligned(one: str, other: str, is_last: bool, strict: bool) -> int:
    """Give the least that turns one group of vowels into another."""
    if strict and {one, other} in _DIPHTHONGS:
        return 1
    row = [0]
    for vowel in other:
        row.append(row[-1] + _weight(vowel, strict))
    for at, vowel in enumerate(one):
        last, row = row, [row[0] + _weight(vowel, strict)]
        for to, against in enumerate(other):
            row.append(
                min(
                    last[to] + _swap(vowel, against, is_last, strict),
                    last[to + 1] + _weight(vowel, strict, one[at - 1] if at else ""),
                    row[to] + _weight(against, strict, other[to - 1] if to else ""),
                )
            )
    return row[-1]


def _is_glide(vowels: str) -> bool:
    """Say whether a word starts with a y before another vowel."""
    return vowels[:1] == "I" and vowels.lstrip("I")[:1] in {"A", "O", "U"}


def _open(one: str, other: str) -> int:
    """Compare vowels one of which may be any: what is written long is there."""
    for here, there in ((one, other), (other, one)):
        for long, heard in (("I", "IE*"), ("U", "UO*")):
            if "*" in here and long in here and not set(there) & set(heard):
                return _NEVER
    return 0


def _left_out(vowels: str, is_last: bool) -> int:
    if set(vowels) == {"E"}:
        return 2
    return _NEVER if is_last else 4


def _weight(vowel: str, strict: bool, before: str = "") -> int:
    """Give the cost of a vowel that only one of two writes beside others."""
    if vowel == before:
        return 0
    if strict and vowel in "IOU":
        return 4 if vowel == "I" else _NEVER
    return 2 if vowel in "EI" else 4


def _swap(one: str, other: str, is_last: bool, strict: bool) -> int:
    pair = "".join(sorted(one + other))
    if one == other:
        return 0
    if pair in {"OU", "EI"}:
        return 2
    if pair == "AE" or (pair == "AO" and not is_last):
        return 3
    if strict or is_last:
        return _NEVER
    return 4 if pair == "EU" else 5  # Yusuf and Yousef
