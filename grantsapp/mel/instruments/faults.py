"""What is wrong with an instrument's file: where and why, a line each.

What we do not know is a fault wherever it stands, so that nothing is dropped silently.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import Any

from grantsapp.mel.instruments.shapes import (
    Missing,
    Rights,
    Rule,
    Status,
    Wording,
)
from grantsapp.mel.instruments.texts import line_faults, text_faults, tongue_faults

CODE = re.compile(r"[a-z][a-z0-9_]{0,30}")
MOST_ITEMS, MOST_APART, FARTHEST = 200, 10, 1000
OLDEST, LATEST = 130, 10_000
_WHOLE = {
    "code", "version", "title", "about", "construct", "themes", "status",
    "adapted_from", "citation", "licence", "ages", "scale", "subscales", "items",
    "scoring", "translations",
}  # fmt: skip


class Fault(ValueError):
    """An instrument's file is wrong; `faults` says where and why, a line each."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def faults_of(stored: Any) -> Iterator[str]:
    """Find all that is wrong with a file; nothing of it is taken for granted."""
    if not isinstance(stored, Mapping):
        yield "the file must hold one JSON object"
        return
    yield from _unknown("", stored, _WHOLE)
    yield from _name_faults(stored)
    yield from _paper_faults(stored)
    yield from _scale_faults(stored.get("scale"))
    yield from _subscale_faults(stored)
    yield from _item_faults(stored.get("items"), _subscales(stored))
    if "scoring" in stored:
        yield from _scoring_faults(stored["scoring"])
    if "translations" in stored:
        yield from _translation_faults(stored)
    yield from tongue_faults(stored)


def _unknown(place: str, found: Mapping[Any, Any], known: Set[str]) -> Iterator[str]:
    for name in sorted(str(name) for name in found.keys() - known):
        yield f"{place}{name}: not a part of the format"


def is_number(value: Any, least: int, most: int) -> bool:
    """Say whether this is a whole number from here to there."""
    return type(value) is int and least <= value <= most


def _is_code(value: Any) -> bool:
    return isinstance(value, str) and bool(CODE.fullmatch(value))


def _is_one_of(value: Any, words: Iterable[str]) -> bool:
    return isinstance(value, str) and value in set(words)


def _object(place: str, told: Any, known: Set[str]) -> Iterator[str]:
    """Say that something is no object, or what in it we do not know."""
    if isinstance(told, Mapping):
        yield from _unknown(f"{place}.", told, known)
    else:
        yield f"{place}: an object with {', '.join(sorted(known))}"


def _name_faults(stored: Mapping[str, Any]) -> Iterator[str]:
    if not _is_code(stored.get("code")):
        yield "code: small Latin letters, digits and _, at most 31"
    if not is_number(stored.get("version", 1), 1, LATEST):
        yield "version: a whole number from 1"
    if not _is_one_of(stored.get("status", "other"), Status):
        yield "status: one of " + ", ".join(Status)
    yield from text_faults("title", stored.get("title"))
    for name in ("about", "construct"):
        if stored.get(name, {}) != {}:
            yield from text_faults(name, stored[name])


def _paper_faults(stored: Mapping[str, Any]) -> Iterator[str]:
    """Look at what is told about an instrument: rights, origin, for whom it is."""
    yield from line_faults("citation", stored.get("citation", ""))
    themes = stored.get("themes", [])
    if not isinstance(themes, list) or not all(map(_is_code, themes)):
        yield "themes: a list of codes of themes"
    elif len(set(themes)) < len(themes):
        yield "themes: a theme stands there twice"
    if "licence" in stored:
        yield from _licence_faults(stored["licence"])
    else:
        yield 'licence: {"status": "open", "name": "CC BY 4.0", "proof": "..."}'
    if stored.get("ages") is not None:
        yield from _age_faults(stored["ages"])
    if stored.get("adapted_from") is not None:
        yield from _adapted_faults(stored["adapted_from"])


def _licence_faults(told: Any) -> Iterator[str]:
    yield from _object("licence", told, {"status", "name", "proof"})
    if not isinstance(told, Mapping):
        return
    if not _is_one_of(told.get("status"), Rights):
        yield "licence.status: one of " + ", ".join(Rights)
    for name in ("name", "proof"):
        yield from line_faults(f"licence.{name}", told.get(name, ""))
    if told.get("status") == Rights.OPEN and not told.get("name"):
        yield "licence.name: say which open licence it is"
    if told.get("status") == Rights.PERMISSION and not told.get("proof"):
        yield "licence.proof: say who gave the permission, and when"


def _age_faults(told: Any) -> Iterator[str]:
    yield from _object("ages", told, {"from", "to"})
    if not isinstance(told, Mapping):
        return
    ends = [told.get("from"), told.get("to")]
    given = [age for age in ends if age is not None]
    if not all(is_number(age, 0, OLDEST) for age in given):
        yield f"ages: whole years from 0 to {OLDEST}, or null"
    elif not given or given != sorted(given):
        yield "ages: at least one end, and the younger one first"


def _adapted_faults(told: Any) -> Iterator[str]:
    yield from _object("adapted_from", told, {"code", "version", "changes"})
    if not isinstance(told, Mapping):
        return
    if not _is_code(told.get("code")) or not is_number(told.get("version"), 1, LATEST):
        yield "adapted_from: the code and the version of what was changed"
    changes = told.get("changes", [])
    if not isinstance(changes, list) or any(_is_no_line(one) for one in changes):
        yield "adapted_from.changes: a list of lines, one for each change"


def _is_no_line(words: Any) -> bool:
    return not words or any(line_faults("", words))


def _scale_faults(scale: Any) -> Iterator[str]:
    yield from _object("scale", scale, {"minimum", "maximum", "labels"})
    if not isinstance(scale, Mapping):
        return
    low, high = scale.get("minimum"), scale.get("maximum")
    if type(low) is not int or type(high) is not int or not _fits(low, high):
        yield f"scale: minimum and maximum, whole numbers at most {MOST_APART} apart"
        return
    labels = scale.get("labels", {})
    if not isinstance(labels, Mapping):
        yield 'scale.labels: a text per value, such as {"1": {"en": "..."}}'
        return
    for value, text in labels.items():
        if value not in {str(v) for v in range(low, high + 1)}:
            yield f"scale.labels.{value}: not on the scale"
        yield from text_faults(f"scale.labels.{value}", text)


def _fits(low: int, high: int) -> bool:
    return -FARTHEST <= low < high <= low + MOST_APART <= FARTHEST


def _coded(place: str, told: Any) -> Iterator[tuple[str, Any]]:
    """Walk through a list of things with codes, each with its place in the file."""
    if isinstance(told, list):
        for number, one in enumerate(told, 1):
            yield f"{place} {number}", one if isinstance(one, Mapping) else {}


def _code_faults(place: str, things: Any, known: Set[str]) -> Iterator[str]:
    seen: set[str] = set()
    for at, one in _coded(place, things):
        yield from _unknown(f"{at}: ", one, known)
        code = one.get("code")
        if not _is_code(code):
            yield f"{at}: code: small Latin letters, digits and _, at most 31"
            continue
        if code in seen:
            yield f"{at}: {code} stands there twice"
        seen.add(code)


def _subscales(stored: Mapping[str, Any]) -> Sequence[Any]:
    told = stored.get("subscales", [])
    found = [one.get("code") for _at, one in _coded("", told)]
    return [code for code in found if isinstance(code, str)]


def _subscale_faults(stored: Mapping[str, Any]) -> Iterator[str]:
    told, items = stored.get("subscales", []), stored.get("items")
    if not isinstance(told, list):
        yield "subscales: a list of codes and titles"
        return
    yield from _code_faults("subscales", told, {"code", "title"})
    used = [one.get("subscale") for _at, one in _coded("", items)]
    for at, one in _coded("subscales", told):
        yield from text_faults(f"{at}: title", one.get("title"))
        if one.get("code") not in used:
            yield f"{at}: no item belongs to it"


def _item_faults(items: Any, subscales: Sequence[str]) -> Iterator[str]:
    if not isinstance(items, list) or not 1 <= len(items) <= MOST_ITEMS:
        yield f"items: a list of 1 to {MOST_ITEMS} items"
        return
    yield from _code_faults("items", items, {"code", "text", "reversed", "subscale"})
    for at, item in _coded("items", items):
        yield from text_faults(f"{at}: text", item.get("text"))
        if type(item.get("reversed", False)) is not bool:
            yield f"{at}: reversed: true or false"
        if "subscale" in item and item["subscale"] not in subscales:
            yield f"{at}: subscale: there is none with this code"


def _scoring_faults(told: Any) -> Iterator[str]:
    yield from _object("scoring", told, {"rule", "missing", "needed", "least"})
    if not isinstance(told, Mapping):
        return
    if not _is_one_of(told.get("rule", "mean"), Rule):
        yield "scoring.rule: one of " + ", ".join(Rule)
    if not _is_one_of(told.get("missing", "prorate"), Missing):
        yield "scoring.missing: one of " + ", ".join(Missing)
    if "needed" in told and not is_number(told["needed"], 1, 100):
        yield "scoring.needed: per cent of the items, 1 to 100"
    if "least" in told and not is_number(told["least"], 1, MOST_ITEMS):
        yield "scoring.least: a number of items"
    if "needed" in told and "least" in told:
        yield "scoring: either needed or least"
    if told.get("missing") == Missing.COMPLETE and told.keys() & {"needed", "least"}:
        yield "scoring: complete needs every item, so no needed and no least"


def _translation_faults(stored: Mapping[str, Any]) -> Iterator[str]:
    told, title = stored["translations"], stored.get("title")
    if not isinstance(told, Mapping):
        yield "translations: where the words of each language come from"
        return
    for code, one in told.items():
        at = f"translations.{code}"
        yield from _object(at, one, {"origin", "by", "source", "read_by_native"})
        if isinstance(title, Mapping) and code not in title:
            yield f"{at}: the title is not in this language"
        if isinstance(one, Mapping):
            yield from _provenance_faults(at, one)


def _provenance_faults(at: str, one: Mapping[str, Any]) -> Iterator[str]:
    if not _is_one_of(one.get("origin"), Wording):
        yield f"{at}.origin: one of " + ", ".join(Wording)
    for name in ("by", "source"):
        yield from line_faults(f"{at}.{name}", one.get(name, ""))
    if type(one.get("read_by_native", False)) is not bool:
        yield f"{at}.read_by_native: true or false"
