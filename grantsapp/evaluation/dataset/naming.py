"""Names of variables that every statistics program takes: short, plain and unique."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from grantsapp.evaluation.dataset.shapes import Asked
from grantsapp.mel.instruments import Moment

LENGTH = 32  # of a variable's name
TAIL = len("_t1_001_r")  # the longest ending; "_t1_score" is as long
STEM = LENGTH - TAIL
NAME = re.compile(r"[a-z][a-z0-9_]{0,31}")


def stems(tools: Sequence[Asked]) -> list[str]:
    """Name each instrument within the length: by its code, and version where needed.

    Where two codes are alike once cut short, the later one gets a number.
    """
    codes = Counter(asked.tool.code for asked in tools)
    found: list[str] = []
    for asked in tools:
        tool = asked.tool
        end = f"_v{tool.version}" if codes[tool.code] > 1 else ""
        found.append(_unique(_plain(tool.code), end, found))
    return found


def _plain(code: str) -> str:
    plain = re.sub(r"[^a-z0-9_]", "_", code.lower())
    return plain if plain[:1].isalpha() else f"i_{plain}"


def _unique(code: str, end: str, taken: Iterable[str]) -> str:
    number, name = 1, code[: STEM - len(end)] + end
    while name in set(taken):
        number += 1
        more = f"_{number}{end}"
        name = code[: STEM - len(more)] + more
    return name


def is_short(stem: str, asked: Asked) -> bool:
    """Say whether a stem is not the code (and version) as they are."""
    tool = asked.tool
    return stem not in {tool.code, f"{tool.code}_v{tool.version}"}


def item(stem: str, moment: Moment, number: int, *, turned: bool = False) -> str:
    """Name the answers to an item, counted from one."""
    return f"{stem}_{moment}_{number:02}" + ("_r" if turned else "")


def score(stem: str, moment: Moment) -> str:
    """Name the score of an instrument at a moment."""
    return f"{stem}_{moment}_score"
