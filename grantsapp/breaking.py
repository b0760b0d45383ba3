"""Where a line may end: the few rules of UAX #14 that our languages need."""

import unicodedata
from functools import lru_cache

NOT_AT_START = set("，。、；：？！）》」』】〕”’%,.!?:;)]}…·")
NOT_AT_END = set("（《「『【〔“‘([{")
_JOINED = set("\u00a0\u202f\u2060\ufeff")  # no-break spaces and word joiners
_BLANKS = set(" \u200b")
_OPEN_AFTER = set("፡—")
_IDEOGRAPHS = (
    range(0x2E80, 0xA000),
    range(0xF900, 0xFB00),
    range(0xFF00, 0xFFF0),
    range(0x20000, 0x40000),
)


def may_break(text: str, at: int) -> bool:
    """Say whether a line may end before `text[at]`."""
    before, after = text[at - 1], text[at]
    if before in _JOINED or after in _JOINED:
        return False
    if before in _BLANKS:
        return after not in _BLANKS
    if after in _BLANKS or unicodedata.category(after)[0] == "M":
        return False
    if before == "-":
        return after.isalpha()
    if before in _OPEN_AFTER:
        return after not in NOT_AT_START
    if _is_ideograph(before) or _is_ideograph(after):
        return after not in NOT_AT_START and before not in NOT_AT_END
    return False


@lru_cache(maxsize=4_096)
def _is_ideograph(character: str) -> bool:
    return any(ord(character) in block for block in _IDEOGRAPHS)
