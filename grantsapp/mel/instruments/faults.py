"""What is wrong with an instrument's file: where and why.

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
from grantsapp.mel.instruments.wrong import Fault, Wrong

CODE = re.compile(r"[a-z][a-z0-9_]{0,30}")
MOST_ITEMS, MOST_APART, FARTHEST = 200, 10, 1000
OLDEST, LATEST = 130, 10_000
_WHOLE = {
    "code", "version", "title", "about", "construct", "themes", "status",
    "adapted_from", "citation", "licence", "ages", "scale", "subscales", "items",
    "scoring", "translations",
}  # fmt: skip


def faults_of(stored: Any) -> Iterator[Fault]:
    """Find all that is wrong with a file; nothing of it is taken for granted."""
    if not isinstance(stored, Mapping):
        yield Fault("", Wrong.NO_FILE)
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


def _unknown(place: str, found: Mapping[Any, Any], known: Set[str]) -> Iterator[Fault]:
    for name in sorted(str(name) for name in found.keys() - known):
        yield Fault(f"{place}{name}", Wrong.UNKNOWN)


def is_number(value: Any, least: int, most: int) -> bool:
    """Say whether this is a whole number from here to there."""
    return type(value) is int and least <= value <= most


def _is_code(value: Any) -> bool:
    return isinstance(value, str) and bool(CODE.fullmatch(value))


def _is_one_of(value: Any, words: Iterable[str]) -> bool:
    return isinstance(value, str) and value in set(words)


def _object(place: str, told: Any, known: Set[str]) -> Iterator[Fault]:
    """Say that something is no object, or what in it we do not know."""
    if isinstance(told, Mapping):
        yield from _unknown(f"{place}.", told, known)
    else:
        yield Fault(place, Wrong.NO_OBJECT, {"names": ", ".join(sorted(known))})


def _not_one_of(place: str, words: Iterable[str]) -> Fault:
    return Fault(place, Wrong.NOT_ONE_OF, {"words": ", ".join(words)})


def _name_faults(stored: Mapping[str, Any]) -> Iterator[Fault]:
    if not _is_code(stored.get("code")):
        yield Fault("code", Wrong.NO_CODE)
    if not is_number(stored.get("version", 1), 1, LATEST):
        yield Fault("version", Wrong.VERSION, {"most": LATEST})
    if not _is_one_of(stored.get("status", "other"), Status):
        yield _not_one_of("status", Status)
    yield from text_faults("title", stored.get("title"))
    for name in ("about", "construct"):
        if stored.get(name, {}) != {}:
            yield from text_faults(name, stored[name])


def _paper_faults(stored: Mapping[str, Any]) -> Iterator[Fault]:
    """Look at what is told about an instrument: rights, origin, for whom it is."""
    yield from line_faults("citation", stored.get("citation", ""))
    themes = stored.get("themes", [])
    if not isinstance(themes, list) or not all(map(_is_code, themes)):
        yield Fault("themes", Wrong.THEMES)
    elif len(set(themes)) < len(themes):
        yield Fault("themes", Wrong.THEME_TWICE)
    if "licence" in stored:
        yield from _licence_faults(stored["licence"])
    else:
        yield Fault("licence", Wrong.NO_LICENCE)
    if stored.get("ages") is not None:
        yield from _age_faults(stored["ages"])
    if stored.get("adapted_from") is not None:
        yield from _adapted_faults(stored["adapted_from"])


def _licence_faults(told: Any) -> Iterator[Fault]:
    yield from _object("licence", told, {"status", "name", "proof"})
    if not isinstance(told, Mapping):
        return
    if not _is_one_of(told.get("status"), Rights):
        yield _not_one_of("licence.status", Rights)
    for name in ("name", "proof"):
        yield from line_faults(f"licence.{name}", told.get(name, ""))
    if told.get("status") == Rights.OPEN and not told.get("name"):
        yield Fault("licence.name", Wrong.WHICH_LICENCE)
    if told.get("status") == Rights.PERMISSION and not told.get("proof"):
        yield Fault("licence.proof", Wrong.WHOSE_PERMISSION)


def _age_faults(told: Any) -> Iterator[Fault]:
    yield from _object("ages", told, {"from", "to"})
    if not isinstance(told, Mapping):
        return
    ends = [told.get("from"), told.get("to")]
    given = [age for age in ends if age is not None]
    if not all(is_number(age, 0, OLDEST) for age in given):
        yield Fault("ages", Wrong.AGES, {"most": OLDEST})
    elif not given or given != sorted(given):
        yield Fault("ages", Wrong.AGES_TURNED)


def _adapted_faults(told: Any) -> Iterator[Fault]:
    yield from _object("adapted_from", told, {"code", "version", "changes"})
    if not isinstance(told, Mapping):
        return
    if not _is_code(told.get("code")) or not is_number(told.get("version"), 1, LATEST):
        yield Fault("adapted_from", Wrong.ADAPTED)
    changes = told.get("changes", [])
    if not isinstance(changes, list) or any(_is_no_line(one) for one in changes):
        yield Fault("adapted_from.changes", Wrong.CHANGES)


def _is_no_line(words: Any) -> bool:
    return not words or any(line_faults("", words))


def _scale_faults(scale: Any) -> Iterator[Fault]:
    yield from _object("scale", scale, {"minimum", "maximum", "labels"})
    if not isinstance(scale, Mapping):
        return
    low, high = scale.get("minimum"), scale.get("maximum")
    if type(low) is not int or type(high) is not int or not _fits(low, high):
        yield Fault("scale", Wrong.SCALE, {"most": MOST_APART})
        return
    labels = scale.get("labels", {})
    if not isinstance(labels, Mapping):
        yield Fault("scale.labels", Wrong.LABELS)
        return
    for value, text in labels.items():
        if value not in {str(v) for v in range(low, high + 1)}:
            yield Fault(f"scale.labels.{value}", Wrong.OFF_SCALE)
        yield from text_faults(f"scale.labels.{value}", text)


def _fits(low: int, high: int) -> bool:
    return -FARTHEST <= low < high <= low + MOST_APART <= FARTHEST


def _coded(place: str, told: Any) -> Iterator[tuple[str, Any]]:
    """Walk through a list of things with codes, each with its place in the file."""
    if isinstance(told, list):
        for number, one in enumerate(told, 1):
            yield f"{place} {number}", one if isinstance(one, Mapping) else {}


def _code_faults(place: str, things: Any, known: Set[str]) -> Iterator[Fault]:
    seen: set[str] = set()
    for at, one in _coded(place, things):
        yield from _unknown(f"{at}: ", one, known)
        code = one.get("code")
        if not _is_code(code):
            yield Fault(f"{at}: code", Wrong.NO_CODE)
            continue
        if code in seen:
            yield Fault(at, Wrong.TWICE, {"said": code})
        seen.add(code)


def _subscales(stored: Mapping[str, Any]) -> Sequence[Any]:
    told = stored.get("subscales", [])
    found = [one.get("code") for _at, one in _coded("", told)]
    return [code for code in found if isinstance(code, str)]


def _subscale_faults(stored: Mapping[str, Any]) -> Iterator[Fault]:
    told, items = stored.get("subscales", []), stored.get("items")
    if not isinstance(told, list):
        yield Fault("subscales", Wrong.SUBSCALES)
        return
    yield from _code_faults("subscales", told, {"code", "title"})
    used = [one.get("subscale") for _at, one in _coded("", items)]
    for at, one in _coded("subscales", told):
        yield from text_faults(f"{at}: title", one.get("title"))
        if one.get("code") not in used:
            yield Fault(at, Wrong.NO_ITEM_OF)


def _item_faults(items: Any, subscales: Sequence[str]) -> Iterator[Fault]:
    if not isinstance(items, list) or not 1 <= len(items) <= MOST_ITEMS:
        yield Fault("items", Wrong.ITEMS, {"most": MOST_ITEMS})
        return
    yield from _code_faults("items", items, {"code", "text", "reversed", "subscale"})
    for at, item in _coded("items", items):
        yield from text_faults(f"{at}: text", item.get("text"))
        if type(item.get("reversed", False)) is not bool:
            yield Fault(f"{at}: reversed", Wrong.NO_FLAG)
        if "subscale" in item and item["subscale"] not in subscales:
            yield Fault(f"{at}: subscale", Wrong.NO_SUBSCALE)


def _scoring_faults(told: Any) -> Iterator[Fault]:
    yield from _object("scoring", told, {"rule", "missing", "needed", "least"})
    if not isinstance(told, Mapping):
        return
    if not _is_one_of(told.get("rule", "mean"), Rule):
        yield _not_one_of("scoring.rule", Rule)
    if not _is_one_of(told.get("missing", "prorate"), Missing):
        yield _not_one_of("scoring.missing", Missing)
    if "needed" in told and not is_number(told["needed"], 1, 100):
        yield Fault("scoring.needed", Wrong.PER_CENT)
    if "least" in told and not is_number(told["least"], 1, MOST_ITEMS):
        yield Fault("scoring.least", Wrong.LEAST, {"most": MOST_ITEMS})
    if "needed" in told and "least" in told:
        yield Fault("scoring", Wrong.EITHER)
    if told.get("missing") == Missing.COMPLETE and told.keys() & {"needed", "least"}:
        yield Fault("scoring", Wrong.COMPLETE)


def _translation_faults(stored: Mapping[str, Any]) -> Iterator[Fault]:
    told, title = stored["translations"], stored.get("title")
    if not isinstance(told, Mapping):
        yield Fault("translations", Wrong.TRANSLATIONS)
        return
    for code, one in told.items():
        at = f"translations.{code}"
        yield from _object(at, one, {"origin", "by", "source", "read_by_native"})
        if isinstance(title, Mapping) and code not in title:
            yield Fault(at, Wrong.MORE, {"languages": code})
        if isinstance(one, Mapping):
            yield from _provenance_faults(at, one)


def _provenance_faults(at: str, one: Mapping[str, Any]) -> Iterator[Fault]:
    if not _is_one_of(one.get("origin"), Wording):
        yield _not_one_of(f"{at}.origin", Wording)
    for name in ("by", "source"):
        yield from line_faults(f"{at}.{name}", one.get(name, ""))
    if type(one.get("read_by_native", False)) is not bool:
        yield Fault(f"{at}.read_by_native", Wrong.NO_FLAG)
