"""What the cell of an answer means: a value, a refusal, nothing, or a fault.

A column holds few different cells, so each is read once and then looked up.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from grantsapp import unseen
from grantsapp.figures import ascii_digits
from grantsapp.mel.instruments import Instrument
from grantsapp.mel.tables import words
from grantsapp.mel.tables.faults import Wrong
from grantsapp.mel.tables.folding import fold, whole

REFUSED, BLANK = "refused", "blank"
_MOST_KNOWN = 5_000
_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:[ T].*)?")
_YES = {"true": 1, "false": 0}


class Left:
    """A cell in which nothing was answered."""


LEFT = Left()


@dataclass(frozen=True)
class Several:
    """A label that means another value in another language."""

    by_language: Mapping[str, int]

    def within(self, language: str) -> int | None:
        """Settle it by the language in which somebody answered."""
        found = self.by_language.get(language)
        return None if found == _TWO else found


@dataclass(frozen=True)
class Odd:
    """A cell that means nothing here, and why."""

    wrong: Wrong


T = TypeVar("T")


class Known(dict[str, T], Generic[T]):
    """What cells mean, each found out the first time that it is met."""

    def __init__(self, find: Callable[[str], T]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, cell: str) -> T:
        found = self._find(cell)
        if len(self) < _MOST_KNOWN:
            self[cell] = found
        return found


Meaning = int | None | Left | Several | Odd
_TWO = -(10**9)  # one label for two values in one language


def bare(cell: str) -> str:
    """Give a cell without marks, and without the apostrophe that guards it."""
    seen = cell.strip() if cell.isascii() else unseen.bare(cell)
    return seen.removeprefix("'").strip()


def answers(
    tool: Instrument, named: Mapping[str, str], refusals: Iterable[str]
) -> Known[Meaning]:
    """Make the reader of an instrument's cells: codes, or labels in any language."""
    labels = _labels(tool)
    refused = {fold(word) for word in refusals} | words.REFUSALS
    said = {fold(word): meaning for word, meaning in named.items()}

    def find(cell: str) -> Meaning:
        text = bare(cell)
        if not text:
            return LEFT
        folded = fold(text)
        if folded in said:
            return None if said[folded] == REFUSED else LEFT
        number = whole(ascii_digits(text))
        if number is not None:
            return number if number in tool.values else Odd(Wrong.OFF_SCALE)
        if folded in labels:
            return _settled(labels[folded])
        if folded in refused:
            return None
        return _otherwise(text, folded, tool)

    return Known(find)


def _otherwise(text: str, folded: str, tool: Instrument) -> Meaning:
    if folded in _YES and tool.values == range(2):
        return _YES[folded]
    return Odd(Wrong.A_DATE if _DATE.fullmatch(text) else Wrong.UNKNOWN_LABEL)


def _labels(tool: Instrument) -> dict[str, dict[str, int]]:
    """Give the value of each label by language; a label of two values has none."""
    found: dict[str, dict[str, int]] = {}
    for value in tool.values:
        for language, text in tool.label(value).items():
            values = found.setdefault(fold(text), {})
            values[language] = value if language not in values else _TWO
    return found


def _settled(values: Mapping[str, int]) -> Meaning:
    distinct = set(values.values())
    return (
        distinct.pop() if distinct != {_TWO} and len(distinct) == 1 else Several(values)
    )


def options(
    choices: Mapping[str, Mapping[str, str]], refusals: Iterable[str]
) -> Known[str | Left | Odd]:
    """Make the reader of a question's cells: an option's code, or its label."""
    by_word: dict[str, set[str]] = {}
    for code, text in choices.items():
        for word in text.values():
            by_word.setdefault(fold(word), set()).add(code)
    codes = {fold(code): {code} for code in choices}
    refused = {fold(word) for word in refusals} | words.REFUSALS

    def find(cell: str) -> str | Left | Odd:
        text = bare(cell)
        folded = fold(text)
        found = codes.get(folded) or by_word.get(folded) or set()
        if len(found) == 1:
            return next(iter(found))
        if found:
            return Odd(Wrong.AMBIGUOUS)
        is_left = not text or folded in refused
        return LEFT if is_left else Odd(Wrong.UNKNOWN_OPTION)

    return Known(find)
