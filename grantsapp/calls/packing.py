"""A whole call as one JSON file: what such a file may say, checked before it is used.

Plain values only. A `Shape` says what a thing of a call has: its columns and what
stands in it. The shapes are drawn from the tables (`queries/parts.py`), so a column
that a table gets later is written and read without a word here. See
docs/call-format.md.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NoReturn

from grantsapp.calls.facts import Check, Column, Fault, Faults, Values, Why, value

FORMAT, VERSION = "grantsapp-call", 1
MOST = 500  # things in one list


@dataclass(frozen=True)
class Rule:
    """What the facts of a thing must fulfil together, told at one of them."""

    column: str
    holds: Callable[[Values], bool]
    why: Why = Why.RULE
    named: tuple[str, ...] = ()  # facts that are told where it does not hold


@dataclass(frozen=True)
class Shape:
    """A kind of thing in a call; its list is named `many`, and stands in another."""

    name: str
    many: str
    columns: tuple[Column, ...]
    inner: tuple["Shape", ...] = ()
    rules: tuple[Rule, ...] = ()
    is_local: bool = False  # its codes differ within its list only
    most: int = MOST


def load(content: str | bytes) -> Any:
    """Read JSON strictly: no name twice, no NaN; raises Faults."""
    try:
        return json.loads(content, object_pairs_hook=_once, parse_constant=_never)
    except _Twice as twice:
        raise Faults([Fault("", Why.TWICE_IN_JSON, str(twice)[:80])]) from None
    except (ValueError, RecursionError) as error:
        raise Faults([Fault("", Why.NOT_JSON, str(error)[:80])]) from None


class _Twice(Exception):
    pass


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, told in pairs:
        if name in found:
            raise _Twice(name)
        found[name] = told
    return found


def _never(word: str) -> NoReturn:
    raise ValueError(word)


def check(
    document: Any,
    call: Shape,
    lists: Iterable[Shape],
    *,
    currency: str,
    given: Iterable[str] = (),
    languages: Iterable[str] | None = None,
) -> Values:
    """Read a file's document into values for the tables; raises every fault.

    Answers are asked for under `given` codes without standing in the file.
    """
    known = None if languages is None else frozenset(languages)
    lists, state = tuple(lists), Check(languages=known)
    _head(document, {s.many for s in lists}, currency, state)
    state.given = frozenset(given)
    state.codes["question"] = set(state.given)
    values: Values = {"call": _thing(document.get("call"), call, "call", state)}
    for shape in lists:
        values[shape.many] = _list(document.get(shape.many), shape, shape.many, state)
    for path, code in state.asked:
        if code not in state.codes["question"]:
            state.no(path, Why.NO_QUESTION, code)
    _see_conditions(values, state)
    if state.faults:
        raise Faults(state.faults)
    return values


def _see_conditions(values: Values, state: Check) -> None:
    """See that each condition hangs on answers that an earlier question has.

    So none hangs on itself, or on one that hangs on it.
    """
    earlier: dict[str, set[str] | None] = {}  # the answers of a choice, by its code
    for part, section in enumerate(values.get("sections", [])):
        for number, question in enumerate(section.get("questions", [])):
            path = f"sections[{part}].questions[{number}].condition"
            if question.get("condition"):
                _see_condition(question["condition"], earlier, path, state)
            earlier[question.get("code", "")] = _answers_of(question)


def _see_condition(
    told: Any, earlier: dict[str, set[str] | None], path: str, state: Check
) -> None:
    answers = told.get("answers") if isinstance(told, dict) else None
    is_whole = isinstance(answers, list) and all(isinstance(a, str) for a in answers)
    if not is_whole or not answers or told.keys() != {"question", "answers"}:
        return state.no(path, Why.WRONG_TYPE)
    code = told["question"]
    if not isinstance(code, str):
        return state.no(f"{path}.question", Why.WRONG_TYPE)
    if code not in state.codes["question"]:
        return None  # told already: there is no such question
    if code not in earlier and code not in state.given:
        return state.no(f"{path}.question", Why.NOT_EARLIER, code)
    known = earlier.get(code)
    for number, answer in enumerate(answers):
        if code in earlier and answer not in (known or ()):
            state.no(f"{path}.answers[{number}]", Why.NOT_ITS_ANSWER, answer)
    return None


def _answers_of(question: Values) -> set[str] | None:
    """Give the answers on which a later question may hang, where there are such."""
    if question.get("kind") in {"yes_no", "declaration"}:
        return {"yes", "no"}
    options = question.get("options") or []
    return {o["code"] for o in options if isinstance(o, dict) and "code" in o}


def _head(document: Any, lists: set[str], currency: str, state: Check) -> None:
    """See that this is a file of ours, of a version that we read."""
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise Faults([Fault("format", Why.FORMAT)])
    if document.get("version") != VERSION or document["version"] is True:
        raise Faults([Fault("version", Why.VERSION, str(document.get("version")))])
    if document.get("currency") != currency:
        state.no("currency", Why.CURRENCY, currency)
    known = {"format", "version", "currency", "time_zone", "call"}
    for name in document.keys() - known - lists:
        state.no(name, Why.UNKNOWN)


def _list(told: Any, shape: Shape, path: str, state: Check) -> list[Values]:
    if told is None:
        return []
    if not isinstance(told, list):
        state.no(path, Why.WRONG_TYPE)
        return []
    if len(told) > shape.most:
        state.no(path, Why.TOO_MANY, shape.most)
        return []
    if shape.is_local:
        state.codes[shape.name] = set()
    return [_thing(one, shape, f"{path}[{n}]", state) for n, one in enumerate(told)]


def _thing(told: Any, shape: Shape, path: str, state: Check) -> Values:
    if not isinstance(told, dict):
        state.no(path, Why.MISSING if told is None else Why.WRONG_TYPE)
        return {}
    known = {c.name for c in shape.columns} | {s.many for s in shape.inner}
    for name in told.keys() - known:
        state.no(f"{path}.{name}", Why.UNKNOWN)
    before, values = len(state.faults), {}
    for column in shape.columns:
        place = f"{path}.{column.name}"
        if column.name in told:
            values[column.name] = value(told[column.name], column, place, state)
        elif column.is_required:
            state.no(place, Why.MISSING)
    if len(state.faults) == before:
        _follow(values, shape, path, state)
    for inner in shape.inner:
        inside = f"{path}.{inner.many}"
        values[inner.many] = _list(told.get(inner.many), inner, inside, state)
    return values


def _follow(values: Values, shape: Shape, path: str, state: Check) -> None:
    """See that the code is new, and that the rules of the thing hold."""
    code, taken = values.get("code"), state.codes.setdefault(shape.name, set())
    if code is not None:
        if code in taken:
            state.no(f"{path}.code", Why.TWICE, code)
        taken.add(code)
    for rule in shape.rules:
        if not rule.holds(values):
            detail = " ".join(str(values[name]) for name in rule.named)
            state.no(f"{path}.{rule.column}", rule.why, detail)
