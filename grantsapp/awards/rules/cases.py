"""Who sees that something may be wrong with an award, and who settles it."""

from typing import Any

from sqlalchemy import select

from grantsapp.access import Policy, Rule, when
from grantsapp.awards.models import Award, Irregularity, Stage
from grantsapp.awards.rules.awards import award_manager
from grantsapp.awards.rules.sides import of_no_side
from grantsapp.db import db
from grantsapp.i18n import lazy_gettext as _


@when(_("Nothing is paid for this award, so there is nothing to suspend."))
def is_paid_for(_person: Any, award: Award) -> bool:
    """It is offered or under way."""
    return award.stage in {Stage.OFFERED, Stage.ACCEPTED}


@when(_("A case is open already. It must be closed first."), late=True)
def none_open(_person: Any, award: Award) -> bool:
    """One case at a time."""
    opened = select(Irregularity.id).where(
        Irregularity.award_id == award.id, Irregularity.closed_at.is_(None)
    )
    return not db.session.scalar(select(opened.exists()))


@when(_("This case is closed. It stays as it is."), late=True)
def not_closed(_person: Any, case: Irregularity) -> bool:
    """Nobody has settled it."""
    return case.closed_at is None


@when(_("Somebody else must close the case that you opened."), late=True)
def by_another(person: Any, case: Irregularity) -> bool:
    """Not who opened it."""
    return case.opened_by_id != person.id


_manager = award_manager & of_no_side
_its_manager = Rule(lambda p, c: _manager.why_not(p, c.award), _manager.words)

POLICY: Policy = {
    ("see cases", Award): _manager,
    ("open a case", Award): _manager & is_paid_for & none_open,
    ("read", Irregularity): _its_manager,
    ("close", Irregularity): _its_manager & not_closed & by_another,
}
