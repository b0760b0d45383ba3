"""The data set as a Data Package (version 2), for programs that look for one."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from grantsapp.evaluation.dataset import hashing
from grantsapp.evaluation.dataset.columns import Column, Source
from grantsapp.evaluation.dataset.frames import MISSING
from grantsapp.evaluation.dataset.readme import LICENCE
from grantsapp.evaluation.dataset.shapes import DECLINED, LEFT_OUT, Facts, People

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
KINDS = {
    ".csv": ("csv", "text/csv"),
    ".sav": ("sav", "application/x-spss-sav"),
    ".dta": ("dta", "application/x-stata-dta"),
    ".parquet": ("parquet", "application/vnd.apache.parquet"),
    ".json": ("json", "application/json"),
    ".html": ("html", "text/html"),
    ".md": ("md", "text/markdown"),
}


def descriptor(
    paths: Iterable[Path],
    people: People,
    columns: Sequence[Column],
    facts: Facts,
    row_hash: str,
) -> dict[str, Any]:
    """Describe files with their fields, sizes and hashes."""
    schemas = {
        "wide.csv": _wide(people, columns),
        "long.csv": _long(people, columns),
    }
    return {
        "$schema": PROFILE,
        "name": f"{facts.call.lower()}-evaluation-{facts.evaluation}",
        "title": f"{facts.title}: what people answered",
        "created": facts.worked_out,
        "version": str(facts.evaluation),
        "licenses": [{"name": "other-closed", "title": LICENCE}],
        "resources": [_resource(path, schemas) for path in paths],
        "grantsapp": _ours(people, columns, facts, row_hash),
    }


def _ours(
    people: People, columns: Sequence[Column], facts: Facts, row_hash: str
) -> dict[str, Any]:
    """Say what the standard has no place for: of what it is, and how it was made."""
    places = range(len(people.tools))
    return {
        "call": facts.call,
        "evaluation": facts.evaluation,
        "seal": facts.seal,
        "code": facts.code,
        "rows": len(people),
        "row_hash": row_hash,
        "row_hash_how": hashing.HOW,
        "k": facts.k,
        "threshold": facts.threshold,
        "rows_left_out": facts.safe.left_out,
        "withheld": dict(facts.safe.withheld),
        "merged": list(facts.safe.merged),
        "is_synthetic": facts.is_synthetic,
        "instruments": [_instrument(people, columns, place) for place in places],
    }


def _resource(path: Path, schemas: Mapping[str, Any]) -> dict[str, Any]:
    kind, media = KINDS[path.suffix]
    found: dict[str, Any] = {
        "name": path.name.lower().replace(".", "-"),
        "path": path.name,
        "format": kind,
        "mediatype": media,
        "bytes": path.stat().st_size,
        "hash": f"sha256:{hashing.of_file(path)}",
    }
    if path.suffix == ".csv":
        found["encoding"] = "utf-8"
    if path.name in schemas:
        found |= {"type": "table", "schema": schemas[path.name]}
    return found


def _instrument(
    people: People, columns: Sequence[Column], place: int
) -> dict[str, Any]:
    """Say what is needed to work the figures of an instrument out again."""
    asked = people.tools[place]
    own = [(c, c.source) for c in columns if c.source and c.source.tool == place]
    return {
        "code": asked.tool.code,
        "version": asked.tool.version,
        "status": str(asked.tool.status),
        "scores": {str(s.moment): c.name for c, s in own if c.is_score},
        "items": {str(moment): _keyed_names(own, moment) for moment in asked.moments},
    }


def _keyed_names(own: Sequence[tuple[Column, Source]], moment: Any) -> list[str]:
    """Name the variables of a moment as they are scored, in the order of the items."""
    return [
        column.name
        for column, source in own
        if column.item is not None
        and source.moment == moment
        and source.is_turned == column.item.is_reversed
    ]


def _wide(people: People, columns: Sequence[Column]) -> dict[str, Any]:
    return {
        "fields": [_field(people, column) for column in columns],
        "missingValues": [""],
        "primaryKey": ["person"],
    }


def _field(people: People, column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {"name": column.name, "title": column.label}
    if column.name == "person":
        return field | {"type": "string", "constraints": {"required": True}}
    if column.source is None:
        field |= {"type": "string", "categories": _categories(column)}
        return field
    if column.is_score:
        return field | {"type": "number"}
    tool = people.tools[column.source.tool].tool
    low, high = _ends(people, column.source)
    field |= {"type": "integer", "constraints": {"minimum": low, "maximum": high}}
    is_on_scale = (low, high) == (tool.minimum, tool.maximum)
    if column.is_raw and is_on_scale:
        field |= {"categories": _categories(column), "categoriesOrdered": True}
    return field


def _ends(people: People, source: Source) -> tuple[int, int]:
    """Give the ends of a scale, or further, where an answer is not on it."""
    tool = people.tools[source.tool].tool
    given = people.raw[source.tool, source.moment][:, source.number - 1]
    given = given[given > DECLINED]
    ends = tool.minimum, tool.maximum
    low = min(ends[0], int(given.min(initial=ends[0])))
    high = max(ends[1], int(given.max(initial=ends[1])))
    if source.is_turned:
        low, high = sum(ends) - high, sum(ends) - low
    return low, high


def _categories(column: Column) -> list[dict[str, Any]]:
    return [{"value": v, "label": words} for v, words in column.values.items()]


def _long(people: People, columns: Sequence[Column]) -> dict[str, Any]:
    traits = [c for c in columns if c.source is None and c.name != "person"]
    plain = [("instrument", "string"), ("version", "integer"), ("moment", "string")]
    plain += [("item", "string"), ("number", "integer"), ("reversed", "string")]
    plain += [("value", "integer"), ("keyed", "integer")]
    missing = {
        "name": "missing",
        "type": "string",
        "categories": list(MISSING[1:3]),
        "description": f"In the files for SPSS {DECLINED} and {LEFT_OUT}.",
    }
    return {
        "fields": [
            {"name": "person", "type": "string", "constraints": {"required": True}},
            *(_field(people, column) for column in traits),
            *({"name": name, "type": kind} for name, kind in plain),
            missing,
        ],
        "missingValues": [""],
        "primaryKey": ["person", "instrument", "version", "moment", "item"],
    }
