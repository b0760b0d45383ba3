"""Languages as the heads of columns in an XLSForm name them: `English (en)`."""

import re
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.localedata import locale_identifiers

_CODED = re.compile(r".*\(\s*([A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*)\s*\)\s*")
_BARE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def named(code: str) -> str:
    """Name a language in English, with its code."""
    try:
        name = Locale.parse(code, sep="-").get_display_name("en")
    except (UnknownLocaleError, ValueError):
        name = None
    return f"{name or code} ({code})"


def code_of(name: str) -> str:
    """Find the code of a language from its head; empty where we do not know it."""
    coded = _CODED.fullmatch(name)
    if coded:
        return coded[1].replace("_", "-")
    plain = name.strip()
    if _BARE.fullmatch(plain):
        return plain
    folded = plain.casefold()
    return _in_english().get(folded) or _in_their_own().get(folded, "")


@cache
def _in_english() -> dict[str, str]:
    named_so = Locale("en").languages.items()
    return {name.casefold(): code.replace("_", "-") for code, name in named_so}


@cache
def _in_their_own() -> dict[str, str]:
    """Know languages by their own name; those of two letters, since each is a file."""
    codes = {one for one in locale_identifiers() if len(one) == len("en")}
    own = ((Locale(code).get_language_name(), code) for code in sorted(codes))
    return {name.casefold(): code for name, code in own if name}
