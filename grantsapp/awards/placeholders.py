"""Terms with named placeholders: what may stand in braces, how they are filled in.

Plain values. The list is closed: terms are written by managers, and what is filled in
was typed by groups, so nothing in braces is ever looked up or filled in twice.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

NAMES = (
    "group",
    "sponsor",
    "fund",
    "call",
    "project",
    "reference",
    "amount",
    "first",
    "last",
    "payments",
)
ONLY_WHERE_KNOWN = frozenset({"sponsor"})  # a paragraph that names it goes without it
_PIECE = re.compile(r"\{([^{}\n]*)\}|[{}]")
_AROUND = 24  # letters shown of what stands around a fault
_FROM_THE_LEFT, _FROM_THE_RIGHT = {"L", "EN", "ET"}, {"R", "AL"}  # and figures
_OPENS, _CLOSES = "\u2068", "\u2069"


class Fault(StrEnum):
    """What can be wrong with a brace."""

    UNKNOWN = "unknown"
    UNCLOSED = "unclosed"
    UNOPENED = "unopened"


@dataclass(frozen=True)
class Wrong:
    """A fault in a text, with the words by which its author finds it."""

    fault: Fault
    words: str


def faults(text: str) -> Iterator[Wrong]:
    """Name what is wrong with the placeholders of a text, from its beginning on."""
    for piece in _PIECE.finditer(text):
        name = piece[1]
        if name is not None:
            if name not in NAMES:
                yield Wrong(Fault.UNKNOWN, piece[0])
        elif piece[0] == "{":
            after = text[piece.start() : piece.start() + _AROUND]
            yield Wrong(Fault.UNCLOSED, after.partition("\n")[0])
        else:
            before = text[max(0, piece.end() - _AROUND) : piece.end()]
            yield Wrong(Fault.UNOPENED, before.rpartition("\n")[2])


def filled_in(text: str, values: Mapping[str, str], *, runs_from_right: bool) -> str:
    """Put values in place of their names; what is put in is not looked at again.

    A paragraph that names the sponsor goes where there is none, and a heading that is
    left with nothing under it goes with it.
    """
    lacking = {name for name in ONLY_WHERE_KNOWN if not values.get(name)}

    def put(piece: re.Match[str]) -> str:
        value = values.get(piece[1] or "", piece[0])
        return _apart(value, runs_from_right=runs_from_right)

    kept = _without(paragraphs(text), lacking)
    return "\n\n".join(_PIECE.sub(put, block) for block in kept)


def paragraphs(text: str) -> list[str]:
    """Part a text at its empty lines."""
    blocks = re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n"))
    return [block.strip() for block in blocks if block.strip()]


def is_heading(block: str) -> bool:
    """Say whether a paragraph is a heading."""
    return block.startswith("## ")


def _without(blocks: list[str], lacking: set[str]) -> list[str]:
    marks = [f"{{{name}}}" for name in lacking]
    stays = [not any(mark in block for mark in marks) for block in blocks]
    kept: list[str] = []
    for place, block in enumerate(blocks):
        if stays[place] and not (is_heading(block) and _lost_all(blocks, stays, place)):
            kept.append(block)
    return kept


def _lost_all(blocks: list[str], stays: list[bool], place: int) -> bool:
    """Say whether a heading had paragraphs, and has none any more."""
    under = []
    for block, one in zip(blocks[place + 1 :], stays[place + 1 :], strict=True):
        if is_heading(block):
            break
        under.append(one)
    return bool(under) and not any(under)


def _apart(value: str, *, runs_from_right: bool) -> str:
    """Keep a value that runs the other way from tearing its sentence apart."""
    kinds = {unicodedata.bidirectional(letter) for letter in value}
    if not kinds & (_FROM_THE_LEFT if runs_from_right else _FROM_THE_RIGHT):
        return value
    lines = value.split("\n")
    return "\n".join(f"{_OPENS}{line}{_CLOSES}" if line else "" for line in lines)


def digest(whole: Mapping[str, Any]) -> str:
    """Name one exact version: the SHA-256 of its JSON, keys sorted, without spaces."""
    written = json.dumps(
        whole, sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )
    return hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()
