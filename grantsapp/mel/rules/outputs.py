"""Who plans outputs, and who reports on them."""

from typing import Any

from sqlalchemy import select

from grantsapp.access import Policy, Rule, when
from grantsapp.awards.models import Award
from grantsapp.awards.rules import award_manager, grantee
from grantsapp.db import db
from grantsapp.i18n import lazy_gettext as _
from grantsapp.mel.models import Output, Report, Stage
from grantsapp.mel.rules.surveys import award_evaluator


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
    ("manage", Output): output_staff,
    ("plan", Award): (award_manager | award_evaluator) & not_reported,
    ("read report", Award): grantee | award_manager | award_evaluator,
    ("report on", Award): grantee & under_way & not_reported,
}
