"""Who may decide on bids, who approves, and who may read what was decided."""

from typing import Any

from grantsapp.access import Policy, Rule, when, who
from grantsapp.calls.models import Application, Stage
from grantsapp.calls.rules import (
    author,
    bid_manager,
    call_manager,
    handed_in,
    no_tie_stands,
    sponsor_of,
    takes_its_side,
)
from grantsapp.i18n import lazy_gettext as _
from grantsapp.review.models import Decision, DecisionStage, Outcome


@who
def decision_manager(person: Any, decision: Decision) -> bool:
    """A manager of the call of the bid that it decides on."""
    return call_manager.why_not(person, decision.application.call) is None


_YOUR_SIDE = _(
    "You belong to this group, help it or sponsor it. Somebody else must decide."
)


@when(_YOUR_SIDE)
def not_of_its_group(person: Any, application: Application) -> bool:
    """They act neither for the group nor for its sponsor, and never helped it."""
    return takes_its_side.why_not(person, application) is not None


no_part_in_it = not_of_its_group & no_tie_stands
no_part_in_its_bid = Rule(
    lambda p, d: no_part_in_it.why_not(p, d.application), no_part_in_it.words
)


@when(_("This decision is approved. It stays as it is."), late=True)
def not_approved(_person: Any, decision: Decision) -> bool:
    """It is still in the hands of those who decide."""
    return decision.stage is not DecisionStage.APPROVED


@when(_("This decision was sent back. It must be made anew first."), late=True)
def proposed(_person: Any, decision: Decision) -> bool:
    """It waits for a second person."""
    return decision.stage is not DecisionStage.RETURNED


@when(_("Somebody else must approve what you decided."), late=True)
def second_person(person: Any, decision: Decision) -> bool:
    """Not the person who made it."""
    return decision.by_id != person.id


@when(_("Somebody else must look at what you decided."), late=True)
def second_person_before_approval(person: Any, decision: Decision) -> bool:
    """Not who made it; once it is approved, any manager may stop it."""
    approved = decision.stage is DecisionStage.APPROVED
    return approved or decision.by_id != person.id


@when(_("The group knows this result. It stays as it is."), late=True)
def not_told(_person: Any, decision: Decision) -> bool:
    """Nobody of the group has heard of it."""
    return decision.told_at is None


@when(_("This bid does not wait on the reserve list any more."), late=True)
def waits_on_reserve(_person: Any, decision: Decision) -> bool:
    """It is on the reserve list, and its group knows."""
    waits = decision.outcome is Outcome.RESERVE and decision.told_at is not None
    return waits and decision.application.stage is Stage.SUBMITTED


@who
def told(_person: Any, decision: Decision) -> bool:
    """The fund has sent the results."""
    return decision.told_at is not None


@who
def decided_on(person: Any, decision: Decision) -> bool:
    """Somebody who acts for the organisation that applied, or for its sponsor."""
    return (author | sponsor_of).why_not(person, decision.application) is None


POLICY: Policy = {
    ("decide on", Application): bid_manager & handed_in & no_part_in_it,
    ("write", Decision): decision_manager & not_approved & no_part_in_its_bid,
    ("approve", Decision): decision_manager
    & not_approved
    & proposed
    & second_person
    & no_part_in_its_bid,
    ("send back", Decision): decision_manager
    & not_told
    & proposed
    & second_person_before_approval
    & no_part_in_its_bid,
    ("call up", Decision): decision_manager & no_part_in_its_bid & waits_on_reserve,
    ("read the letter", Decision): decision_manager & no_part_in_its_bid,
    ("edit the letter", Decision): decision_manager & not_told & no_part_in_its_bid,
    ("check", Application): bid_manager & handed_in & no_part_in_it,
    ("assign", Application): bid_manager & handed_in & no_part_in_it,
    ("vet", Application): bid_manager & handed_in & no_part_in_it,
    ("read", Decision): decided_on & told,
}
