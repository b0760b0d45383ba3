"""What people of a call answered, for those who work figures out."""

from uuid import UUID

from grantsapp.awards import queries as awards
from grantsapp.calls.models import Call
from grantsapp.evaluation.samples import Answered
from grantsapp.mel import instruments
from grantsapp.mel import queries as mel
from grantsapp.mel.instruments import Instrument as Tool
from grantsapp.mel.models import Survey


def surveys_by_key(call: Call) -> dict[UUID, Survey]:
    """Give the surveys of a call by key."""
    return {survey.id: survey for survey in mel.asked_in(call)}


def tools_in(call: Call) -> dict[UUID, Tool]:
    """Give every instrument that a project of a call owes."""
    surveys = surveys_by_key(call).values()
    return {row.id: row.tool for survey in surveys for row in survey.instruments}


def answered_in(call: Call) -> dict[UUID, list[Answered]]:
    """Give what people answered, by instrument, scored anew from the raw answers."""
    surveys, tools = surveys_by_key(call), tools_in(call)
    projects = {a.id: a.reference for a in awards.awards_in(call)}
    found: dict[UUID, list[Answered]] = {key: [] for key in tools}
    for given in mel.responses_in(call):
        moments, tool = surveys[given.survey_id].moments, tools[given.instrument_id]
        after = given.raw.get(moments[-1], {})
        before = given.raw.get(moments[0], {}) if len(moments) > 1 else {}
        found[given.instrument_id].append(
            Answered(
                project=projects[given.award_id],
                before=instruments.vector(tool, before),
                after=instruments.vector(tool, after),
                score_before=instruments.score(tool, before).value,
                score_after=instruments.score(tool, after).value,
            )
        )
    return found
