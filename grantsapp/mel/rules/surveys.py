"""Who asks projects, and who may answer when."""

from typing import Any

from grantsapp.access import Policy, anybody, when, who
from grantsapp.awards.models import Award
from grantsapp.awards.rules import award_manager
from grantsapp.calls.models import Call
from grantsapp.calls.rules import call_evaluator, call_manager
from grantsapp.i18n import lazy_gettext as _
from grantsapp.mel.models import Survey


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


POLICY: Policy = {
    ("measure", Call): call_manager | call_evaluator,
    ("answer", Survey): anybody & survey_is_open,
    ("see thanks", Survey): anybody,
    ("manage", Survey): survey_staff,
}
