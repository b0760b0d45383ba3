"""Languages as forms name them: a code, a name in any of them, or both."""

import re
from collections.abc import Iterable, Mapping

from babel import Locale

from grantsapp.mel.tables.folding import fold

_CODE = re.compile(r"\(([a-z]{2,3})(?:[-_]\w+)?\)\s*$", re.IGNORECASE)


def names(codes: Iterable[str]) -> dict[str, str]:
    """Give the code of each language by its names in all of them and in English."""
    known: dict[str, str] = {}
    listed = list(codes)
    for code in listed:
        known[fold(code)] = code
        for speaker in {*listed, "en"}:
            name = Locale.parse(code).get_display_name(Locale.parse(speaker)) or ""
            known.setdefault(fold(name), code)
    return known


def code(said: str, known: Mapping[str, str]) -> str:
    """Find a language in what a cell says; nothing where it is none of them."""
    if found := _CODE.search(said):
        return known.get(found[1].lower(), "")
    return known.get(fold(said)) or known.get(fold(said).partition(" ")[0], "")
