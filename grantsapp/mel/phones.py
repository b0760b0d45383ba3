"""Telephone numbers in a text that people read when it matters. Plain values only.

A number such as 0800 1111 stands as an island of its own, or in Arabic its groups
would change places, and somebody in danger would ring a wrong one.
"""

import re
from typing import NamedTuple

_NUMBER = re.compile(
    r"(?<![\d:.,/-])[+(]{0,2}\d(?:[ \u00a0()-]{0,2}\d){2,14}(?![\d:/])"
)


class Piece(NamedTuple):
    """A part of a text, with what to ring where it is a number."""

    text: str
    rings: str = ""


def pieces(text: str) -> list[Piece]:
    """Part a text at its telephone numbers, in digits of any script."""
    found, end = [], 0
    for match in _NUMBER.finditer(text):
        found.append(Piece(text[end : match.start()]))
        found.append(Piece(match[0], _rings(match[0])))
        end = match.end()
    found.append(Piece(text[end:]))
    return [piece for piece in found if piece.text]


def islands(text: str) -> str:
    """Give a text whose numbers keep their order, for where no page can mark them."""
    return "".join(
        f"\u2066{piece.text}\u2069" if piece.rings else piece.text
        for piece in pieces(text)
    )


def _rings(number: str) -> str:
    digits = "".join(str(int(c)) for c in number if c.isdigit())
    return ("+" if "+" in number else "") + digits
