"""In which letters a file of text was written. Plain values only.

UTF-8 and UTF-16 prove themselves. An old code page does not: there each word that is
not plain is read in every page, and the page in which most words are words of one
alphabet is taken. It is a guess, so it is told, and a person may say otherwise.
"""

import codecs
import re
from collections.abc import Sequence

CHOICES = ("utf-8", "utf-16", "cp1256", "cp1250", "cp1252", "cp1251")
_ASCII = "abcdefghijklmnopqrstuvwxyz"
_ALPHABETS = {
    "cp1252": set(_ASCII + "àáâãäåæçèéêëìíîïñòóôõöøœßùúûüýÿ"),
    "cp1250": set(_ASCII + "ąćęłńóśźżáčďéěíňřšťúůýžäöüőűßăâîşţ"),
    "cp1256": set("ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيپچژگکہھےـًٌٍَُِّْ،؛؟"),
    "cp1251": set("абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґў"),
}
_PREFERRED = {"pl": "cp1250", "ro": "cp1250", "ar": "cp1256", "fa": "cp1256"}
_PREFERRED |= {"ur": "cp1256", "uk": "cp1251", "ru": "cp1251"}
_WORD = re.compile(rb"[A-Za-z\x80-\xff]*[\x80-\xff][A-Za-z\x80-\xff]*")
_MOST_WORDS, _PIECE = 5_000, 1 << 20
_PLAIN = 0.3  # of the letters of a Latin word
_NOUGHTS = 0.3  # of the bytes, where plain letters take two bytes each


def guessed(content: bytes, languages: Sequence[str] = ()) -> str:
    """Say in which of `CHOICES` a text was most likely written."""
    if content[:2] in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}:
        return "utf-16"
    if wide := _without_mark(content[:4096]):
        return wide
    if first_unreadable(content, "utf-8") is None:
        return "utf-8"
    words = {found[0] for found in _first_words(content)}
    wished = {_PREFERRED[tongue] for tongue in languages if tongue in _PREFERRED}
    return max(_ALPHABETS, key=lambda page: (_fitting(words, page), page in wished))


def codec(encoding: str) -> str:
    """Name the decoder, which drops the mark at the head of UTF-8."""
    return "utf-8-sig" if encoding == "utf-8" else encoding


def first_unreadable(content: bytes, encoding: str) -> int | None:
    """Give the line of the first byte that cannot be read; None where all can."""
    decoder = codecs.getincrementaldecoder(codec(encoding))()
    line = 1
    try:
        for start in range(0, len(content), _PIECE):
            line += decoder.decode(content[start : start + _PIECE]).count("\n")
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        return line + error.object[: error.start].count(b"\n")
    except UnicodeError:  # a mark that must stand at the head does not
        return line
    return None


def _without_mark(start: bytes) -> str:
    """Recognise UTF-16 without its mark by the noughts beside plain letters."""
    half = max(1, len(start) // 2)
    if start[1::2].count(0) > _NOUGHTS * half and not start[::2].count(0):
        return "utf-16-le"
    if start[::2].count(0) > _NOUGHTS * half and not start[1::2].count(0):
        return "utf-16-be"
    return ""


def _first_words(content: bytes) -> list[re.Match[bytes]]:
    found = _WORD.finditer(content)
    return [word for _n, word in zip(range(_MOST_WORDS), found, strict=False)]


def _fitting(words: set[bytes], page: str) -> int:
    """Count the words that look right when they are read in this page."""
    return sum(_looks_right(word.decode(page, "replace"), page) for word in words)


def _looks_right(word: str, page: str) -> bool:
    """See whether letters are of one alphabet, and great and small as people write.

    Every page makes some letters of all bytes: Arabic words become Latin ones in which
    capitals stand anywhere, Cyrillic words become Latin ones without a plain letter.
    """
    has_case = word.lower() != word.upper()
    if has_case and word not in {word.lower(), word.upper(), word.capitalize()}:
        return False
    plain = sum(letter.isascii() for letter in word)
    is_latin = _ALPHABETS[page] >= set(_ASCII)
    if is_latin and len(word) > 1 and plain < len(word) * _PLAIN:
        return False
    return _ALPHABETS[page].issuperset(word.lower())
