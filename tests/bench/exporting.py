"""A package of a million people and forty columns, beside a bare write of the table.

The CSV may take three times what polars needs to write the same frame, and everything
together less than 2 GB. What each program's file takes is shown for 100,000 people.
"""

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from grantsapp.evaluation.anonymity import generalise
from grantsapp.evaluation.dataset import columns, frames, programs, writing
from tests.evaluation.made_people import a_tool, facts_of, made

PEOPLE, FEWER = 1_000_000, 100_000
ITEMS = 11  # at two moments, half of them turned round, and two scores: 36 columns
TIMES, MOST = 3, 2_000  # how often the floor, and megabytes


def taken(do: Callable[[], Any]) -> float:
    """Measure how many seconds something takes."""
    start = time.perf_counter()
    do()
    return time.perf_counter() - start


def main() -> None:
    """Measure, show, and say whether it is as it must be."""
    with tempfile.TemporaryDirectory() as place:
        is_well = measure(Path(place))
    sys.exit(0 if is_well else 1)


def measure(folder: Path) -> bool:
    """Write the tables, large and smaller."""
    people = made(PEOPLE, a_tool(ITEMS))
    safe = taken(lambda: generalise(people.traits, 5, beside=people.asked))
    given, facts = facts_of(people)
    known = columns(given, facts)
    print(f"{len(given):,} people, {len(known)} columns. Made safe in {safe:.1f} s.")
    floor, ours = beside(given, known, folder)
    times = ours / floor
    print(f"wide.csv: {ours:.2f} s, a bare write {floor:.2f} s: {times:.2f} times.")
    long = taken(lambda: writing.write_long(given, known, folder / "long.csv"))
    print(f"long.csv: {long:.1f} s.")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"At most {memory:,.0f} MB of memory.")
    of_programs(folder)
    return times <= TIMES and memory < MOST


def beside(given: Any, known: Any, folder: Path) -> tuple[float, float]:
    """Measure the bare write of a table, and ours from the answers on."""
    frame = frames.wide(given, known)
    ways = (
        lambda: frame.write_csv(folder / "bare.csv"),
        lambda: frames.wide(given, known).write_csv(folder / "wide.csv"),
    )
    bare, ours = (min(taken(way) for _ in range(3)) for way in ways)
    return bare, ours


def of_programs(folder: Path) -> None:
    """Write what other programs read, for fewer people."""
    given, facts = facts_of(made(FEWER, a_tool(ITEMS)))
    known = columns(given, facts)
    ways: dict[str, Callable[[], Any]] = {
        "sav": lambda: programs.write_sav(given, known, folder / "wide.sav", "t"),
        "dta": lambda: programs.write_dta(given, known, folder / "wide.dta", "t"),
        "parquet": lambda: frames.wide(given, known).write_parquet(
            folder / "w.parquet"
        ),
    }
    for name, write in ways.items():
        print(f"{len(given):,} people, .{name}: {taken(write):.2f} s.")


if __name__ == "__main__":
    main()
