"""Who asks projects, and who may answer when."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from grantsapp import clock
from grantsapp.access import Policy, anybody, when, who
from grantsapp.awards.models import Award
from grantsapp.awards.rules import award_manager
from grantsapp.calls.models import Call
from grantsapp.calls.rules import call_evaluator, call_manager
from grantsapp.db import db
from grantsapp.i18n import lazy_gettext as _
from grantsapp.mel import timing
from grantsapp.mel.instruments import Moment
from grantsapp.mel.models import Suite, Survey


@dataclass(frozen=True)
class Occasion:
    """A survey to be answered about a moment, by somebody who began at that time."""

    survey: Survey
    moment: Moment
    began: datetime
    has_link: bool = False  # one that works once; whether it was used comes later

    @property
    def had_one_link(self) -> bool:
        """Say whether the public link let people in when the person began."""
        since = self.survey.needs_ticket_since
        return since is None or self.began < since

    @property
    def is_late(self) -> bool:
        """Say whether that moment is over by now."""
        return self.moment not in open_at(self.survey, clock.now())


def open_at(survey: Survey, at: datetime) -> tuple[Moment, ...]:
    """Say about which moments a survey could be answered at a time."""
    call, closed = survey.award.call, survey.closed_at
    wall = ZoneInfo(call.fund.time_zone)
    query = select(Suite.follow_ups).where(Suite.call_id == call.id)
    is_closed = closed is not None and at >= closed
    closed_on = survey.closed_on if is_closed else None
    return timing.open_moments(
        survey.design,
        db.session.scalar(query) or [],
        closed_on,
        timing.over_on(survey.over_on, closed_on, survey.award.ends_on),
        at.astimezone(wall).date(),
    )


@who
def award_evaluator(person: Any, award: Award) -> bool:
    """The evaluator of the award's call."""
    return call_evaluator.why_not(person, award.call) is None


@who
def survey_staff(person: Any, survey: Survey) -> bool:
    """A manager or the evaluator of the survey's call."""
    return (award_manager | award_evaluator).why_not(person, survey.award) is None


CLOSED = _("This survey is closed. Thank you for looking in.")


@when(CLOSED)
def survey_is_open(_person: Any, survey: Survey) -> bool:
    """People can answer about some moment now."""
    return bool(open_at(survey, clock.now()))


@when(CLOSED)
def was_begun_in_time(_person: Any, occasion: Occasion) -> bool:
    """It was open when the person began; the network may have taken its time."""
    return occasion.moment in open_at(occasion.survey, occasion.began)


LINKS_ONLY = _("For this survey everybody gets a link of their own, which works once.")


@when(LINKS_ONLY)
def survey_has_one_link(_person: Any, survey: Survey) -> bool:
    """Whoever has the public link can answer."""
    return not survey.needs_ticket


@when(LINKS_ONLY)
def has_a_link(_person: Any, occasion: Occasion) -> bool:
    """The person came by a link that lets them in, or while the public one did."""
    return occasion.has_link or occasion.had_one_link


POLICY: Policy = {
    ("measure", Call): call_manager | call_evaluator,
    ("answer", Survey): anybody & survey_is_open & survey_has_one_link,
    ("answer", Occasion): anybody & was_begun_in_time & has_a_link,
    ("see thanks", Survey): anybody,
    ("manage", Survey): survey_staff,
}
