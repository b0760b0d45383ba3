"""What differs between two versions of an instrument, worked out by comparing them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from grantsapp.mel.instruments.shapes import Instrument, Item, Text
from grantsapp.mel.instruments.writing import as_json

# What is looked at part by part; the rest is compared as a whole.
_WORDS = {"items", "scale", "title"}
_NAMES = {"code", "version", "adapted_from"}


class Kind(StrEnum):
    """What happened to a part."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True)
class Change:
    """One part that differs; its place is written as in the file."""

    kind: Kind
    place: str
    before: str = ""
    after: str = ""
    language: str = ""
    is_wording: bool = False  # what people read and answer is another

    @property
    def line(self) -> str:
        """Say it in a line, as `adapted_from` keeps it."""
        return f"{self.kind}: {self.place}"


def changes(before: Instrument, after: Instrument) -> list[Change]:
    """List what differs, the words that people read first."""
    return [
        *_of_items(before, after),
        *_of_scale(before, after),
        *_of_text("title", before.title, after.title),
        *_of_rest(as_json(before), as_json(after)),
    ]


def _of_items(before: Instrument, after: Instrument) -> Iterator[Change]:
    old, new = ({i.code: i for i in tool.items} for tool in (before, after))
    for code, item in new.items():
        place = f"items.{code}"
        if code in old:
            yield from _of_item(place, old[code], item)
        else:
            words = _first(item.text)
            yield Change(Kind.ADDED, place, after=words, is_wording=True)
    for code in old.keys() - new.keys():
        words = _first(old[code].text)
        yield Change(Kind.REMOVED, f"items.{code}", words, is_wording=True)
    if [c for c in old if c in new] != [c for c in new if c in old]:
        orders = (", ".join(old), ", ".join(new))
        yield Change(Kind.MOVED, "items", *orders, is_wording=True)


def _of_item(place: str, old: Item, new: Item) -> Iterator[Change]:
    yield from _of_text(f"{place}.text", old.text, new.text, is_wording=True)
    for name, was, now in (
        ("reversed", _flag(old), _flag(new)),
        ("subscale", old.subscale, new.subscale),
    ):
        if was != now:
            yield Change(Kind.CHANGED, f"{place}.{name}", was, now)


def _flag(item: Item) -> str:
    return "true" if item.is_reversed else "false"


def _of_scale(before: Instrument, after: Instrument) -> Iterator[Change]:
    ends = [f"{tool.minimum} – {tool.maximum}" for tool in (before, after)]
    if ends[0] != ends[1]:
        yield Change(Kind.CHANGED, "scale", *ends, is_wording=True)
    for value in sorted({*before.values, *after.values}):
        place = f"scale.labels.{value}"
        old, new = before.label(value), after.label(value)
        yield from _of_text(place, old, new, is_wording=True)


def _of_text(
    place: str, old: Text, new: Text, *, is_wording: bool = False
) -> Iterator[Change]:
    """Compare language by language; one that comes or goes changes no other's words."""
    for code in [*old, *(c for c in new if c not in old)]:
        was, now, at = old.get(code, ""), new.get(code, ""), f"{place}.{code}"
        if was and now and was != now:
            yield Change(Kind.CHANGED, at, was, now, code, is_wording)
        elif was != now:
            yield Change(Kind.ADDED if now else Kind.REMOVED, at, was, now, code)


def _of_rest(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    for name in [*old, *(n for n in new if n not in old)]:
        if name in _WORDS | _NAMES or old.get(name) == new.get(name):
            continue
        if name not in new:
            yield Change(Kind.REMOVED, name)
        else:
            yield Change(Kind.CHANGED if name in old else Kind.ADDED, name)


def _first(text: Text) -> str:
    return next(iter(text.values()))
