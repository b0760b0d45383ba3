"""Projects are asked: a survey with its instruments, opened, closed, opened again."""

from collections.abc import Iterable
from uuid import UUID, uuid4

from sqlalchemy import func, select

from grantsapp import audit, clock
from grantsapp.accounts.models import Person
from grantsapp.awards.models import Award
from grantsapp.calls.models import Call
from grantsapp.db import db
from grantsapp.errors import Refused
from grantsapp.i18n import gettext as _
from grantsapp.mel import queries
from grantsapp.mel.actions import recalling
from grantsapp.mel.instruments import Design
from grantsapp.mel.models import Instrument, Suite, Survey, SurveyInstrument


def ask(
    award: Award,
    instruments: Iterable[Instrument],
    design: Design,
    *,
    expected: int | None = None,
    key: UUID | None = None,
    by: Person | None,
) -> Survey:
    """Ask the people of a project these instruments, in this order.

    The caller holds the lock of the award, so that nobody asks it meanwhile; `key` is
    the id of the survey, where somebody had to know it before.
    """
    tools = list(instruments)
    survey = Survey(
        id=key or uuid4(),
        award=award,
        design=design,
        number=_next_number(award),
        expected=expected,
    )
    survey.parts = _parts(tools)
    db.session.add(survey)
    codes = [tool.code for tool in tools]
    facts = {"instruments": codes, "design": design, "expected": expected}
    audit.record("asked a project", award, by=by, **facts)
    recalling.plan(survey)
    return survey


def _parts(tools: Iterable[Instrument]) -> list[SurveyInstrument]:
    return [
        SurveyInstrument(instrument=tool, position=place)
        for place, tool in enumerate(tools)
    ]


def ask_all(suite: Suite, *, whole: bool, by: Person) -> tuple[int, int]:
    """Ask every project that nobody asked yet; gives how many, and how many not.

    One whose theme no instrument is for is left to be asked by hand.
    """
    waiting = queries.lock_unasked(suite.call)
    asked = 0
    for award in waiting:
        tools = queries.owed_by(suite, award, whole=whole)
        if tools:
            ask(award, tools, suite.design, by=by)
            asked += 1
    return asked, len(waiting) - asked


def expect(survey: Survey, expected: int | None, *, by: Person) -> None:
    """Say how many people are expected to answer."""
    if survey.expected == expected:
        return
    before, survey.expected = survey.expected, expected
    facts = {"number": survey.number, "before": before, "now": expected}
    audit.record("changed what is expected", survey.award, by=by, **facts)


def owe(
    survey: Survey, tools: Iterable[Instrument], design: Design, *, by: Person
) -> None:
    """Ask something else, as long as nobody has answered; the survey is locked."""
    wanted = list(tools)
    if survey.design is design and survey.instruments == wanted:
        return
    if queries.has_answers(survey):
        raise Refused(_("Somebody has answered already, so what is asked stays."))
    survey.parts.clear()
    db.session.flush()  # the same instrument may come again in another place
    survey.parts.extend(_parts(wanted))
    survey.design = design
    codes = [tool.code for tool in wanted]
    facts = {"number": survey.number, "instruments": codes, "design": design}
    audit.record("asked something else", survey.award, by=by, **facts)


def _next_number(award: Award) -> int:
    query = select(func.max(Survey.number)).where(Survey.award_id == award.id)
    return (db.session.scalar(query) or 0) + 1


def close_survey(survey: Survey, *, by: Person | None) -> None:
    """Take no more answers; closing again changes nothing."""
    if not survey.is_open:
        return
    recalling.settle_end(survey)
    survey.closed_at = clock.now()
    audit.record("closed a survey", survey.award, by=by, number=survey.number)
    recalling.plan(survey)


def open_again(survey: Survey, *, by: Person) -> None:
    """Take answers again; opening an open one changes nothing."""
    if survey.is_open:
        return
    recalling.settle_end(survey)
    survey.closed_at = None
    audit.record("opened a survey again", survey.award, by=by, number=survey.number)
    recalling.plan(survey)


def close_all(call: Call, *, by: Person) -> int:
    """Close every survey of a call that takes answers; gives how many."""
    found = queries.open_surveys(call)
    for survey in found:
        close_survey(survey, by=by)
    return len(found)
