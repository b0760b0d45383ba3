"""A text as large as its place allows, for pages on which each piece has its place."""

import re
from dataclasses import replace

from grantsapp.pdf.blocks import Text
from grantsapp.pdf.boxes import Box
from grantsapp.pdf.style import Look

_SPACES = re.compile(r"[ \t\r\n]+")


def fitted(
    words: Text,
    sizes: tuple[float, ...],
    room: float,
    look: Look,
    width: float,
    *,
    tightness: float = 1,
) -> Box:
    """Set a text as large as its place allows; cut what does not fit at all."""
    plain = _SPACES.sub(" ", words.text).strip()  # an amount keeps its own spaces
    box = Box(words, look, tightness)
    for size in sizes:
        box = Box(replace(words, text=plain), replace(look, size=size), tightness)
        box.fit(width)
        is_within = all(box.width_of(line) <= width + 0.5 for line in box.lines)
        if box.height <= room and is_within:
            return box
    while box.height > room and len(plain) > 1:
        plain = plain[: len(plain) * 19 // 20]
        plain = plain.rpartition(" ")[0].rstrip(".,;:،؛") or plain
        box = Box(replace(words, text=f"{plain}…"), box.look, tightness)
        box.fit(width)
    return box
