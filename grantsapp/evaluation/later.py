"""What a later edition may count of how a call went, beside the editions before it.

Each edition hides what is small in it. Held against an earlier one it could still tell
what became of one group: the difference is small, where both counts are large. Who was
funded may change; it is public. Plain values only.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from grantsapp.evaluation.process import FUNDED, Process, Row, Stopped, Table

OTHER: Final = object()  # the small rows together


def beside_earlier(now: Process, earlier: Sequence[Mapping[str, Any]]) -> Process:
    """Hide the tables that differ by few groups from those of an earlier edition."""
    for before in earlier:
        now = _beside(now, before)
    return now


def _beside(now: Process, before: Mapping[str, Any]) -> Process:
    old = {table["by"]: table for table in before["by"]}
    few = now["threshold"] or 0
    tables = [
        _hidden(table) if _tells(old.get(table["by"]), table, few) else table
        for table in now["by"]
    ]
    stopped = now["stopped"]
    if stopped and _tells_where(before.get("stopped"), stopped, few):
        stopped = _nowhere(stopped)
    return {**now, "by": tables, "stopped": stopped}


def _hidden(table: Table) -> Table:
    return {**table, "rows": [], "other": None, "is_hidden": True}


def _nowhere(found: Stopped) -> Stopped:
    return {**found, "sections": [], "other": None, "is_hidden": True}


def _tells(old: Table | None, new: Table, few: int) -> bool:
    """Say whether the difference of two tables counts a few groups."""
    if old is None or not old["rows"] or not new["rows"]:
        return False
    was, now = _rows(old), _rows(new)
    if was.keys() != now.keys():  # rows were put together otherwise
        return True
    return any(_is_few(was[name], now[name], few) for name in now)


def _rows(table: Table) -> dict[Any, dict[str, int]]:
    rows: list[tuple[Any, Row]] = [(row["value"], row) for row in table["rows"]]
    if table["other"]:
        rows.append((OTHER, table["other"]))
    return {name: _told(row["counts"]) for name, row in rows}


def _told(counts: Mapping[str, int]) -> dict[str, int]:
    return {stage: number for stage, number in counts.items() if stage != FUNDED}


def _is_few(was: Mapping[str, int], now: Mapping[str, int], few: int) -> bool:
    return any(0 < abs(now[s] - was[s]) < few for s in now.keys() & was.keys())


def _tells_where(old: Stopped | None, new: Stopped, few: int) -> bool:
    """Say whether it comes out where a few more, or a few less, stopped."""
    if not old or not old["sections"] or not new["sections"]:
        return False
    was = {**dict(old["sections"]), OTHER: old["other"] or 0}
    now = {**dict(new["sections"]), OTHER: new["other"] or 0}
    if was.keys() != now.keys():
        return True
    return any(0 < abs(now[name] - was[name]) < few for name in now)
