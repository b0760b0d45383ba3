"""How wide words are, as nobody's font measures them: rather too wide than too narrow.

A page is set in whatever font the reader has, so a layout cannot ask for widths. The
estimates hold for the common fonts; a line that is broken too early is still right.
"""

import unicodedata
from functools import lru_cache

from grantsapp.breaking import may_break

_BOLD = 1.09
_HALF_WORD = 8
_NARROW, _WIDE = set("iljtfrI.,:;!|'’()[]/ \u00a0·"), set("mwMW@%—…жшщюмфыЖШЩЮМФЫœæŒÆ‰")
_NARROW_EM, _WIDE_EM, _CAPITAL_EM, _OTHER_EM = 0.42, 1.0, 0.78, 0.65
_SCRIPTS = (  # first and last letter, and how wide a letter is
    (0x0600, 0x06FF, 0.72), (0x0750, 0x077F, 0.72), (0x0900, 0x0B7F, 0.85),
    (0x0B80, 0x0BFF, 1.15), (0x0C00, 0x0DFF, 1.0), (0x1200, 0x139F, 0.95),
    (0xFB50, 0xFDFF, 0.9), (0xFE70, 0xFEFF, 0.8),
)  # fmt: skip


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Estimate how wide a text is on one line."""
    return sum(map(_em, text)) * size * (_BOLD if bold else 1)


def broken(
    text: str, room: float, size: float, *, most: int, bold: bool = False
) -> tuple[str, tuple[str, ...]]:
    """Break a text to a room, in so many lines at most; give it and its lines.

    What does not fit is cut, which three dots say.
    """
    plain = " ".join(text.split())
    lines: list[str] = []
    start = end = 0
    while end < len(plain) and len(lines) < most:
        start, end = end, _end_of_line(plain, end, room, size, bold)
        lines.append(plain[start:end].strip())
    if end < len(plain):
        last = lines[-1]
        while last and width(last + "…", size, bold=bold) > room:
            last = _shorter(last)
        whole, _blank, rest = last.rpartition(" ")  # better no half word at the end
        last = whole if whole and len(rest) <= _HALF_WORD else last
        lines[-1] = last + "…"
        plain = plain[:start] + lines[-1]
    return plain, tuple(lines)


def _shorter(text: str) -> str:
    """Take off the last letter, with its marks."""
    end = len(text) - 1
    while end > 0 and unicodedata.category(text[end])[0] == "M":
        end -= 1
    return text[:end].rstrip()


def _end_of_line(text: str, start: int, room: float, size: float, bold: bool) -> int:
    used, best = 0.0, start
    for place in range(start, len(text)):
        if place > start and may_break(text, place):
            best = place
        used += width(text[place], size, bold=bold)
        if used > room and text[place] != " " and place > start:
            return best if best > start else _cut(text, start, place)
    return len(text)


def _cut(text: str, start: int, end: int) -> int:
    """Cut a word that no line can hold, not between a letter and its marks."""
    while end > start + 1 and unicodedata.category(text[end])[0] == "M":
        end -= 1
    return end


@lru_cache(maxsize=4_096)
def _em(character: str) -> float:
    kind = unicodedata.category(character)
    if kind in {"Mn", "Me", "Cf", "Cc"}:
        return 0
    if unicodedata.east_asian_width(character) in "WF":
        return 1.02
    code = ord(character)
    for first, last, em in _SCRIPTS:
        if first <= code <= last:
            return em
    if character in _NARROW:
        return _NARROW_EM
    if character in _WIDE or kind == "So":
        return _WIDE_EM
    return _CAPITAL_EM if kind == "Lu" else _OTHER_EM
