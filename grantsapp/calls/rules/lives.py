"""What may happen to a bid after it was written, by whom and when."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from grantsapp import clock
from grantsapp.access import Policy, elsewhere, when, who
from grantsapp.calls.models import Appeal, Application, Call, Clarification, Stage
from grantsapp.calls.rules.bids import (
    bid_manager,
    call_manager,
    handed_in,
    no_tie_stands,
    speaks_for,
    takes_its_side,
)
from grantsapp.db import db
from grantsapp.i18n import lazy_gettext as _


@when(_("This application was withdrawn. Nothing was changed."), late=True)
def not_withdrawn(_person: Any, application: Application) -> bool:
    """Its authors have not taken it back."""
    return application.stage is not Stage.WITHDRAWN


@when(_("The fund is deciding on this bid, so it stays as it is. Write to the fund."))
def undecided(_person: Any, application: Application) -> bool:
    """No decision on it is proposed or made."""
    return not elsewhere("is_decided", application)


@when(_("This application was not handed in, or is open already."))
def can_be_reopened(_person: Any, application: Application) -> bool:
    """It is with the fund."""
    return application.stage is Stage.SUBMITTED and not application.is_reopened


@when(_("This call has closed, so what you sent stays as it is."))
def call_is_open(_person: Any, application: Application) -> bool:
    """The call is open now; its grace time is for handing in alone."""
    return application.call.is_open


@when(_("You can enter bids once this call has opened."))
def has_opened(_person: Any, call: Call) -> bool:
    """The call is published, and its opening has come."""
    return call.is_published and clock.now() >= call.opens_at


@when(_("Wait until the call has closed: until then the group can change its bid."))
def has_closed(_person: Any, application: Application) -> bool:
    """Closing and grace time are over."""
    return clock.now() >= application.call.grace_ends_at


@who
def asked(person: Any, clarification: Clarification) -> bool:
    """Somebody who speaks for the group that is asked."""
    return speaks_for.why_not(person, clarification.application) is None


@who
def its_manager(person: Any, thing: Clarification | Appeal) -> bool:
    """A manager of the call of the bid that it is about."""
    return bid_manager.why_not(person, thing.application) is None


@when(_("You have answered this already. Nothing was sent twice."), late=True)
def not_answered(_person: Any, thing: Clarification | Appeal) -> bool:
    """No answer was sent yet."""
    return thing.answered_at is None


@when(_("The time for this answer has passed. What you typed is kept."), late=True)
def in_its_time(_person: Any, clarification: Clarification) -> bool:
    """The moment that the fund named has not come."""
    return clock.now() < clarification.until


@when(_("This application was withdrawn. Nothing was changed."), late=True)
def its_bid_stands(_person: Any, clarification: Clarification) -> bool:
    """The bid was not withdrawn."""
    return clarification.application.stage is not Stage.WITHDRAWN


def appeal_ends_at(application: Application) -> datetime | None:
    """Say until when a group may appeal: the end of the last day, where the fund is."""
    told = elsewhere("told_result", application)
    if told is None:
        return None
    call = application.call
    return clock.end_of_day(told.told_at, call.fund.time_zone, days=call.appeal_days)


@when(_("You can appeal once the fund has told you its decision."))
def result_is_told(_person: Any, application: Application) -> bool:
    """The group knows what was decided."""
    return elsewhere("told_result", application) is not None


@when(_("The time for an appeal has passed. What you typed is kept."), late=True)
def in_time_to_appeal(_person: Any, application: Application) -> bool:
    """The days for it have not run out."""
    until = appeal_ends_at(application)
    return until is not None and clock.now() < until


@when(_("There is an appeal on this bid already. A second one is not possible."))
def no_appeal_yet(_person: Any, application: Application) -> bool:
    """Nobody of the group has appealed."""
    one = select(Appeal.id).where(Appeal.application_id == application.id)
    return db.session.scalar(one) is None


@who
def its_judge(person: Any, appeal: Appeal) -> bool:
    """The person who is to answer it."""
    return person.is_authenticated and person.id == appeal.assigned_to_id


@who
def appealed(person: Any, appeal: Appeal) -> bool:
    """Somebody who speaks for the group."""
    return speaks_for.why_not(person, appeal.application) is None


@when(_("Whoever decided on a bid, or speaks for its group, cannot judge an appeal."))
def took_no_part(person: Any, appeal: Appeal) -> bool:
    """Neither decided nor approved, nor takes the group's side."""
    return may_judge(person, appeal.application)


def may_judge(person: Any, application: Application) -> bool:
    """Say whether somebody took no part in the bid or its decision."""
    entry = application.entry
    took_part = elsewhere("deciders_of", application) | (
        {entry.by_id} if entry else set()
    )
    sides = takes_its_side.why_not(person, application) is None
    return person.id not in took_part and not sides


@who
def takes_no_side(person: Any, application: Application) -> bool:
    """Not one of those whom its history would tell who judged it, and how."""
    return takes_its_side.why_not(person, application) is not None


POLICY: Policy = {
    ("follow", Application): bid_manager & handed_in & no_tie_stands & takes_no_side,
    ("enter", Call): call_manager & has_opened,
    ("withdraw", Application): speaks_for & not_withdrawn & undecided,
    ("reopen", Application): speaks_for & can_be_reopened & call_is_open & undecided,
    ("ask about", Application): bid_manager
    & handed_in
    & not_withdrawn
    & has_closed
    & undecided,
    ("read", Clarification): asked | its_manager,
    ("answer", Clarification): asked & not_answered & its_bid_stands & in_its_time,
    ("appeal", Application): speaks_for
    & result_is_told
    & no_appeal_yet
    & in_time_to_appeal,
    ("read", Appeal): appealed | its_manager | its_judge,
    ("handle", Appeal): its_manager | its_judge,
    ("assign", Appeal): its_manager & not_answered,
    ("answer", Appeal): its_judge & not_answered & took_no_part,
}
