"""What must be true of the things in a call's file. Plain values only."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from grantsapp.calls.questions import IN_A_CELL, Kind

Values = Mapping[str, Any]
MOST_WORDS = 5000


def options(values: Values) -> bool:
    """Each answer has a code and a text, and a choice has two of them at least."""
    options = values.get("options", [])
    if not isinstance(options, list) or not all(
        isinstance(o, dict) and o.keys() >= {"code", "label"} for o in options
    ):
        return False
    return len(options) > 1 or values.get("kind") not in {Kind.ONE, Kind.SEVERAL}


def columns(values: Values) -> bool:
    """Each column of a table has a code, a text and a kind that fits into a cell."""
    told = values.get("columns", [])
    if not isinstance(told, list) or not all(isinstance(c, dict) for c in told):
        return False
    asked, more = {"code", "kind", "label"}, {"required", "options"}
    return (bool(told) or values.get("kind") != Kind.GROUP) and all(
        asked <= c.keys() <= asked | more
        and c["kind"] in tuple(IN_A_CELL)
        and isinstance(c.get("required", True), bool)
        and options({"options": c.get("options", [])})
        for c in told
    )


def words(values: Values) -> bool:
    """A word limit is one that a person can keep to."""
    return values.get("words") is None or 0 < values["words"] <= MOST_WORDS


def languages(known: Collection[str]) -> Callable[[Values], bool]:
    """Make the rule that a call names languages that are known, each once."""

    def holds(values: Values) -> bool:
        told = values.get("languages")
        return (
            isinstance(told, list)
            and bool(told)
            and all(isinstance(code, str) and code in known for code in told)
            and len(set(told)) == len(told)
        )

    return holds


def least_is_less(values: Values) -> bool:
    """The least is above nothing, and not above the most."""
    return 0 < values["minimum"] <= values["maximum"]
