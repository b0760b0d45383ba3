"""Answers of a past round come in: a closed call, an award a project, a survey each."""

from collections.abc import Iterable
from dataclasses import dataclass

from grantsapp import audit, clock
from grantsapp.awards.actions.offering import add_past_award
from grantsapp.calls import queries as calls
from grantsapp.calls.actions import writing
from grantsapp.calls.models import Call, Fund
from grantsapp.db import db
from grantsapp.errors import Invalid
from grantsapp.mel import queries
from grantsapp.mel.actions import answering, asking
from grantsapp.mel.answers import Columns, Row, read
from grantsapp.mel.instruments import Design
from grantsapp.mel.models import Origin


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
    """Bring a file in as a closed call of its own; raises Invalid or answers.Faults."""
    instrument = queries.instrument(instrument_code)
    if instrument is None:
        raise Invalid(f"There is no instrument {instrument_code!r}.")
    if calls.call(reference) is not None:
        raise Invalid(f"There is a call {reference!r} already.")
    rows = read(content, instrument.tool, columns)  # everything or nothing
    call = writing.add_past_call(fund, reference=reference)
    by_project = _by_project(rows)
    for project in sorted(by_project):
        award = add_past_award(call, title=project)
        survey = asking.ask(award, [instrument], design, by=None)
        survey.closed_at = clock.now()  # nobody answers a past round any more
        db.session.flush()
        audit.record("imported responses", award, count=len(by_project[project]))
        answered = ((row.respondent, row.raw) for row in by_project[project])
        people = answering.people(instrument.tool, answered, origin=Origin.IMPORT)
        answering.add_many(survey, people)
    return Brought(call, len(by_project), len(rows))


def _by_project(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.project, []).append(row)
    return found
