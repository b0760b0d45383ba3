"""The facts in a call's file, one by one: texts, lines, numbers, moments, and JSON.

Plain values only. Each is read for one column of a table; what is wrong is noted with
its path, and reading goes on, so that a person hears of everything at once.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

CODE = r"[a-z][a-z0-9_]{0,30}"
REFERENCE = r"[A-Z][A-Z0-9]{1,11}"
LONGEST_TEXT, LONGEST_LINE, LONGEST_JSON = 30_000, 2_000, 100_000
DEEPEST = 12
TEXTS = {"label", "help", "hint"}  # what is called so in JSON is a text
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
_HASH = re.compile(r"[0-9a-f]{16}")
ORIGINS = {"own", "person", "machine", "official"}
Values = dict[str, Any]


class Why(StrEnum):
    """What can be wrong in a file; the page has a sentence for each."""

    NOT_JSON = "not_json"
    TWICE_IN_JSON = "twice_in_json"
    FORMAT = "format"
    VERSION = "version"
    CURRENCY = "currency"
    MISSING = "missing"
    UNKNOWN = "unknown"
    WRONG_TYPE = "wrong_type"
    TOO_LONG = "too_long"
    TOO_MANY = "too_many"
    NOT_A_WORD = "not_a_word"
    NOT_A_CODE = "not_a_code"
    NOT_A_TEXT = "not_a_text"
    NOT_A_MOMENT = "not_a_moment"
    OUT_OF_RANGE = "out_of_range"
    TWICE = "twice"
    NO_QUESTION = "no_question"
    NOT_EARLIER = "not_earlier"
    NOT_ITS_ANSWER = "not_its_answer"
    LANGUAGE = "language"
    NOT_HERE = "not_here"
    RULE = "rule"


@dataclass(frozen=True)
class Fault:
    """What is wrong, and where: a path such as `sections[0].questions[2].kind`."""

    path: str
    why: Why
    detail: str = ""


class Faults(Exception):
    """The file is refused as a whole, for these faults."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{f.path}: {f.why}" for f in self.faults))


@dataclass(frozen=True)
class Column:
    """A fact of a thing: `text`, `line`, `whole`, `yes_no`, `moment`, `day`, `json`."""

    name: str
    kind: str
    is_required: bool = True
    may_be_null: bool = False
    words: tuple[str, ...] = ()  # the closed list, if it is one
    pattern: str = ""
    least: int = -(2**31)
    most: int = 2**31 - 1


@dataclass
class Check:
    """What was found so far: faults, codes by kind, and questions asked after."""

    faults: list[Fault] = field(default_factory=list)
    codes: dict[str, set[str]] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    given: frozenset[str] = frozenset()  # questions that every bid is asked
    languages: frozenset[str] | None = None  # those that people write in here

    def no(self, path: str, why: Why, detail: object = "") -> None:
        """Note a fault."""
        self.faults.append(Fault(path, why, str(detail)[:80]))


def value(told: Any, column: Column, path: str, state: Check) -> Any:
    """Read one fact, or note why it cannot be read."""
    if told is None and column.may_be_null:
        return None
    return _READERS[column.kind](told, column, path, state)


def _line(told: Any, column: Column, path: str, state: Check) -> str | None:
    if not isinstance(told, str):
        return state.no(path, Why.WRONG_TYPE)
    if column.words and told not in column.words:
        return state.no(path, Why.NOT_A_WORD, told)
    if column.pattern and not re.fullmatch(column.pattern, told):
        return state.no(path, Why.NOT_A_CODE, told)
    if len(told) > LONGEST_LINE:
        return state.no(path, Why.TOO_LONG, LONGEST_LINE)
    if not _is_unicode(told):
        return state.no(path, Why.WRONG_TYPE)
    return told


def _is_unicode(told: str) -> bool:
    """Say whether a page and both databases can hold a text."""
    return "\0" not in told and not any("\ud800" <= c <= "\udfff" for c in told)


def _whole(told: Any, column: Column, path: str, state: Check) -> int | None:
    if not isinstance(told, int) or isinstance(told, bool):
        return state.no(path, Why.WRONG_TYPE)
    if not column.least <= told <= column.most:
        return state.no(path, Why.OUT_OF_RANGE)
    return told


def _yes_no(told: Any, _column: Column, path: str, state: Check) -> bool | None:
    return told if isinstance(told, bool) else state.no(path, Why.WRONG_TYPE)


def _moment(told: Any, column: Column, path: str, state: Check) -> Any:
    kind = datetime if column.kind == "moment" else date
    try:
        found = kind.fromisoformat(told)
    except (TypeError, ValueError):
        return state.no(path, Why.NOT_A_MOMENT)
    if isinstance(found, datetime) and found.utcoffset() is None:
        return state.no(path, Why.NOT_A_MOMENT)
    return found


def _text(told: Any, _column: Column, path: str, state: Check) -> Values | None:
    """Read a text in its languages: one of them its source, the others from it."""
    if not isinstance(told, dict):
        return state.no(path, Why.NOT_A_TEXT)
    faults = len(state.faults)
    for language, entry in told.items():
        if state.languages is not None and language not in state.languages:
            state.no(f"{path}.{language}", Why.LANGUAGE, language)
        _entry(language, entry, f"{path}.{language}", state)
    if len(state.faults) > faults:
        return None
    if told and sum(e["source_hash"] is None for e in told.values()) != 1:
        return state.no(path, Why.NOT_A_TEXT)
    return {code: {"by": "", "at": "", **entry} for code, entry in told.items()}


def _entry(language: str, entry: Any, path: str, state: Check) -> None:
    asked, more = {"text", "source_hash", "origin"}, {"at"}
    if not _LANGUAGE.fullmatch(language) or not isinstance(entry, dict):
        return state.no(path, Why.NOT_A_TEXT)
    if not asked <= entry.keys() <= asked | more:
        return state.no(path, Why.NOT_A_TEXT)
    text, made_from, origin = entry["text"], entry["source_hash"], entry["origin"]
    at = entry.get("at", "")
    if not isinstance(text, str) or not _is_unicode(text) or origin not in ORIGINS:
        return state.no(path, Why.NOT_A_TEXT)
    if made_from is not None and not _HASH.fullmatch(str(made_from)):
        return state.no(path, Why.NOT_A_TEXT)
    if not isinstance(at, str) or len(at) > 40:  # noqa: PLR2004
        return state.no(path, Why.NOT_A_TEXT)
    if len(text) > LONGEST_TEXT:
        return state.no(path, Why.TOO_LONG, LONGEST_TEXT)
    return None


def _json(told: Any, _column: Column, path: str, state: Check) -> Any:
    before, found = len(state.faults), _inside(told, path, state, 0)
    if len(state.faults) == before and len(json.dumps(found)) > LONGEST_JSON:
        return state.no(path, Why.TOO_LONG, LONGEST_JSON)
    return found


def _inside(told: Any, path: str, state: Check, depth: int) -> Any:
    """Look through a value of no fixed shape: its texts, codes and questions."""
    if depth > DEEPEST:
        return state.no(path, Why.TOO_LONG, DEEPEST)
    if isinstance(told, str) and not _is_unicode(told):
        return state.no(path, Why.WRONG_TYPE)
    if isinstance(told, dict):
        if is_text(told):
            return _text(told, Column("", "text"), path, state)
        if isinstance(told.get("question"), str):
            state.asked.append((f"{path}.question", told["question"]))
        return {name: _named(told, name, path, state, depth) for name in told}
    if isinstance(told, list):
        _codes_in(told, path, state)
        return [
            _inside(one, f"{path}[{n}]", state, depth + 1) for n, one in enumerate(told)
        ]
    return told


def _named(told: Values, name: str, path: str, state: Check, depth: int) -> Any:
    place = f"{path}.{name}"
    if name in TEXTS:
        return _text(told[name], Column(name, "text"), place, state)
    return _inside(told[name], place, state, depth + 1)


def _codes_in(told: list[Any], path: str, state: Check) -> None:
    """In a list of things with codes, each has one of its own."""
    taken: set[str] = set()
    for number, one in enumerate(told):
        if not isinstance(one, dict) or "code" not in one:
            continue
        code, place = one["code"], f"{path}[{number}].code"
        if not isinstance(code, str) or not re.fullmatch(CODE, code):
            state.no(place, Why.NOT_A_CODE, code)
        elif code in taken:
            state.no(place, Why.TWICE, code)
        else:
            taken.add(code)


def is_text(told: Any) -> bool:
    """Tell a text in several languages from other things in JSON."""
    return (
        isinstance(told, Mapping)
        and bool(told)
        and all(isinstance(e, Mapping) and "text" in e for e in told.values())
    )


_READERS: dict[str, Callable[[Any, Column, str, Check], Any]] = {
    "line": _line,
    "text": _text,
    "whole": _whole,
    "yes_no": _yes_no,
    "moment": _moment,
    "day": _moment,
    "json": _json,
}
