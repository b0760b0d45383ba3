"""Instruments come in, surveys are attached, people answer, answers are scored."""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from importlib import resources
from typing import Any
from uuid import UUID, uuid4

from flask import current_app
from sqlalchemy import insert

from grantsapp import audit, clock, i18n
from grantsapp.accounts.models import Person
from grantsapp.awards.models import Award
from grantsapp.db import db
from grantsapp.errors import Invalid, Refused
from grantsapp.i18n import gettext as _
from grantsapp.mel import instruments, queries
from grantsapp.mel.instruments import Design, Moment
from grantsapp.mel.models import (
    Instrument,
    Measure,
    Origin,
    Output,
    Response,
    ResponseScore,
    Survey,
)
from grantsapp.mel.rules import has_reported

Raw = dict[str, dict[str, int]]


class CodeTaken(Exception):
    """Somebody else has answered with this code."""


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


def attach(
    instrument: Instrument,
    awards: Iterable[Award],
    design: Design,
    *,
    by: Person | None,
) -> list[Survey]:
    """Ask the people of these projects to answer an instrument; once for each."""
    made = []
    for award in awards:
        survey = Survey(award=award, instrument=instrument, design=design)
        db.session.add(survey)
        audit.record(
            "attached a survey", award, by=by, instrument=instrument.code, design=design
        )
        made.append(survey)
    return made


def close_survey(survey: Survey, *, by: Person) -> None:
    """Take no more answers; closing again changes nothing."""
    if not survey.is_open:
        return
    survey.closed_at = clock.now()
    audit.record("closed a survey", survey.award, by=by, code=survey.instrument.code)


def pseudonym(survey: Survey, code: str) -> str:
    """Turn a code that a person made into one that says nothing about them."""
    secret = str(current_app.config["SECRET_KEY"]).encode()
    words = f"{survey.id}:{i18n.fold(code).replace(' ', '')}".encode()
    return hmac.new(secret, words, hashlib.sha256).hexdigest()[:24]


def answer(survey: Survey, respondent: str, raw: Raw, *, language: str) -> Response:
    """Keep what a person answered, once; a later moment joins the earlier one.

    The caller holds the lock of the survey. The same answers again change nothing;
    other answers at the same moment under the same code raise CodeTaken.
    """
    known = queries.response_of(survey, respondent)
    if known is None:
        known = Response(
            survey_id=survey.id,
            respondent=respondent,
            raw={},
            language=language,
            answered_at=clock.now(),
        )
        db.session.add(known)
    if all(known.raw.get(moment) == given for moment, given in raw.items()):
        return known
    if known.raw.keys() & raw.keys():
        raise CodeTaken
    known.raw = {**known.raw, **raw}
    tool = survey.instrument.tool
    for moment, given in raw.items():
        found = instruments.score(tool, given)
        known.scores.append(
            ResponseScore(
                moment=Moment(moment), value=found.value, answered=found.answered
            )
        )
    return known


def add_responses(
    survey: Survey,
    answered: Iterable[tuple[str, Raw]],
    *,
    origin: Origin,
    language: str = "en",
) -> int:
    """Bring in many (respondent, raw) at once, scored; gives how many."""
    tool, now = survey.instrument.tool, clock.now()
    rows: list[dict[str, Any]] = []
    scores: list[dict[str, Any]] = []
    for respondent, raw in answered:
        key = uuid4()
        rows.append(
            {
                "id": key,
                "survey_id": survey.id,
                "respondent": respondent,
                "raw": raw,
                "language": language,
                "origin": origin,
                "answered_at": now,
                "made_at": now,
            }
        )
        for moment, given in raw.items():
            scores.append(_score_row(tool, key, moment, given))
    for table, lines in ((Response, rows), (ResponseScore, scores)):
        if lines:
            db.session.execute(insert(table), lines)
    return len(rows)


def _score_row(
    tool: instruments.Instrument, key: UUID, moment: str, given: dict[str, int]
) -> dict[str, Any]:
    found = instruments.score(tool, given)
    return {
        "id": uuid4(),
        "response_id": key,
        "moment": Moment(moment),
        "value": found.value,
        "answered": found.answered,
        "made_at": clock.now(),
    }


def plan_output(
    award: Award, measure: Measure, planned: int, *, by: Person | None
) -> Output:
    """Say how much of something a project will deliver."""
    if any(o.measure is measure for o in queries.outputs_of(award)):
        raise Refused(_("This output is planned already."))
    output = Output(award=award, measure=measure, planned=planned)
    db.session.add(output)
    audit.record("planned an output", award, by=by, measure=measure, planned=planned)
    return output


def change_plan(award: Award, wanted: Mapping[str, int], by: Person) -> None:
    """Plan so much of each measure, as was agreed with the group, and nothing else.

    A measure that the bid alone promises stays promised. Raises Refused once the
    report is in, since it was measured against what was planned.
    """
    if has_reported(award):
        raise Refused(_("The report is in, so its planned outputs stay."))
    known = {str(output.measure): output for output in queries.outputs_of(award)}
    for code, output in known.items():
        if code not in wanted:
            drop_output(output, award, by=by)
    for code, number in wanted.items():
        output = known.get(code)
        if output is None:
            plan_output(award, Measure(code), number, by=by)
        elif output.planned != number:
            before, output.planned = output.planned, number
            facts = {"measure": code, "before": before, "now": number}
            audit.record("changed an output", award, by=by, **facts)


def drop_output(output: Output, award: Award, *, by: Person) -> None:
    """Plan it no longer."""
    db.session.delete(output)
    audit.record("dropped an output", award, by=by, measure=output.measure)
