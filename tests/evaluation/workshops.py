"""The synthetic workshops, as people who answered; see data/synthetic-workshops.md."""

import csv
from collections.abc import Callable
from pathlib import Path

from grantsapp.evaluation.samples import Answered

FILE = Path(__file__).parent / "data" / "synthetic-workshops.csv"
Items = tuple[float | None, ...]


def workshops(score: Callable[[Items], float | None]) -> list[Answered]:
    """Everybody in the file, with the scores that a rule gives to seven items."""
    with FILE.open(newline="") as file:
        rows = list(csv.DictReader(file))

    def items(row: dict[str, str], moment: str) -> Items:
        values = [row[name] for name in row if name.endswith(moment)]
        return tuple(float(v) if v else None for v in values)

    both = [(r["workshop"], items(r, ".pre"), items(r, ".post")) for r in rows]
    return [Answered(w, b, a, score(b), score(a)) for w, b, a in both]
