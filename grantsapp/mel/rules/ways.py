"""Who hands a survey on, who keys its sheets until when, and which links still work."""

from typing import Any

from sqlalchemy import select

from grantsapp import clock
from grantsapp.access import Policy, Rule, anybody, when, who
from grantsapp.awards.models import Award
from grantsapp.awards.rules import award_manager, grantee
from grantsapp.db import db
from grantsapp.i18n import lazy_gettext as _
from grantsapp.mel import paper, timing
from grantsapp.mel.instruments import Moment
from grantsapp.mel.models import Suite, Survey, Ticket
from grantsapp.mel.rules.surveys import award_evaluator, survey_is_open
from grantsapp.mel.walk import DAYS


@who
def hands_on(person: Any, survey: Survey) -> bool:
    """Somebody of the group, a manager or the evaluator."""
    theirs = grantee | award_manager | award_evaluator
    return theirs.why_not(person, survey.award) is None


def keyable(survey: Survey) -> tuple[Moment, ...]:
    """Say of which moments sheets can be keyed today."""
    award = survey.award
    query = select(Suite.follow_ups).where(Suite.call_id == award.call_id)
    return paper.keyable(
        survey.design,
        db.session.scalar(query) or (),
        survey.closed_on,
        timing.over_on(survey.over_on, survey.closed_on, award.ends_on),
        clock.today(award.call.fund.time_zone),
    )


@when(
    _(
        "This survey closed too long ago. A sheet can be typed in for %(days)d days "
        "after it: ask the evaluator of the fund.",
        days=DAYS,
    )
)
def in_time_for_sheets(_person: Any, survey: Survey) -> bool:
    """Sheets of some moment can still be keyed."""
    return bool(keyable(survey))


@when(_("This link was used already. Ask for another."))
def not_used(_person: Any, ticket: Ticket) -> bool:
    """Nobody answered through this link."""
    return ticket.used_on is None


def _of_ticket(person: Any, ticket: Ticket) -> Any:
    return survey_is_open.why_not(person, ticket.survey)


ticket_is_open = Rule(_of_ticket, survey_is_open.words)

POLICY: Policy = {
    ("see the ways into", Award): grantee | award_manager | award_evaluator,
    ("hand on", Survey): hands_on,
    ("key", Survey): hands_on & in_time_for_sheets,
    ("make links to", Survey): hands_on & survey_is_open,
    ("answer with", Ticket): anybody & not_used & ticket_is_open,
}
