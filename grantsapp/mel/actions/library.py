"""Instruments come into the library."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from importlib import resources
from typing import Any

from grantsapp import audit
from grantsapp.accounts.models import Person
from grantsapp.db import db
from grantsapp.errors import Invalid, Refused
from grantsapp.i18n import gettext as _
from grantsapp.mel import instruments, queries
from grantsapp.mel.instruments import Adapted, Change
from grantsapp.mel.models import Instrument


class Arrival(StrEnum):
    """How a file stands to what is in the library."""

    NEW = "new"  # no version of it is here
    NEXT = "next"  # a version that is not here, with the same wording
    ADAPTED = "adapted"  # a version that is not here, with changed wording
    KNOWN = "known"  # it is here, the same
    CLASH = "clash"  # this version is here, and says something else


@dataclass(frozen=True)
class Arriving:
    """An instrument out of a file, beside the version that it follows."""

    tool: instruments.Instrument
    arrival: Arrival
    changes: list[Change] = field(default_factory=list)
    beside: int | None = None  # the version that it was compared with
    newest: int = 0

    @property
    def is_new(self) -> bool:
        """Say whether there is anything to take in."""
        return self.arrival not in {Arrival.KNOWN, Arrival.CLASH}


def arriving(tool: instruments.Instrument) -> Arriving:
    """Compare an instrument with what is here; changed wording marks it as adapted."""
    known = {row.version: row.tool for row in queries.versions_of(tool.code)}
    newest = max(known, default=0)
    before = known.get(max((v for v in known if v < tool.version), default=0))
    found = instruments.changes(before, tool) if before else []
    wording = [change for change in found if change.is_wording]
    if before and wording:
        tool = _marked(tool, before, wording)
    if here := known.get(tool.version):
        if instruments.as_json(here) == instruments.as_json(tool):
            return Arriving(tool, Arrival.KNOWN, newest=newest)
        differs = instruments.changes(here, tool)
        return Arriving(tool, Arrival.CLASH, differs, tool.version, newest)
    arrival = Arrival.ADAPTED if wording else Arrival.NEXT if before else Arrival.NEW
    return Arriving(tool, arrival, found, before and before.version, newest)


def _marked(
    tool: instruments.Instrument, before: instruments.Instrument, wording: list[Change]
) -> instruments.Instrument:
    """Mark it as adapted; what its file says of that itself stands."""
    told = tool.adapted_from
    if told is not None and told.changes:
        return tool
    lines = tuple(change.line for change in wording)
    origin = told or Adapted(before.code, before.version)
    return replace(tool, adapted_from=replace(origin, changes=lines))


def take(
    tools: Iterable[instruments.Instrument], *, by: Person | None
) -> list[Instrument]:
    """Take instruments in that are not here yet; raises Refused where one clashes."""
    rows = []
    for tool in tools:
        found = arriving(tool)
        if found.arrival is Arrival.CLASH:
            raise Refused(clash(found))
        if found.is_new:
            rows.append(_add(found.tool, by))
    return rows


def clash(found: Arriving) -> str:
    """Say why a version cannot be taken in a second time."""
    return _(
        "%(code)s %(version)s is here already and says something else. What is here "
        "never changes: give the file the version %(next)s.",
        code=found.tool.code,
        version=found.tool.version,
        next=found.newest + 1,
    )


def _add(tool: instruments.Instrument, by: Person | None) -> Instrument:
    definition = instruments.as_json(tool)
    row = Instrument(code=tool.code, version=tool.version, definition=definition)
    db.session.add(row)
    audit.record("imported", row, by=by, code=tool.code, version=tool.version)
    return row


def add_instrument(
    stored: Mapping[str, Any], *, by: Person | None = None
) -> Instrument:
    """Take an instrument in from its file; raises instruments.Faults or Invalid."""
    return add_tool(instruments.read(stored), by=by)


def add_tool(tool: instruments.Instrument, *, by: Person | None = None) -> Instrument:
    """Take an instrument in that must not be here yet; raises Invalid."""
    found = arriving(tool)
    if found.arrival is Arrival.CLASH:
        raise Invalid(clash(found))
    if found.arrival is Arrival.KNOWN:
        raise Invalid(f"{tool.code} {tool.version} is here already")
    return _add(found.tool, by)


def add_starters(*, by: Person | None = None) -> list[Instrument]:
    """Take in the starters of which an older version is here, or none at all.

    A version of the house's own stays the newest. Suites and surveys keep the version
    that they ask.
    """
    folder = resources.files("grantsapp.mel").joinpath("starters")
    found = sorted(folder.iterdir(), key=lambda path: path.name)
    told = [json.loads(path.read_text(encoding="utf-8")) for path in found]
    return [
        add_instrument(stored, by=by)
        for stored in told
        if stored.get("version", 1) > _newest(stored["code"])
    ]


def _newest(code: str) -> int:
    return max((row.version for row in queries.versions_of(code)), default=0)
