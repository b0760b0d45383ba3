"""The levels of a text that runs both ways (UAX #9)."""

import unicodedata

from fpdf.bidi import BidiParagraph
from fpdf.enums import TextDirection

# Marks and controls that steer the order of a text and are never seen.
CONTROLS = dict.fromkeys(
    [0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)
_NEUTRAL = {"ON", "WS", "S", "CS", "ES", "ET", "BN", "NSM"}
_LEFT_TO_RIGHT = _NEUTRAL | {"L", "EN"}
# The algorithm we borrow calls itself for every neutral character in a row.
_LONGEST_ROW = 80


def levels_of(text: str, *, rtl: bool) -> list[int]:
    """Give each character its level: even levels run to the right, odd to the left."""
    if not rtl and all(unicodedata.bidirectional(c) in _LEFT_TO_RIGHT for c in text):
        return [0] * len(text)
    kept = _without_long_rows(text)
    way = TextDirection.RTL if rtl else TextDirection.LTR
    shown = "".join(text[place] for place in kept)
    paragraph = BidiParagraph(shown, way, preserve_bn_chars=True)
    found: dict[int, int] = {
        kept[character.character_index]: character.embedding_level
        for character in paragraph.get_characters()
    }
    levels, level = [], int(rtl)
    for place in range(len(text)):
        level = found.get(place, level)
        levels.append(level)
    return levels


def visual_order(levels: list[int]) -> list[int]:
    """Order the runs of a line as they stand from left to right (rule L2)."""
    order = list(range(len(levels)))
    lowest = min((level for level in levels if level % 2), default=0)
    for level in range(max(levels, default=0), lowest - 1, -1):
        start = 0
        while level and start < len(order):
            end = start
            while end < len(order) and levels[order[end]] >= level:
                end += 1
            order[start:end] = reversed(order[start:end])
            start = end + 1
    return order


def _without_long_rows(text: str) -> list[int]:
    """Leave out what follows in a very long row of dots or blanks."""
    kept, row = [], 0
    for place, character in enumerate(text):
        row = row + 1 if unicodedata.bidirectional(character) in _NEUTRAL else 0
        if row <= _LONGEST_ROW:
            kept.append(place)
    return kept
