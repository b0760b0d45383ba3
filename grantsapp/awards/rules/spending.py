"""Who writes the budget of an award and what was spent, and who looks at it."""

from typing import Any

from sqlalchemy import select

from grantsapp.access import Policy, Rule, when
from grantsapp.awards.models import Agreement, AgreementStage, Award, Spend, SpendStage
from grantsapp.awards.models.awards import Stage
from grantsapp.awards.rules.awards import award_manager, grantee
from grantsapp.awards.rules.sides import accepted, no_side
from grantsapp.db import db
from grantsapp.i18n import lazy_gettext as _

SIGNED = (AgreementStage.SIGNED, AgreementStage.IN_FORCE)


@when(_("This award does not stand any more."))
def stands(_person: Any, award: Award) -> bool:
    """It was offered, and not given back."""
    return award.stage in {Stage.OFFERED, Stage.ACCEPTED}


@when(
    _("The agreement is signed, so its budget stays. The group can ask for a change."),
    late=True,
)
def not_signed(_person: Any, award: Award) -> bool:
    """Nobody has put their name to its lines."""
    signed = select(Agreement.id).where(
        Agreement.award_id == award.id, Agreement.stage.in_(SIGNED)
    )
    return not db.session.scalar(select(signed.exists()))


@when(_("The fund has agreed to this spending. It stays as it is."), late=True)
def not_agreed(_person: Any, spend: Spend) -> bool:
    """The fund has not said yes to it."""
    return spend.stage is not SpendStage.AGREED


@when(_("Somebody else must agree to what you noted."), late=True)
def not_their_own(person: Any, spend: Spend) -> bool:
    """Whoever noted it does not agree to it, whatever they are now."""
    return spend.by_id != person.id


def of_its_award(rule: Rule) -> Rule:
    """Ask the same of what was spent as of its award."""
    return Rule(lambda p, s: rule.why_not(p, s.line.award), rule.words)


_its_group = of_its_award(grantee & accepted)

POLICY: Policy = {
    ("edit the budget", Award): award_manager & stands & no_side & not_signed,
    ("note spending", Award): grantee & accepted,
    ("check spending", Award): award_manager,
    ("change", Spend): _its_group & not_agreed,
    ("read", Spend): of_its_award(grantee | award_manager),
    ("agree", Spend): of_its_award(award_manager & no_side)
    & not_agreed
    & not_their_own,
    ("query", Spend): of_its_award(award_manager & no_side),
}
