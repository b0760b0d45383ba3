"""How bids went through a call, and who was left behind. Plain values only.

`process` is for people inside. `public_process` is the one place where these counts
are suppressed. They count groups and not people, and who got money is public: so
fewer than five are few here, while of people ten are. What nobody may find out is
what became of a group that applied and got nothing.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import sqrt
from typing import Any, Final, TypedDict

from grantsapp.evaluation.statistics.spread import NORMAL

STAGES: Final = ("started", "submitted", "eligible", "scored", "funded")
STARTED, SUBMITTED, ELIGIBLE, SCORED, FUNDED = STAGES
DIMENSIONS: Final = ("language", "kind", "size", "grant", "first", "borough")
FEW: Final = 5  # groups
ENOUGH: Final = 10  # bids, for a share with its interval
NOT_KNOWN: Final = ""
PAIR: Final = 2
Counts = dict[str, int]


@dataclass(frozen=True)
class Bid:
    """A bid as it is counted: what is known of its group, and how far it came.

    `stopped` is the last section in which something stands, of one not handed in.
    """

    said: Mapping[str, str] = field(default_factory=dict)
    reached: frozenset[str] = frozenset()
    stopped: str | None = None


class Row(TypedDict):
    """The bids of one kind; the share is of those handed in that were funded."""

    value: str
    counts: Counts
    share: float | None
    ci: list[float] | None


class Table(TypedDict):
    """The bids of a call by one thing that is known of them.

    `other` are the small rows together. `is_known` is false where nothing is stored of
    it, `is_hidden` where there are too few for any row.
    """

    by: str
    stages: list[str]
    rows: list[Row]
    other: Row | None
    is_known: bool
    is_hidden: bool


class Stopped(TypedDict):
    """How many handed nothing in, and the last section in which they wrote."""

    groups: int
    sections: list[list[Any]]
    other: int | None
    is_hidden: bool


class Process(TypedDict):
    """A call from its first draft to its last award."""

    stages: list[str]
    whole: Row
    by: list[Table]
    stopped: Stopped | None
    threshold: int | None


def process(bids: Sequence[Bid], stages: Sequence[str]) -> Process:
    """Give everything there is, for people inside; `stages` are the known ones."""
    return {
        "stages": list(stages),
        "whole": _row("", bids, stages),
        "by": [_table(by, bids, stages) for by in DIMENSIONS],
        "stopped": _stopped(bids) if STARTED in stages else None,
        "threshold": None,
    }


def public_process(
    bids: Sequence[Bid], stages: Sequence[str], threshold: int = FEW
) -> Process:
    """Give what everybody may see."""
    found = process(bids, stages)
    if 0 < found["whole"]["counts"].get(SUBMITTED, 0) < threshold:
        stages = [s for s in stages if s in (SUBMITTED, FUNDED)]
        found["stages"], found["whole"] = list(stages), _row("", bids, stages)
        found["stopped"] = None  # with these, it would say how many were begun
    columns = _columns(bids, stages, threshold)
    found["by"] = [
        _merged(_table(table["by"], bids, columns), bids, threshold)
        for table in found["by"]
    ]
    if found["stopped"]:
        found["stopped"] = _few_stopped(found["stopped"], threshold)
    found["threshold"] = threshold
    return found


def without_places(found: Process) -> Process:
    """Leave out where the funded groups are.

    Held against the list of awards it would say where a group is that stays hidden.
    """
    return {**found, "by": [_unplaced(t) for t in found["by"]]}


def _unplaced(table: Table) -> Table:
    if table["by"] != "borough" or FUNDED not in table["stages"]:
        return table
    stages = [s for s in table["stages"] if s != FUNDED]
    rows = [_less(row) for row in table["rows"]] if stages else []
    other = _less(table["other"]) if table["other"] and stages else None
    hidden = table["is_hidden"] or not stages
    return {
        **table, "stages": stages, "rows": rows, "other": other, "is_hidden": hidden
    }  # fmt: skip


def _less(row: Row) -> Row:
    counts = {s: n for s, n in row["counts"].items() if s != FUNDED}
    return {**row, "counts": counts, "share": None, "ci": None}


def wilson(some: int, of: int) -> tuple[float, float]:
    """Give the 95 % interval of a share (Wilson 1927)."""
    share, z = some / of, NORMAL
    middle = share + z * z / (2 * of)
    half = z * sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    whole = 1 + z * z / of
    low = (middle - half) / whole if some else 0.0
    return low, (middle + half) / whole if some < of else 1.0


def _row(value: str, bids: Iterable[Bid], stages: Sequence[str]) -> Row:
    counts = dict.fromkeys(stages, 0)
    for bid in bids:
        for stage in bid.reached:
            if stage in counts:
                counts[stage] += 1
    return _rated(value, counts)


def _rated(value: str, counts: Counts) -> Row:
    of, some = counts.get(SUBMITTED, 0), counts.get(FUNDED)
    if some is None or of < ENOUGH:
        return {"value": value, "counts": counts, "share": None, "ci": None}
    ends = list(wilson(some, of))
    return {"value": value, "counts": counts, "share": some / of, "ci": ends}


def _table(by: str, bids: Sequence[Bid], stages: Sequence[str]) -> Table:
    """Count by one thing, the most first; what is not known comes last."""
    groups: dict[str, list[Bid]] = {}
    for bid in bids:
        groups.setdefault(bid.said.get(by, NOT_KNOWN), []).append(bid)
    rows = [_row(value, some, stages) for value, some in groups.items()]
    rows = [row for row in rows if any(row["counts"].values())]
    first = stages[0] if stages else ""
    rows.sort(key=lambda r: (not r["value"], -r["counts"].get(first, 0), r["value"]))
    return {
        "by": by,
        "stages": list(stages),
        "rows": rows,
        "other": None,
        "is_known": any(row["value"] for row in rows),
        "is_hidden": False,
    }


def _columns(bids: Sequence[Bid], stages: Sequence[str], threshold: int) -> list[str]:
    """Choose the stages that tables show.

    Where two bids were found not eligible, tables by language, kind and borough would
    tell together whose they are. So a stage at which only a few were lost is left out:
    of drafts and bids handed in the drafts, and else the later one.
    """
    kept: list[str] = []
    for stage in stages:
        if kept and _lost_few(bids, kept[-1], stage, threshold):
            if kept != [STARTED]:
                continue
            kept = []
        kept.append(stage)
    return kept


def _lost_few(bids: Iterable[Bid], one: str, other: str, threshold: int) -> bool:
    lost = sum(1 for b in bids if one in b.reached and other not in b.reached)
    won = sum(1 for b in bids if other in b.reached and one not in b.reached)
    return any(0 < number < threshold for number in (lost, won))


def _counted(columns: Sequence[str]) -> list[str]:
    """Name the columns that must not be small: who was funded, is public."""
    return [c for c in columns if c != FUNDED] or list(columns)


def _merged(table: Table, bids: Sequence[Bid], threshold: int) -> Table:
    """Put the small rows into one, with as many others as hide each of them.

    How many there are is not said: of five that make five, each is one.
    """
    columns = _counted(table["stages"])
    if not table["is_known"] or not columns:
        return {**table, "rows": [], "is_hidden": table["is_known"]}
    rows = sorted(table["rows"], key=lambda r: (r["counts"][columns[0]], r["value"]))
    out = [r for r in rows if any(r["counts"][c] < threshold for c in columns)]
    shown = [r for r in rows if r not in out]
    while out and not _is_enough(out, columns, threshold):
        if not shown:
            return {**table, "rows": [], "is_hidden": True}
        out.append(shown.pop(0))
    if len(out) == len(rows):
        return {**table, "rows": [], "is_hidden": True}
    values = {row["value"] for row in out}
    some = [b for b in bids if b.said.get(table["by"], NOT_KNOWN) in values]
    return {
        **table,
        "rows": [row for row in table["rows"] if row["value"] not in values],
        "other": _row("", some, table["stages"]) if out else None,
    }


def _is_enough(out: Sequence[Row], columns: Sequence[str], threshold: int) -> bool:
    """Say whether each may be one or four, even for who knows which they are."""
    least = len(out) + threshold - 1
    sums = [sum(row["counts"][c] for row in out) for c in columns]
    return len(out) >= PAIR and sums[0] >= least and min(sums) >= threshold


def _stopped(bids: Iterable[Bid]) -> Stopped:
    found = Counter(bid.stopped for bid in bids if bid.stopped is not None)
    sections = [[code, n] for code, n in sorted(found.items(), key=_most_first)]
    return {
        "groups": found.total(),
        "sections": sections,
        "other": None,
        "is_hidden": False,
    }


def _most_first(one: tuple[str, int]) -> tuple[int, str]:
    return -one[1], one[0]


def _few_stopped(found: Stopped, threshold: int) -> Stopped:
    """Hide the sections at which a few stopped, as rows of a table are."""
    shown = list(found["sections"])  # the most first
    out: list[list[Any]] = []
    while shown and (shown[-1][1] < threshold or (out and _is_told(out, threshold))):
        out.append(shown.pop())
    other = sum(number for _section, number in out) if out and shown else None
    return {**found, "sections": shown, "other": other, "is_hidden": not shown}


def _is_told(out: Sequence[Sequence[Any]], threshold: int) -> bool:
    """Say whether so few are hidden together that each would be known."""
    together = sum(number for _section, number in out)
    return len(out) < PAIR or together < len(out) + threshold - 1
