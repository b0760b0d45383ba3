"""Instruments come into the library."""

import json
from collections.abc import Mapping
from importlib import resources
from typing import Any

from grantsapp import audit
from grantsapp.accounts.models import Person
from grantsapp.db import db
from grantsapp.errors import Invalid
from grantsapp.mel import instruments, queries
from grantsapp.mel.models import Instrument


def add_instrument(
    stored: Mapping[str, Any], *, by: Person | None = None
) -> Instrument:
    """Take an instrument in from its file; raises instruments.Fault or Invalid."""
    tool = instruments.read(stored)
    if any(i.version == tool.version for i in queries.versions_of(tool.code)):
        raise Invalid(f"{tool.code} {tool.version} is here already")
    row = Instrument(
        code=tool.code, version=tool.version, definition=instruments.as_json(tool)
    )
    db.session.add(row)
    audit.record("imported", row, by=by, code=tool.code, version=tool.version)
    return row


def add_starters(*, by: Person | None = None) -> list[Instrument]:
    """Take in the starter instruments that are not here yet; not validated, all."""
    folder = resources.files("grantsapp.mel").joinpath("starters")
    found = sorted(folder.iterdir(), key=lambda path: path.name)
    told = [json.loads(path.read_text(encoding="utf-8")) for path in found]
    return [
        add_instrument(stored, by=by)
        for stored in told
        if not queries.versions_of(stored["code"])
    ]
