"""Questions: what kinds there are, and how an answer is read. Plain values only.

An answer is kept as it was typed (`raw`, a list of strings) and read when it is
needed, in the language it was typed in. Reading gives a value, or a `Fault` that the
page puts into words; it never raises.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

import regex

from grantsapp.figures import ascii_digits, minor_units, whole

SHORT_LENGTH = 200
LONG_LENGTH = 20_000
_WORD = regex.compile(r"(?w)\b\S.*?\b", regex.V1)
_BY_CHARACTER = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]")


class Kind(StrEnum):
    """What kind of answer a question wants."""

    SHORT = "short_text"
    LONG = "long_text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    ONE = "one_of"
    SEVERAL = "several_of"
    YES_NO = "yes_no"
    FILE = "file"


class Fault(StrEnum):
    """What can be wrong with an answer; the page has a sentence for each."""

    MISSING = "missing"
    TOO_LONG = "too_long"
    TOO_MANY_WORDS = "too_many_words"
    NOT_A_NUMBER = "not_a_number"
    NOT_AN_AMOUNT = "not_an_amount"
    NOT_A_DATE = "not_a_date"
    NOT_AN_OPTION = "not_an_option"
    BELOW = "below"
    ABOVE = "above"


@dataclass(frozen=True)
class Reading:
    """What an answer says: its value, or its fault with the numbers to explain it."""

    value: Any = None
    fault: Fault | None = None
    numbers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Option:
    """One choice: a stable code, and its label per language."""

    code: str
    label: Mapping[str, Any]


@dataclass(frozen=True)
class Question:
    """One question of a frozen form. Texts are in the shape of `i18n.Text`."""

    code: str
    kind: Kind
    label: Mapping[str, Any]
    help: Mapping[str, Any] = field(default_factory=dict)
    required: bool = True
    words: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    options: tuple[Option, ...] = ()
    currency: str = "GBP"
    # An amount's bounds by the code of the chosen tier, in minor units.
    ranges: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    def label_of(self, code: str) -> Mapping[str, Any]:
        """Give the label of an option by its code."""
        return next((o.label for o in self.options if o.code == code), {})


@dataclass(frozen=True)
class Section:
    """Questions that stand on one page."""

    code: str
    title: Mapping[str, Any]
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Form:
    """What a call asks, section by section."""

    sections: tuple[Section, ...]

    def section(self, code: str) -> Section | None:
        """Find a section."""
        return next((s for s in self.sections if s.code == code), None)

    def question(self, code: str) -> Question | None:
        """Find a question."""
        return next((q for q in self.questions if q.code == code), None)

    @property
    def questions(self) -> list[Question]:
        """All questions, in their order."""
        return [q for s in self.sections for q in s.questions]


def read(question: Question, raw: list[str], language: str) -> Reading:
    """Read an answer as typed; a missing one is a fault only where it is required."""
    typed = [text for text in raw if text.strip()]
    if not typed:
        return Reading(None, Fault.MISSING if question.required else None)
    return _READERS[question.kind](question, typed, language)


def read_all(
    form: Form, raw: Mapping[str, list[str]], languages: Mapping[str, str]
) -> dict[str, Reading]:
    """Read every answer; the amount must also lie within the chosen tier."""
    found = {
        q.code: read(q, raw.get(q.code, []), languages.get(q.code, "en"))
        for q in form.questions
    }
    for q in form.questions:
        tier = str(found["tier"].value) if "tier" in found else ""
        if tier in q.ranges and found[q.code].fault is None:
            least, most = q.ranges[tier]
            bounded = replace(q, minimum=least, maximum=most)
            found[q.code] = _bounded(bounded, found[q.code].value)
    return found


def word_count(text: str) -> int:
    """Count words: those of UAX #29 that hold a letter or digit.

    Han, Kana and Thai are written without spaces and count by characters.
    """
    by_character = len(_BY_CHARACTER.findall(text))
    rest = _BY_CHARACTER.sub(" ", text)
    return by_character + sum(
        any(c.isalnum() for c in word) for word in _WORD.findall(rest)
    )


def _short(_question: Question, typed: list[str], _language: str) -> Reading:
    text = " ".join(typed[0].split())
    if len(text) > SHORT_LENGTH:
        return Reading(text, Fault.TOO_LONG, {"most": SHORT_LENGTH, "now": len(text)})
    return Reading(text)


def _long(question: Question, typed: list[str], _language: str) -> Reading:
    text, count = typed[0].strip(), word_count(typed[0])
    if question.words and count > question.words:
        numbers = {"most": question.words, "now": count}
        return Reading(text, Fault.TOO_MANY_WORDS, numbers)
    if len(text) > LONG_LENGTH:
        return Reading(text, Fault.TOO_LONG, {"most": LONG_LENGTH, "now": len(text)})
    return Reading(text)


def _number(question: Question, typed: list[str], language: str) -> Reading:
    found = whole(typed[0], language)
    if found is None:
        return Reading(None, Fault.NOT_A_NUMBER)
    return _bounded(question, found)


def _money(question: Question, typed: list[str], language: str) -> Reading:
    found = minor_units(typed[0], question.currency, language)
    if found is None:
        return Reading(None, Fault.NOT_AN_AMOUNT)
    return _bounded(question, found)


def _bounded(question: Question, value: int) -> Reading:
    if question.minimum is not None and value < question.minimum:
        return Reading(value, Fault.BELOW, {"least": question.minimum})
    if question.maximum is not None and value > question.maximum:
        return Reading(value, Fault.ABOVE, {"most": question.maximum})
    return Reading(value)


def _date(_question: Question, typed: list[str], _language: str) -> Reading:
    try:
        found = date.fromisoformat(ascii_digits(typed[0].strip()))
        return Reading(found.isoformat())
    except ValueError:
        return Reading(None, Fault.NOT_A_DATE)


def _one(question: Question, typed: list[str], _language: str) -> Reading:
    if any(o.code == typed[0] for o in question.options):
        return Reading(typed[0])
    return Reading(None, Fault.NOT_AN_OPTION)


def _several(question: Question, typed: list[str], _language: str) -> Reading:
    known = [o.code for o in question.options]
    if any(code not in known for code in typed):
        return Reading(None, Fault.NOT_AN_OPTION)
    return Reading([code for code in known if code in typed])


def _yes_no(_question: Question, typed: list[str], _language: str) -> Reading:
    if typed[0] in {"yes", "no"}:
        return Reading(typed[0] == "yes")
    return Reading(None, Fault.NOT_AN_OPTION)


def _file(_question: Question, typed: list[str], _language: str) -> Reading:
    return Reading(typed)


_READERS: dict[Kind, Callable[[Question, list[str], str], Reading]] = {
    Kind.SHORT: _short,
    Kind.LONG: _long,
    Kind.NUMBER: _number,
    Kind.MONEY: _money,
    Kind.DATE: _date,
    Kind.ONE: _one,
    Kind.SEVERAL: _several,
    Kind.YES_NO: _yes_no,
    Kind.FILE: _file,
}


def as_json(form: Form) -> dict[str, Any]:
    """Write a form for the database."""
    return {
        "sections": [
            {
                "code": s.code,
                "title": dict(s.title),
                "questions": [_question_json(q) for q in s.questions],
            }
            for s in form.sections
        ]
    }


def _question_json(question: Question) -> dict[str, Any]:
    return {
        "code": question.code,
        "kind": str(question.kind),
        "label": dict(question.label),
        "help": dict(question.help),
        "required": question.required,
        "words": question.words,
        "minimum": question.minimum,
        "maximum": question.maximum,
        "options": [{"code": o.code, "label": dict(o.label)} for o in question.options],
        "currency": question.currency,
        "ranges": {tier: list(bounds) for tier, bounds in question.ranges.items()},
    }


def from_json(definition: Mapping[str, Any]) -> Form:
    """Read a form from the database."""
    return Form(
        tuple(
            Section(s["code"], s["title"], tuple(map(_question, s["questions"])))
            for s in definition["sections"]
        )
    )


def _question(stored: Mapping[str, Any]) -> Question:
    options = tuple(Option(o["code"], o["label"]) for o in stored["options"])
    return Question(**{**stored, "kind": Kind(stored["kind"]), "options": options})
