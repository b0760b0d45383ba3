"""What stands in a text without being seen: controls, marks of direction, halves.

Some of it belongs there: joiners hold words and pictures together, and the marks that
make one place run left or right end with it. What turns all that follows around, what
only hides, and what no database or page can hold, does not. Plain values only.
"""

import re
import unicodedata

# They turn what follows them, up to the end of the line or the mark that ends them.
_TURNED, _APART = "\u202c", "\u2069"
TURNING = f"\u202a\u202b{_TURNED}\u202d\u202e\u2066\u2067\u2068{_APART}"
# They show nothing and hold nothing together.
HIDING = "\u00ad\u200b\u2060\u2061\u2062\u2063\u2064\ufeff\ufff9\ufffa\ufffb"
_PLANES = range(0x10000, 0x110000, 0x10000)
_BREAKS = "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\u2028\u2029"
_NEVER = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in _PLANES)
    + "]"
)
_IN_A_LINE = str.maketrans(
    dict.fromkeys(_BREAKS, " ") | dict.fromkeys(TURNING + HIDING)
)


def kept(text: str) -> str:
    """Give a text of any length without what no page may hold."""
    return _NEVER.sub("", text)


def one_line(text: str) -> str:
    """Give a text of one line, which cannot turn what stands beside it around."""
    return kept(text.translate(_IN_A_LINE)).strip()


def closed(text: str) -> str:
    """End in each line what turns the text, so that nothing behind it is turned."""
    if not any(mark in text for mark in TURNING):
        return text
    return "\n".join(line + _open_in(line) for line in text.split("\n"))


def _open_in(line: str) -> str:
    """Give the marks that close what a line leaves open, the last one first."""
    still: list[str] = []
    for letter in line:
        if letter in TURNING[:5]:
            still.append(_TURNED) if letter != _TURNED else _close(still, _TURNED)
        elif letter in TURNING[5:]:
            still.append(_APART) if letter != _APART else _close(still, _APART)
    return "".join(reversed(still))


def _close(still: list[str], mark: str) -> None:
    """Close the last one; a mark that closes an island closes all within it."""
    if mark == _APART and mark in still:
        del still[len(still) - 1 - still[::-1].index(mark) :]
    elif still and still[-1] == mark:
        still.pop()


def is_blank(text: str) -> bool:
    """Say whether nothing of a text can be seen."""
    unseen = {"Cc", "Cf", "Cs"}
    return all(c.isspace() or unicodedata.category(c) in unseen for c in text)


def bare(text: str) -> str:
    """Give what is seen of figures and addresses, which need no marks at all."""
    return "".join(c for c in text if unicodedata.category(c) != "Cf").strip()
