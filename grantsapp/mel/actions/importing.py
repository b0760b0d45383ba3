"""Answers of a past round come in: a closed call, an award a project, a survey each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from grantsapp import audit, clock
from grantsapp.awards.actions.offering import add_past_award
from grantsapp.calls import queries as calls
from grantsapp.calls.actions import writing
from grantsapp.calls.models import Call, Fund
from grantsapp.db import db
from grantsapp.errors import Invalid
from grantsapp.mel import queries
from grantsapp.mel.actions import answering, asking
from grantsapp.mel.instruments import Design, Instrument
from grantsapp.mel.sittings import Sitting
from grantsapp.mel.tables import Facts, Matching, Reading, Row, Slot, opened


@dataclass(frozen=True)
class Columns:
    """Where in the table what stands; there is a row a person."""

    project: str
    person: str
    patterns: Mapping[
        Any, str
    ]  # by moment, such as {T0: "{item}.pre", T1: "{item}.post"}

    def matching(self, tool: Instrument, names: Iterable[str]) -> Matching:
        """Say what each column is; those that nobody named are left out."""
        items = {
            pattern.replace("{item}", item.code): Slot(tool.code, item.code, moment)
            for moment, pattern in self.patterns.items()
            for item in tool.items
        }
        used = {self.project, self.person, *items}
        return Matching(
            items=items,
            project_column=self.project,
            code=self.person,
            identity=self.person,
            ignored=tuple(name for name in names if name not in used),
        )


@dataclass(frozen=True)
class Brought:
    """What an import brought in."""

    call: Call
    projects: int
    responses: int


def import_round(
    content: bytes,
    *,
    reference: str,
    instrument_code: str,
    columns: Columns,
    design: Design,
    fund: Fund,
) -> Brought:
    """Bring a file in as a closed call of its own; raises Invalid or tables.Faults."""
    instrument = queries.instrument(instrument_code)
    if instrument is None:
        raise Invalid(f"There is no instrument {instrument_code!r}.")
    if calls.call(reference) is not None:
        raise Invalid(f"There is a call {reference!r} already.")
    rows = _read(content, instrument.tool, columns, design)  # everything or nothing
    call = writing.add_past_call(fund, reference=reference)
    by_project = _by_project(rows)
    for project in sorted(by_project):
        award = add_past_award(call, title=project)
        survey = asking.ask(award, [instrument], design, by=None)
        survey.closed_at = clock.now()  # nobody answers a past round any more
        db.session.flush()
        count = answering.add_many(survey, by_project[project])
        audit.record("imported responses", award, count=count)
    return Brought(call, len(by_project), len({row.line for row in rows}))


def _read(
    content: bytes, tool: Instrument, columns: Columns, design: Design
) -> list[Row]:
    table = opened(content, languages=tool.languages)
    facts = Facts(design, languages=tool.languages)
    matching = columns.matching(tool, table.names)
    return list(Reading(table, matching, [tool], facts, whole=True))


def _by_project(rows: Iterable[Row]) -> dict[str, list[Sitting]]:
    found: dict[str, list[Sitting]] = {}
    for row in rows:
        found.setdefault(row.project, []).append(row.sitting)
    return found
