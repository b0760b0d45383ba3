"""Texts in an instrument's file: what is wrong with them, and with their languages."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from grantsapp.mel.instruments.wrong import Fault, Wrong

LONGEST = 4000
_TONGUE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def line_faults(place: str, words: Any) -> Iterator[Fault]:
    """Say what is wrong with a text that stands in one language; it may be empty."""
    if not isinstance(words, str):
        yield Fault(place, Wrong.NO_TEXT)
    elif len(words) > LONGEST:
        yield Fault(place, Wrong.TOO_LONG, {"most": LONGEST})
    elif _cannot_be_kept(words):
        yield Fault(place, Wrong.CONTROL)


def text_faults(place: str, text: Any) -> Iterator[Fault]:
    """Say what is wrong with a text per language; none of them may be empty."""
    if not isinstance(text, Mapping) or not text:
        yield Fault(place, Wrong.NO_TEXTS)
        return
    for code, words in text.items():
        if not isinstance(code, str) or not _TONGUE.fullmatch(code):
            yield Fault(place, Wrong.NO_LANGUAGE, {"said": str(code)})
        if not isinstance(words, str) or not words.strip():
            yield Fault(place, Wrong.EMPTY_TEXT)
        else:
            yield from line_faults(place, words)


def _cannot_be_kept(words: str) -> bool:
    """Find control characters and halves of characters, which no database takes."""
    kinds = {unicodedata.category(sign) for sign in words if sign not in "\n\t"}
    return bool(kinds & {"Cc", "Cs"})


def tongue_faults(stored: Mapping[str, Any]) -> Iterator[Fault]:
    """A language of the title must be there in every item and label, and no other."""
    title = stored.get("title")
    if not isinstance(title, Mapping):
        return
    for place, text, is_whole in _texts(stored):
        if not isinstance(text, Mapping):
            continue
        if is_whole and (lacking := title.keys() - text.keys()):
            yield Fault(place, Wrong.LACKS, {"languages": _listed(lacking)})
        if more := text.keys() - title.keys():
            yield Fault(place, Wrong.MORE, {"languages": _listed(more)})


def _listed(codes: Any) -> str:
    return ", ".join(sorted(map(str, codes)))


def _texts(stored: Mapping[str, Any]) -> Iterator[tuple[str, Any, bool]]:
    """Give every text with its place, and whether it is needed in each language."""
    yield from ((name, stored.get(name), False) for name in ("about", "construct"))
    for name, field in (("items", "text"), ("subscales", "title")):
        found = stored.get(name)
        for number, one in enumerate(found if isinstance(found, list) else [], 1):
            if isinstance(one, Mapping):
                yield f"{name} {number}", one.get(field), True
    scale = stored.get("scale")
    labels = scale.get("labels") if isinstance(scale, Mapping) else None
    for value, text in (labels if isinstance(labels, Mapping) else {}).items():
        yield f"scale.labels.{value}", text, True
