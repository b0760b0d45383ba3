r"""How words are counted: one rule for the page, the server and every document.

A word is one of UAX #29 that holds a letter or digit: letters, digits and underscores
that stand together, with the marks and format controls after them. An apostrophe or a
full stop between two letters does not part them, nor does a comma or a full stop
between two digits. Scripts that are written without spaces count by characters.

The rule is written out, in classes that `regex` and JavaScript both know, since the
libraries differ: Chromium parts “example.org” and “2027년”, and has dictionaries for
Lao, Khmer and Burmese that other browsers have not; the module parts a letter with a
mark from the apostrophe after it. A colon parts words, as browsers have it and older
readings of UAX #29 have not. `words()` in grantsapp.js says the same.
"""

import regex

# One by one: scripts without spaces, and the long sound of Kana, which is in none.
_ALONE = "".join(
    rf"\p{{Script={name}}}"
    for name in (
        "Han", "Hiragana", "Katakana", "Thai", "Lao", "Khmer", "Myanmar",
        "Tai_Le", "New_Tai_Lue", "Tai_Tham", "Tai_Viet", "Ahom",
    )
) + r"\u30FC\uFF70"  # fmt: skip
_HEBREW = r"[^\P{Script=Hebrew}\P{L}]"
_LETTER = rf"[^\P{{Alphabetic}}\p{{M}}\p{{Ideographic}}{_ALONE}]"
_DIGIT = rf"[^\P{{Nd}}{_ALONE}]"
_OTHER = rf"[^\P{{L}}{_ALONE}]|[^\P{{N}}{_ALONE}]"  # as ½, a word by itself
# What belongs to the sign before it; a zero-width space does not.
_MARKS = r"(?:\p{M}|[^\P{Cf}\u200B]|\p{Emoji_Modifier})*"
_IN_BOTH = r".'\u2018\u2019\u2024\uFE52\uFF07\uFF0E"
_IN_WORDS = rf"[{_IN_BOTH}\u00B7\u0387\u055F\u05F3\u05F4\u2027]"
_IN_FIGURES = (
    rf"[{_IN_BOTH},;\u037E\u0589\u060C\u060D\u066B\u066C\u07F8\u2044"
    r"\uFE10\uFE14\uFE50\uFE54\uFF0C\uFF1B]"
)
_JOINING = r"[\p{Pc}\u202F]"
_PARTS = (
    rf'{_HEBREW}{_MARKS}"{_MARKS}(?={_HEBREW})',
    rf"{_LETTER}{_MARKS}(?:{_IN_WORDS}{_MARKS}(?={_LETTER}))?",
    rf"{_DIGIT}{_MARKS}(?:{_IN_FIGURES}{_MARKS}(?={_DIGIT}))?",
    rf"{_JOINING}{_MARKS}",
)
ONE_BY_ONE = f"[{_ALONE}]"
TOGETHER = f"(?:{'|'.join(_PARTS)})+|{_OTHER}"

_one_by_one = regex.compile(ONE_BY_ONE)
_together = regex.compile(TOGETHER)
_has_sense = regex.compile(r"[\p{L}\p{N}]")


def word_count(text: str) -> int:
    """Count the words of a text, and the characters of scripts without spaces."""
    found = _together.findall(text)
    return len(_one_by_one.findall(text)) + sum(
        map(bool, map(_has_sense.search, found))
    )
