"""What our own sheet of an XLSForm tells of each instrument: a field, a value."""

import json
from typing import Any

from grantsapp.mel.xlsforms.notes import Note, Unreadable, Why
from grantsapp.mel.xlsforms.tabs import Row, Tab

_LISTS = {"themes", "subscales", "changes"}


def told_in(ours: Tab | None) -> dict[str, dict[str, Any]]:
    """Read what stands aside, by group; raises Unreadable with every wrong cell."""
    found: dict[str, dict[str, Any]] = {}
    notes: list[Note] = []
    for row in ours.rows if ours else ():
        group = found.setdefault(row.get("group"), {})
        notes += _take(row, group)
    if notes:
        raise Unreadable(*notes)
    return {group: _as_lists(told) for group, told in found.items()}


def _take(row: Row, into: dict[str, Any]) -> list[Note]:
    *way, last = row.get("field").split(".")
    try:
        value = json.loads(row.get("says"))
    except (ValueError, RecursionError):
        return [Note(Why.UNKNOWN_VALUE, row.place("says"), row.get("says")[:60])]
    at: Any = into
    for step in way:
        at = at.setdefault(step, {})
        if not isinstance(at, dict):
            return [Note(Why.UNKNOWN_VALUE, row.place("field"), row.get("field"))]
    if last in at:
        return [Note(Why.TWICE, row.place("field"), row.get("field"))]
    at[last] = value
    return []


def _as_lists(told: Any, name: str = "") -> Any:
    if not isinstance(told, dict):
        return told
    parts = {key: _as_lists(value, key) for key, value in told.items()}
    return list(parts.values()) if name in _LISTS else parts


def keep(told: dict[str, Any], languages: set[str]) -> dict[str, Any]:
    """Leave out the words of languages that the form no longer has."""
    kept = dict(told)
    for name in ("about", "construct", "translations"):
        if isinstance(kept.get(name), dict):
            kept[name] = {c: w for c, w in kept[name].items() if c in languages}
            if not kept[name]:
                del kept[name]
    if isinstance(kept.get("subscales"), list):
        kept["subscales"] = [_subscale(one, languages) for one in kept["subscales"]]
    return kept


def _subscale(one: Any, languages: set[str]) -> Any:
    if not isinstance(one, dict) or not isinstance(one.get("title"), dict):
        return one
    title = {c: w for c, w in one["title"].items() if c in languages}
    return {**one, "title": title}
