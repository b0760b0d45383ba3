"""Who asks for a change of an award, and who decides on it."""

from typing import Any

from sqlalchemy import select

from grantsapp.access import Policy, Rule, when
from grantsapp.awards.models import Award, Variation, VariationStage
from grantsapp.awards.rules.awards import award_manager, grantee
from grantsapp.awards.rules.sides import accepted, no_side
from grantsapp.db import db
from grantsapp.i18n import lazy_gettext as _


@when(_("A change is waiting for the fund already. Take it back first."), late=True)
def none_waits(_person: Any, award: Award) -> bool:
    """One change at a time: what it changes from must be known."""
    waits = select(Variation.id).where(
        Variation.award_id == award.id, Variation.stage == VariationStage.ASKED
    )
    return not db.session.scalar(select(waits.exists()))


@when(_("This change is decided, or was taken back."), late=True)
def waits(_person: Any, variation: Variation) -> bool:
    """Nobody has settled it."""
    return variation.stage is VariationStage.ASKED


@when(_("Somebody else must decide on what you asked for."), late=True)
def not_their_own(person: Any, variation: Variation) -> bool:
    """Whoever asked for it does not decide on it, whatever they are now."""
    return variation.asked_by_id != person.id


@when(_("Somebody must propose to agree first."), late=True)
def proposed(_person: Any, variation: Variation) -> bool:
    """A first person said yes to another amount."""
    return variation.proposed_by_id is not None


@when(_("Somebody else must approve what you proposed."), late=True)
def second_person(person: Any, variation: Variation) -> bool:
    """Not the one who proposed it."""
    return variation.proposed_by_id != person.id


def _of_its_award(rule: Rule) -> Rule:
    return Rule(lambda p, v: rule.why_not(p, v.award), rule.words)


_decider = _of_its_award(award_manager & no_side) & waits & not_their_own

POLICY: Policy = {
    ("ask for a change", Award): grantee & accepted & none_waits,
    ("read", Variation): _of_its_award(grantee),
    ("withdraw", Variation): _of_its_award(grantee) & waits,
    ("manage", Variation): _of_its_award(award_manager),
    ("decide", Variation): _decider,
    ("approve", Variation): _decider & proposed & second_person,
}
