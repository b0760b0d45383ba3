"""Projects are asked: a survey with its instruments, opened, closed, opened again."""

from collections.abc import Iterable

from sqlalchemy import func, select

from grantsapp import audit, clock
from grantsapp.accounts.models import Person
from grantsapp.awards.models import Award
from grantsapp.db import db
from grantsapp.mel.instruments import Design
from grantsapp.mel.models import Instrument, Survey, SurveyInstrument


def ask(
    award: Award,
    instruments: Iterable[Instrument],
    design: Design,
    *,
    expected: int | None = None,
    by: Person | None,
) -> Survey:
    """Ask the people of a project these instruments, in this order.

    The caller holds the lock of the award, so that nobody asks it meanwhile.
    """
    tools = list(instruments)
    survey = Survey(
        award=award, design=design, number=_next_number(award), expected=expected
    )
    survey.parts = [
        SurveyInstrument(instrument=tool, position=place)
        for place, tool in enumerate(tools)
    ]
    db.session.add(survey)
    codes = [tool.code for tool in tools]
    facts = {"instruments": codes, "design": design, "expected": expected}
    audit.record("asked a project", award, by=by, **facts)
    return survey


def _next_number(award: Award) -> int:
    query = select(func.max(Survey.number)).where(Survey.award_id == award.id)
    return (db.session.scalar(query) or 0) + 1


def close_survey(survey: Survey, *, by: Person | None) -> None:
    """Take no more answers; closing again changes nothing."""
    if not survey.is_open:
        return
    survey.closed_at = clock.now()
    audit.record("closed a survey", survey.award, by=by, number=survey.number)


def open_again(survey: Survey, *, by: Person) -> None:
    """Take answers again; opening an open one changes nothing."""
    if survey.is_open:
        return
    survey.closed_at = None
    audit.record("opened a survey again", survey.award, by=by, number=survey.number)
