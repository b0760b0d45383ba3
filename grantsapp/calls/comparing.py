"""Two versions of a text, compared word by word. Plain values only."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

import regex

# A word with the space after it; where words are not parted by spaces, a character.
_TOKEN = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]\s*"
    r"|[^\s\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]+\s*|\s+"
)
_LINE = regex.compile(r"[^\n]*\n|[^\n]+")
MOST_PAIRS = 4_000_000  # beyond it, whole lines are compared


@dataclass(frozen=True)
class Piece:
    """A run of words that stayed, or that only one of the versions has."""

    text: str
    changed: bool


def compare(before: str, after: str) -> tuple[list[Piece], list[Piece]]:
    """Part two versions into pieces; joined again, each gives its version."""
    mine, theirs = _tokens(before, after)
    keys = [t.strip() for t in mine], [t.strip() for t in theirs]
    matcher = SequenceMatcher(None, *keys, autojunk=False)
    steps = matcher.get_opcodes()
    return (
        list(_pieces(mine, ((tag, a, b) for tag, a, b, _c, _d in steps))),
        list(_pieces(theirs, ((tag, c, d) for tag, _a, _b, c, d in steps))),
    )


def _tokens(before: str, after: str) -> tuple[list[str], list[str]]:
    mine, theirs = _TOKEN.findall(before), _TOKEN.findall(after)
    if len(mine) * len(theirs) > MOST_PAIRS:
        return _LINE.findall(before), _LINE.findall(after)
    return mine, theirs


def _pieces(
    tokens: list[str], steps: Iterator[tuple[str, int, int]]
) -> Iterator[Piece]:
    for tag, start, end in steps:
        if text := "".join(tokens[start:end]):
            yield Piece(text, tag != "equal")
