"""Who may do what with surveys, outputs and reports, and when."""

from typing import Any

from sqlalchemy import select

from grantsapp.access import Policy, Rule, anybody, when, who
from grantsapp.awards.models import Award
from grantsapp.awards.rules import award_manager, grantee
from grantsapp.calls.models import Call
from grantsapp.calls.rules import call_evaluator, call_manager, roles_of
from grantsapp.db import db
from grantsapp.i18n import lazy_gettext as _
from grantsapp.mel.models import Instrument, Output, Report, Stage, Survey


@who
def staff(person: Any, _thing: Any) -> bool:
    """Somebody with a duty in any fund."""
    return bool(roles_of(person))


@who
def award_evaluator(person: Any, award: Award) -> bool:
    """The evaluator of the award's call."""
    return call_evaluator.why_not(person, award.call) is None


@who
def survey_staff(person: Any, survey: Survey) -> bool:
    """A manager or the evaluator of the survey's call."""
    return (award_manager | award_evaluator).why_not(person, survey.award) is None


@when(_("This survey is closed. Thank you for looking in."))
def survey_is_open(_person: Any, survey: Survey) -> bool:
    """People can still answer."""
    return survey.is_open


@when(_("Accept the grant first."))
def under_way(_person: Any, award: Award) -> bool:
    """The offer was accepted."""
    return award.is_live


@when(_("This report is with the fund already. What you typed is kept."), late=True)
def not_reported(_person: Any, award: Award) -> bool:
    """The report has not been sent."""
    return not has_reported(award)


def has_reported(award: Award) -> bool:
    """Say whether a grantee's report is in."""
    sent = select(Report.id).where(
        Report.award_id == award.id, Report.stage == Stage.SUBMITTED
    )
    return bool(db.session.scalar(select(sent.exists())))


def output_rule(person: Any, output: Output) -> Any:
    """Ask the same of an output as of its award."""
    plans = (award_manager | award_evaluator) & not_reported
    return plans.why_not(person, output.award)


output_staff = Rule(output_rule, "whoever may plan its award")

POLICY: Policy = {
    ("list", Instrument): staff,
    ("measure", Call): call_manager | call_evaluator,
    ("answer", Survey): anybody & survey_is_open,
    ("see thanks", Survey): anybody,
    ("manage", Survey): survey_staff,
    ("manage", Output): output_staff,
    ("plan", Award): (award_manager | award_evaluator) & not_reported,
    ("read report", Award): grantee | award_manager | award_evaluator,
    ("report on", Award): grantee & under_way & not_reported,
}
