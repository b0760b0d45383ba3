"""Who settles a tie between the panel and a bid, and who names one."""

from typing import Any

from grantsapp.access import Policy, Rule, elsewhere, when, who
from grantsapp.calls.models import Application
from grantsapp.calls.models import Stage as BidStage
from grantsapp.calls.rules import (
    call_manager,
    no_tie_stands,
    speaks_for,
    takes_its_side,
)
from grantsapp.i18n import lazy_gettext as _
from grantsapp.review.models import Conflict, Objection


@who
def conflict_manager(person: Any, conflict: Conflict) -> bool:
    """A manager of the call whose panel and bid it ties."""
    return call_manager.why_not(person, conflict.moderator.call) is None


@when(_("This tie is your own. Somebody else must settle it."))
def not_their_own(person: Any, conflict: Conflict) -> bool:
    """Not the person whom it ties."""
    return conflict.moderator.person_id != person.id


@when(_("You take the side of this bid. Somebody else must settle its ties."))
def not_on_its_side(person: Any, conflict: Conflict) -> bool:
    """Neither of the group nor of its sponsor, and never a helper of either."""
    return takes_its_side.why_not(person, conflict.application) is not None


# Nor do they settle a tie of somebody else's to a bid that they are tied to.
not_tied_to_its_bid = Rule(
    lambda p, c: no_tie_stands.why_not(p, c.application), no_tie_stands.words
)


@when(_("The result is told. Nobody reads this bid any more to judge it."), late=True)
def result_is_not_told(_person: Any, application: Application) -> bool:
    """The group does not know yet what was decided."""
    return elsewhere("told_result", application) is None


@when(_("This application was withdrawn. Nothing was changed."), late=True)
def not_withdrawn(_person: Any, application: Application) -> bool:
    """Its authors have not taken it back."""
    return application.stage is not BidStage.WITHDRAWN


_objects = speaks_for & not_withdrawn & result_is_not_told


@who
def its_objector(person: Any, objection: Objection) -> bool:
    """Somebody who speaks for the group that names somebody."""
    return speaks_for.why_not(person, objection.application) is None


@when(_("The result is told. Nobody reads this bid any more to judge it."), late=True)
def its_result_is_not_told(person: Any, objection: Objection) -> bool:
    """The group does not know yet what was decided."""
    return result_is_not_told.why_not(person, objection.application) is None


POLICY: Policy = {
    ("read", Conflict): conflict_manager,
    ("settle", Conflict): conflict_manager
    & not_their_own
    & not_on_its_side
    & not_tied_to_its_bid,
    ("read objections of", Application): speaks_for,
    ("object to readers of", Application): _objects,
    ("take back", Objection): its_objector & its_result_is_not_told,
}
