"""One text as another: however it is written, spaced, or marked. Plain values only."""

import re
import unicodedata

from grantsapp import unseen

# Vowel signs and the stretched line of Arabic, which people write or leave out; and
# two letters that have a second form on Persian keyboards.
_ARABIC = dict.fromkeys([*range(0x64B, 0x660), 0x670, 0x640]) | {0x6CC: "ي", 0x6A9: "ك"}
_WHOLE = re.compile(r"([+-]?\d{1,9})(?:[.,٫]0+)?")


class _Fold(dict[int, int | str | None]):
    """What becomes of a letter, found out once: signs part words, marks vanish."""

    def __missing__(self, point: int) -> int | str | None:
        letter = chr(point)
        kind = unicodedata.category(letter)
        found: int | str | None = point
        if kind == "Cf":
            found = None
        elif kind[0] in "PSZC":
            found = " "
        elif kind == "Nd":
            found = str(unicodedata.decimal(letter))
        self[point] = found
        return found


_FOLD = _Fold(_ARABIC)


def fold(text: str) -> str:
    """Give words by which two ways of writing the same text are equal."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    words = " ".join(plain.translate(_FOLD).split())
    return words or unseen.bare(plain)  # a smile or a plus has no words


def whole(text: str) -> int | None:
    """Read a whole number in any digits, as 3, ٣ or 3.0; None where it is none."""
    found = _WHOLE.fullmatch(text)
    return int(found[1]) if found else None
