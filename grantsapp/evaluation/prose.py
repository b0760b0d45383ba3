"""What somebody typed, as blocks: an empty line parts, "- " starts an item.

Nothing else has a meaning: whoever types HTML, or the marks of another program, reads
just that again. Plain values only.
"""

import re
from itertools import groupby
from typing import Final

from grantsapp.evaluation.blocks import Items, Paragraph, Words, unmarked

_BULLET: Final = re.compile(r"^\s*[-*•–]\s+(?=\S)")
_PARTED: Final = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")


def blocks_of(text: str, language: str) -> list[Paragraph | Items]:
    """Read a text that somebody typed in a language."""
    clean = unmarked(text).replace("\r\n", "\n").replace("\r", "\n").strip()
    parts = _PARTED.split(clean) if clean else []
    return [block for part in parts for block in _blocks(part, language)]


def _blocks(part: str, language: str) -> list[Paragraph | Items]:
    """Read what stands together: words, then items; a line of an item may go on."""
    lines, in_list = [], False
    for line in part.split("\n"):
        in_list = in_list or bool(_BULLET.match(line))
        lines.append((in_list, line))
    return [
        _items(some, language) if is_list else _paragraph(some, language)
        for is_list, group in groupby(lines, key=lambda pair: pair[0])
        if (some := [line for _is_list, line in group])
    ]


def _paragraph(lines: list[str], language: str) -> Paragraph:
    return Paragraph(Words("\n".join(line.strip() for line in lines), language))


def _items(lines: list[str], language: str) -> Items:
    items: list[str] = []
    for line in lines:
        if found := _BULLET.match(line):
            items.append(line[found.end() :].strip())
        else:
            items[-1] += f" {line.strip()}"
    return Items(tuple(Words(item, language) for item in items))
