"""Months later: the group is told that the follow-up can be handed on, once.

A letter is due when a follow-up opens, and a reminder three weeks on where nothing came
in. The day hangs on when the survey closed and when the award ends, which may change:
each job looks again, and asks for another where its day is still to come. Once people
can answer the first one it changes no more, so that nobody is asked the same twice.
"""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from grantsapp import clock, jobs, mail
from grantsapp.awards.models import Award
from grantsapp.awards.queries import cases
from grantsapp.db import db
from grantsapp.mel import queries, timing
from grantsapp.mel.instruments import Moment
from grantsapp.mel.models import Suite, Survey
from grantsapp.mel.queries import moments

OPENS, WAITS = "mel.follow_up_opens", "mel.follow_up_waits"
AGAIN = timedelta(weeks=3)
LETTERS = {OPENS: "follow_up_opens", WAITS: "follow_up_waits"}


def plan(survey: Survey, suite: Suite | None = None) -> None:
    """Ask for the letters of its follow-ups; those gone by are not asked for."""
    suite = suite or queries.suite_of(survey.award.call)
    end = moments.over_on(survey)
    if suite is None or end is None:
        return
    for moment, months in timing.MONTHS.items():
        if months in suite.follow_ups:
            _plan(survey, moment, end)


def settle_end(survey: Survey, suite: Suite | None = None) -> None:
    """Fix the day from which follow-ups count, once people can answer one of them.

    It is asked before anything that would move that day: a letter, an answer, closing
    and opening again.
    """
    if survey.over_on is not None:
        return
    suite = suite or queries.suite_of(survey.award.call)
    if moments.has_opened_one(survey, suite):
        survey.over_on = moments.over_on(survey)


def replan(award: Award) -> None:
    """Ask anew, since the last day of an award is another one."""
    for counted in queries.surveys_of(award):
        plan(counted.survey)


def replan_all(suite: Suite) -> None:
    """Ask anew for every survey of a call, since its suite has changed."""
    for counted in queries.surveys_in(suite.call):
        plan(counted.survey, suite)


def _plan(survey: Survey, moment: Moment, end: date) -> None:
    due, last = timing.due_on(moment, end), timing.last_day(moment, end)
    today = moments.today_of(survey)
    if due is None or last is None or today > last:
        return  # nobody could answer any more
    db.session.flush()  # a new survey gets its id
    zone = ZoneInfo(survey.award.call.fund.time_zone)
    for kind, day in ((OPENS, due), (WAITS, due + AGAIN)):
        # A job that found its day gone may be asked for again; its letter goes once.
        key = f"{kind}:{survey.id}:{moment}:{day}:{max(day, today)}"
        at = datetime.combine(day, time(9), zone).astimezone(clock.UTC)
        what = {"survey": str(survey.id), "moment": str(moment), "day": day.isoformat()}
        jobs.ask(kind, key, due_at=at, **what)


def tell(payload: dict[str, Any]) -> None:
    """Write to the group that its people can be asked again (a job)."""
    survey = _meant(payload, timedelta())
    if survey is not None:
        settle_end(survey)
        _write(OPENS, survey, Moment(payload["moment"]))


def remind(payload: dict[str, Any]) -> None:
    """Write to the group again where nothing came in (a job)."""
    survey = _meant(payload, AGAIN)
    moment = Moment(payload["moment"])
    if survey is None or queries.counted([survey])[0].by_moment.get(moment):
        return
    _write(WAITS, survey, moment)


def _meant(payload: dict[str, Any], after: timedelta) -> Survey | None:
    """Give the survey if its follow-up is open on the day that was meant."""
    survey = queries.survey_by_id(UUID(payload["survey"]))
    if survey is None or not survey.award.is_live or cases.has_ended(survey.award):
        return None
    suite, end = queries.suite_of(survey.award.call), moments.over_on(survey)
    moment = Moment(payload["moment"])
    due = timing.due_on(moment, end) if end else None
    if due is None or (due + after).isoformat() != payload["day"]:
        return None  # another job stands for the day that holds now
    return survey if moment in moments.open_now(survey, suite) else None


def _write(kind: str, survey: Survey, moment: Moment) -> None:
    award, end = survey.award, moments.over_on(survey)
    group = award.organisation
    for member in group.memberships if group else ():
        mail.post(
            LETTERS[kind],
            f"{kind}:{survey.id}:{moment}:{member.person_id}",
            to=member.person.email,
            language=member.person.language,
            person=member.person,
            award=award,
            last=timing.last_day(moment, end) if end else None,
            url=mail.address(f"/surveys/{survey.key}"),
            page=mail.address(f"/awards/{award.id}/surveys"),
            needs_ticket=survey.needs_ticket,
            tickets=mail.address(f"/awards/{award.id}/tickets"),
        )


JOBS = {OPENS: tell, WAITS: remind}
