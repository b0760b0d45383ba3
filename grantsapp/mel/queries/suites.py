"""What a suite asks of whom, and who of a call has been asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import case, func, or_, select

from grantsapp import i18n
from grantsapp.accounts.models import Person
from grantsapp.awards import queries as awards
from grantsapp.awards.models import Award, Stage
from grantsapp.calls.models import Call, Duty, Role
from grantsapp.db import db, locked
from grantsapp.mel.models import Instrument, Response, Suite, Survey
from grantsapp.mel.queries.surveys import Counted, surveys_in

LIVE = (Stage.ACCEPTED, Stage.PAST)


def serving(call: Call) -> list[tuple[Person, bool]]:
    """List who has a duty for a call, by name, and whether it is to evaluate."""
    theirs = or_(Role.fund_id == call.fund_id, Role.call_id == call.id)
    mark = func.max(case((Role.duty == Duty.EVALUATOR, 1), else_=0))
    duties = select(Role.person_id, mark.label("evaluates")).where(theirs)
    each = duties.group_by(Role.person_id).subquery()
    query = select(Person, each.c.evaluates).join(each, each.c.person_id == Person.id)
    found = [(row[0], bool(row[1])) for row in db.session.execute(query)]
    return sorted(found, key=lambda one: i18n.fold(one[0].called))


def spoken_by(tools: Iterable[Instrument], call: Call) -> list[str]:
    """List the languages of a call that every one of these instruments speaks."""
    sets = [set(row.tool.languages) for row in tools]
    return [code for code in call.languages if all(code in one for one in sets)]


def is_for(tool: Instrument, theme: str) -> bool:
    """Say whether an instrument suits a theme: it names it, or names none at all."""
    return not theme or not tool.tool.themes or theme in tool.tool.themes


def owed_by(suite: Suite, award: Award, *, whole: bool = False) -> list[Instrument]:
    """List what a project answers: all, or those of its theme and the common ones."""
    return [row for row in suite.instruments if whole or is_for(row, award.theme)]


def renewed(suite: Suite, survey: Survey) -> list[Instrument]:
    """List what a project would answer if it were asked as the suite is now."""
    known, theme = {row.code for row in survey.instruments}, survey.award.theme
    return [r for r in suite.instruments if r.code in known or is_for(r, theme)]


def is_in_line(suite: Suite, survey: Survey) -> bool:
    """Say whether a project is asked what the suite says now."""
    wanted = [row.id for row in renewed(suite, survey)]
    has = [row.id for row in survey.instruments]
    return survey.design is suite.design and wanted == has


def has_answers(survey: Survey) -> bool:
    """Say whether anything at all came in, counted or not."""
    query = select(Response.id).where(Response.survey_id == survey.id)
    return bool(db.session.scalar(select(query.exists())))


@dataclass(frozen=True)
class Project:
    """An award of a call, and what its people are asked."""

    award: Award
    surveys: tuple[Counted, ...]


def projects_in(call: Call) -> list[Project]:
    """List the projects that run or ran, asked or not, by number."""
    by_award: dict[UUID, list[Counted]] = {}
    for counted in surveys_in(call):
        by_award.setdefault(counted.survey.award_id, []).append(counted)
    return [
        Project(award, tuple(by_award.get(award.id, ())))
        for award in awards.awards_in(call)
        if award.is_live
    ]


def lock_unasked(call: Call) -> list[Award]:
    """Hold the projects of a call that nobody asked yet, in one order for all."""
    query = select(Award).where(Award.call_id == call.id, Award.stage.in_(LIVE))
    held = list(db.session.scalars(locked(query.order_by(Award.number))))
    keys = select(Survey.award_id).where(Survey.award_id.in_([a.id for a in held]))
    asked = set(db.session.scalars(keys))
    return [award for award in held if award.id not in asked]


def open_surveys(call: Call) -> list[Survey]:
    """Hold the surveys of a call that take answers."""
    query = select(Survey).join(Award, Award.id == Survey.award_id)
    query = query.where(Award.call_id == call.id, Survey.closed_at.is_(None))
    query = query.order_by(Award.number, Survey.number)
    query = query.with_for_update(of=Survey)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))
