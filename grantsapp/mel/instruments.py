"""Instruments: what their files say, and how answers become scores. Plain values only.

The format of the files stands in docs/instruments.md. Reverse flags belong to the item:
one scale circulates with two orders of items and two lists of reversed ones.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil
from typing import Any

CODE = re.compile(r"[a-z][a-z0-9_]{0,30}")
PRORATED = 80  # per cent of the items, where an instrument has no rule of its own


class Moment(StrEnum):
    """When an answer speaks of; r0 looks back from the end to the beginning."""

    R0 = "r0"
    T0 = "t0"
    T1 = "t1"


class Design(StrEnum):
    """How change is seen."""

    RETROSPECTIVE = "retrospective"
    MATCHED = "matched"


# The two moments that each design compares.
MOMENTS = {
    Design.RETROSPECTIVE: (Moment.R0, Moment.T1),
    Design.MATCHED: (Moment.T0, Moment.T1),
}


class Status(StrEnum):
    """What is known of an instrument."""

    STARTER = "starter"
    VALIDATED = "validated"
    OTHER = "other"


class Fault(ValueError):
    """An instrument's file is wrong; `faults` says where and why, a line each."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True)
class Item:
    """One statement: a stable code, a text per language, and whether it is reversed."""

    code: str
    text: Mapping[str, str]
    is_reversed: bool = False


@dataclass(frozen=True)
class Instrument:
    """A set of items on one scale, and the rule that makes a score of them."""

    code: str
    version: int
    title: Mapping[str, str]
    about: Mapping[str, str]
    status: Status
    source: str
    licence: str
    minimum: int
    maximum: int
    labels: Mapping[str, Mapping[str, str]]  # of a value, per language
    items: tuple[Item, ...]
    needed: int = PRORATED  # per cent of the items that must be answered
    languages: tuple[str, ...] = ("en",)

    @property
    def values(self) -> range:
        """The values that can be given."""
        return range(self.minimum, self.maximum + 1)

    @property
    def least(self) -> int:
        """How many items must be answered for a score."""
        return ceil(Fraction(self.needed * len(self.items), 100))

    def label(self, value: int) -> Mapping[str, str]:
        """Say what a value means."""
        return self.labels.get(str(value), {})


@dataclass(frozen=True)
class Score:
    """The mean of the answered items after reversal, or None where too few are."""

    value: float | None
    answered: int


def keyed(instrument: Instrument, item: Item, given: int | None) -> int | None:
    """Turn an answer so that more of the thing is always a higher number."""
    if given is None or not item.is_reversed:
        return given
    return instrument.minimum + instrument.maximum - given


def vector(
    instrument: Instrument, answers: Mapping[str, int]
) -> tuple[int | None, ...]:
    """Give the answers in the order of the items, reversed where the item is."""
    return tuple(keyed(instrument, i, answers.get(i.code)) for i in instrument.items)


def score(instrument: Instrument, answers: Mapping[str, int]) -> Score:
    """Score one moment: the mean of what was answered, if enough was."""
    given = [v for v in vector(instrument, answers) if v is not None]
    if len(given) < max(1, instrument.least):
        return Score(None, len(given))
    return Score(float(Fraction(sum(given), len(given))), len(given))


def read(stored: Mapping[str, Any]) -> Instrument:
    """Read an instrument from our own format; raises Fault with all that is wrong."""
    faults = list(_faults(stored))
    if faults:
        raise Fault(faults)
    scale, title = stored["scale"], stored["title"]
    return Instrument(
        code=stored["code"],
        version=stored.get("version", 1),
        title=title,
        about=stored.get("about", {}),
        status=Status(stored.get("status", Status.OTHER)),
        source=stored.get("source", ""),
        licence=stored.get("licence", ""),
        minimum=scale["minimum"],
        maximum=scale["maximum"],
        labels=scale.get("labels", {}),
        items=tuple(
            Item(i["code"], i["text"], i.get("reversed", False))
            for i in stored["items"]
        ),
        needed=stored.get("needed", PRORATED),
        languages=tuple(title),
    )


def _faults(stored: Any) -> Iterable[str]:
    if not isinstance(stored, Mapping):
        yield "the file must hold one JSON object"
        return
    unknown = stored.keys() - {
        "code", "version", "title", "about", "status", "source", "licence", "scale",
        "items", "needed",
    }  # fmt: skip
    yield from (f"{name}: not a part of the format" for name in sorted(unknown))
    if not CODE.fullmatch(str(stored.get("code", ""))):
        yield "code: small Latin letters, digits and _, at most 31"
    if str(stored.get("status", "other")) not in set(Status):
        yield "status: one of " + ", ".join(Status)
    if not _is_number(stored.get("version", 1), 1, 10_000):
        yield "version: a whole number from 1"
    if not _is_number(stored.get("needed", PRORATED), 1, 100):
        yield "needed: per cent of the items, 1 to 100"
    yield from _text_faults("title", stored.get("title"))
    yield from _about_faults(stored)
    yield from _scale_faults(stored.get("scale"))
    yield from _item_faults(stored.get("items"))
    yield from _missing_tongues(stored)


def _about_faults(stored: Mapping[str, Any]) -> Iterable[str]:
    if stored.get("about", {}) != {}:
        yield from _text_faults("about", stored["about"])
    for name in ("source", "licence"):
        if not isinstance(stored.get(name, ""), str):
            yield f"{name}: a text"


def _is_number(value: Any, least: int, most: int) -> bool:
    return type(value) is int and least <= value <= most


def _text_faults(place: str, text: Any) -> Iterable[str]:
    if not isinstance(text, Mapping) or not text:
        yield f'{place}: a text per language, such as {{"en": "..."}}'
    elif not all(isinstance(v, str) and v.strip() for v in text.values()):
        yield f"{place}: an empty text"


def _scale_faults(scale: Any) -> Iterable[str]:
    if not isinstance(scale, Mapping):
        yield 'scale: {"minimum": 1, "maximum": 5, "labels": {...}}'
        return
    low, high = scale.get("minimum"), scale.get("maximum")
    if type(low) is not int or type(high) is not int or not low < high <= low + 10:
        yield "scale: minimum and maximum are whole numbers, at most 10 apart"
        return
    labels = scale.get("labels", {})
    if not isinstance(labels, Mapping):
        yield 'scale.labels: a text per value, such as {"1": {"en": "..."}}'
        return
    for value, text in labels.items():
        if value not in {str(v) for v in range(low, high + 1)}:
            yield f"scale.labels.{value}: not on the scale"
        yield from _text_faults(f"scale.labels.{value}", text)


def _item_faults(items: Any) -> Iterable[str]:
    if not isinstance(items, list) or not items:
        yield "items: a list of at least one item"
        return
    seen: set[str] = set()
    for place, item in enumerate(items, 1):
        code = item.get("code", "") if isinstance(item, Mapping) else ""
        if not CODE.fullmatch(str(code)):
            yield f"items {place}: code: small Latin letters, digits and _, at most 31"
            continue
        if code in seen:
            yield f"items {place}: {code} stands there twice"
        seen.add(code)
        if type(item.get("reversed", False)) is not bool:
            yield f"items {place}: reversed: true or false"
        yield from _text_faults(f"items {place}: text", item.get("text"))


def _missing_tongues(stored: Mapping[str, Any]) -> Iterable[str]:
    """A language of the title must be there in every item and label."""
    title, items = stored.get("title"), stored.get("items")
    scale = stored.get("scale")
    if not isinstance(title, Mapping) or not isinstance(items, list):
        return
    texts = [
        (f"items {n}", i.get("text"))
        for n, i in enumerate(items, 1)
        if isinstance(i, Mapping)
    ]
    if isinstance(scale, Mapping) and isinstance(scale.get("labels"), Mapping):
        texts += [(f"scale.labels.{v}", t) for v, t in scale["labels"].items()]
    for place, text in texts:
        if isinstance(text, Mapping) and (lacking := title.keys() - text.keys()):
            yield f"{place}: no text in {', '.join(sorted(lacking))}"


def as_json(instrument: Instrument) -> dict[str, Any]:
    """Write an instrument in the project's own format."""
    return {
        "code": instrument.code,
        "version": instrument.version,
        "title": dict(instrument.title),
        "about": dict(instrument.about),
        "status": str(instrument.status),
        "source": instrument.source,
        "licence": instrument.licence,
        "needed": instrument.needed,
        "scale": {
            "minimum": instrument.minimum,
            "maximum": instrument.maximum,
            "labels": {v: dict(t) for v, t in instrument.labels.items()},
        },
        "items": [
            {"code": i.code, "text": dict(i.text), "reversed": i.is_reversed}
            for i in instrument.items
        ],
    }
