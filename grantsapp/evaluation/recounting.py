"""Published figures worked out again from a package alone, as far as it allows.

Anybody who holds a package can do so, without the house: from `wide.csv`, by what
`datapackage.json` says of it, beside `figures.json`. Where people's projects are
withheld in the rows, figures of those projects cannot come out the same, and are named.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isclose
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from grantsapp.evaluation.outcomes import outcome
from grantsapp.evaluation.samples import LEFT_OUT, Sample

if TYPE_CHECKING:
    from polars import DataFrame

BEFORE: Final = ("r0", "t0")  # of one person there is one of them at most
AFTER: Final = "t1"
OF_ALL: Final = (
    "pairs", "mean_before", "mean_after", "difference", "sd_difference", "t", "p",
    "d_z", "d_av", "alpha_before", "alpha_after",
)  # fmt: skip
OF_POOL: Final = ("k", "estimate", "se", "tau2")
OF_PROJECT: Final = ("pairs", "mean_before", "mean_after", "difference")
CLOSE: Final = 1e-9


@dataclass(frozen=True)
class Line:
    """A figure by its place, as it was published and as it was found again.

    One that could not be found again says why.
    """

    place: str
    published: Any
    found: Any = None
    why_not: str = ""

    @property
    def is_same(self) -> bool:
        """Say whether both are one number."""
        return isclose(self.published, self.found, rel_tol=CLOSE, abs_tol=CLOSE)


@dataclass(frozen=True)
class Recount:
    """What is equal, what is not, and what the rows do not allow to say."""

    same: tuple[Line, ...]
    other: tuple[Line, ...]
    unchecked: tuple[Line, ...]


def recount(folder: Path) -> Recount:
    """Work the figures of a package out again, and hold them against the published."""
    told = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    figures = json.loads((folder / "figures.json").read_text(encoding="utf-8"))
    ours, frame = told["grantsapp"], _frame(folder)
    is_whole = _is_whole(ours, figures)
    published = {(one["code"], one["version"]): one for one in figures["instruments"]}
    lines = [
        line
        for tool in ours["instruments"]
        if (one := published.get((tool["code"], tool["version"])))
        for line in _lines(one, _sample(frame, tool), is_whole=is_whole)
    ]
    checked = [line for line in lines if not line.why_not]
    return Recount(
        same=tuple(line for line in checked if line.is_same),
        other=tuple(line for line in checked if not line.is_same),
        unchecked=tuple(line for line in lines if line.why_not),
    )


def _frame(folder: Path) -> "DataFrame":
    import polars as pl

    return pl.read_csv(folder / "wide.csv", infer_schema_length=None)


def _is_whole(ours: Mapping[str, Any], figures: Mapping[str, Any]) -> bool:
    """Say whether the project of everybody is given, and each project is named."""
    is_given = not ours["rows_left_out"] and "project" not in ours["withheld"]
    return is_given and not figures.get("withheld")


def _lines(one: Mapping[str, Any], sample: Sample, *, is_whole: bool) -> Iterator[Line]:
    """Hold one instrument's figures against its rows."""
    shown = [line["project"] for line in one["by_project"]]
    found = outcome(one["code"], sample.of_projects(shown))
    by_project = {line["project"]: line for line in found["by_project"]}
    title = f"{one['code']} {one['version']}"
    for line in one["by_project"]:
        again = by_project.get(line["project"]) or {}
        is_there = is_whole or again.get("pairs") == line["pairs"]
        why_not = "" if is_there else "people of it are withheld"
        yield from _held(
            f"{title}, {line['project']}", OF_PROJECT, line, again, why_not
        )
    complete = is_whole or all(
        (by_project.get(line["project"]) or {}).get("pairs") == line["pairs"]
        for line in one["by_project"]
    )
    why_not = "" if complete else "people are withheld"
    yield from _held(title, OF_ALL, one, found, why_not)
    yield from _held(
        f"{title}, pooled", OF_POOL, one["pooled"], found["pooled"], why_not
    )


def _held(
    place: str,
    names: Sequence[str],
    published: Mapping[str, Any],
    found: Mapping[str, Any],
    why_not: str,
) -> Iterator[Line]:
    for name in names:
        if published.get(name) is not None:
            again = found.get(name)
            missing = "" if again is not None else "it does not come out of the rows"
            where = f"{place}: {name}"
            yield Line(where, published[name], again, why_not or missing)


def _sample(frame: "DataFrame", tool: Mapping[str, Any]) -> Sample:
    """Make the rows of an instrument into arrays, by project."""
    import numpy as np

    rows = frame.filter(frame["project"].is_not_null()).sort("project", "person")
    names = tuple(rows["project"].unique(maintain_order=True).to_list())
    place = {name: at for at, name in enumerate(names)}
    befores = [moment for moment in BEFORE if moment in tool["scores"]]
    return Sample(
        projects=names,
        project=np.array([place[name] for name in rows["project"].to_list()], int),
        before=_first(rows, [tool["scores"][moment] for moment in befores]),
        after=_first(rows, [tool["scores"][AFTER]] if AFTER in tool["scores"] else []),
        items_before=_items(rows, [tool["items"][moment] for moment in befores]),
        items_after=_items(
            rows, [tool["items"][AFTER]] if AFTER in tool["items"] else []
        ),
        is_flagged=np.zeros(len(rows), bool),
    )


def _first(rows: "DataFrame", names: Sequence[str]) -> Any:
    """Give the first of some numbers that a person has; nan where there is none."""
    import numpy as np
    import polars as pl

    if not names:
        return np.full(len(rows), np.nan)
    return rows.select(pl.coalesce(names).cast(pl.Float64).alias("x"))["x"].to_numpy()


def _items(rows: "DataFrame", moments: Sequence[Sequence[str]]) -> Any:
    """Give the answers to each item, counted from the lowest."""
    import numpy as np

    columns = [_first(rows, names) for names in zip(*moments, strict=True)]
    table = np.column_stack(columns) if columns else np.empty((len(rows), 0))
    known = ~np.isnan(table)
    low = table[known].min(initial=np.inf)
    return np.where(known, table - (low if known.any() else 0), LEFT_OUT).astype(int)
