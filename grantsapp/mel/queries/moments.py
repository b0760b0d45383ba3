"""About which moments a project can be answered, and when the next one comes."""

from datetime import date

from grantsapp import clock
from grantsapp.mel import timing
from grantsapp.mel.instruments import Moment
from grantsapp.mel.models import Suite, Survey


def today_of(survey: Survey) -> date:
    """Say what day it is where the fund is."""
    return clock.today(survey.award.call.fund.time_zone)


def over_on(survey: Survey) -> date | None:
    """Say from which day on the months to a follow-up are counted."""
    return timing.over_on(survey.over_on, survey.closed_on, survey.award.ends_on)


def open_now(survey: Survey, suite: Suite | None) -> tuple[Moment, ...]:
    """List the moments about which people can answer today."""
    return timing.open_moments(
        survey.design,
        suite.follow_ups if suite else (),
        survey.closed_on,
        over_on(survey),
        today_of(survey),
    )


def has_opened_one(survey: Survey, suite: Suite | None) -> bool:
    """Say whether people can answer a follow-up today."""
    asked = suite.follow_ups if suite else ()
    return bool(timing.follow_ups_open(asked, over_on(survey), today_of(survey)))


def still_to_come(survey: Survey, suite: Suite | None) -> list[tuple[Moment, date]]:
    """List the follow-ups that open on a later day."""
    end = over_on(survey)
    if suite is None or end is None:
        return []
    found = [
        (moment, timing.due_on(moment, end))
        for moment, months in timing.MONTHS.items()
        if months in suite.follow_ups
    ]
    return [(m, day) for m, day in found if day and day > today_of(survey)]


def asked_about(survey: Survey, suite: Suite | None) -> list[Moment]:
    """List the moments that a project is asked about, now or later."""
    months = suite.follow_ups if suite else ()
    later = [m for m, after in timing.MONTHS.items() if after in months]
    return [*(m for m in survey.moments if m is not Moment.R0), *later]
