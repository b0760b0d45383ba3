"""Who may do what with the reviews of moderators, and when."""

from typing import Any

from sqlalchemy import exists, select

from grantsapp.access import Policy, Rule, signed_in, when, who
from grantsapp.db import db
from grantsapp.i18n import lazy_gettext as _
from grantsapp.review.models import (
    Answered,
    Assignment,
    Moderator,
    Phase,
    Seat,
    Seen,
    Stage,
)
from grantsapp.review.rules import panel, phases
from grantsapp.review.rules.deciding import no_part_in_it


@who
def own_assignment(person: Any, assignment: Assignment) -> bool:
    """The moderator who is asked, once they accepted and as long as they are."""
    moderator = assignment.moderator
    mine = person.is_authenticated and person.id == moderator.person_id
    return mine and moderator.scores and assignment.declined_at is None


@who
def scores_in_its_call(person: Any, phase: Phase) -> bool:
    """Somebody who scores bids of the call that the phase belongs to."""
    if not person.is_authenticated:
        return False
    mine = exists().where(
        Moderator.call_id == phase.call_id,
        Moderator.person_id == person.id,
        Moderator.seat == Seat.MODERATOR,
        Moderator.answered == Answered.ACCEPTED,
    )
    return bool(db.session.scalar(select(mine)))


@who
def manages_its_phase(person: Any, assignment: Assignment) -> bool:
    """A manager of the call whose bid it is."""
    return phases.phase_manager.why_not(person, assignment.phase) is None


def _of_its_reading(rule: Rule) -> Rule:
    """Ask a rule about the member, the bid and the phase that it brings together."""
    return Rule(lambda p, a: rule.why_not(p, a.reading), rule.words)


takes_no_part = Rule(
    lambda p, a: no_part_in_it.why_not(p, a.application), no_part_in_it.words
)


@when(_("You have submitted this review already. Nothing was sent twice."), late=True)
def not_submitted(_person: Any, assignment: Assignment) -> bool:
    """The review is still being written."""
    return assignment.review is None or assignment.review.stage is Stage.DRAFT


@when(_("This review is not in yet."))
def own_is_in(_person: Any, assignment: Assignment) -> bool:
    """Their own review is submitted."""
    return assignment.review is not None and assignment.review.stage is Stage.SUBMITTED


@when(_("A review that is in cannot be declined any more."), late=True)
def never_in(_person: Any, assignment: Assignment) -> bool:
    """Their own review was never submitted."""
    review = assignment.review
    return review is None or (review.submitted_at or review.reopened_at) is None


@when(_("This bid is not in this phase any more. What you typed is kept."), late=True)
def still_in_its_phase(_person: Any, assignment: Assignment) -> bool:
    """Every phase before lets it on, and a check did not find against it since."""
    return assignment.application_id in phases.bids_in(assignment.phase)


@who
def others_can_be_seen(_person: Any, assignment: Assignment) -> bool:
    """Their own scores are in, or the phase is over, as the phase says."""
    phase = assignment.phase
    if phase.scores_seen is Seen.NEVER:
        return False
    is_in = own_is_in.why_not(_person, assignment) is None
    return is_in and (phase.scores_seen is Seen.OWN_IN or phase.closed_at is not None)


no_conflict = _of_its_reading(panel.no_conflict)
bid_stands = _of_its_reading(panel.bid_stands)
phase_has_begun = _of_its_reading(panel.phase_has_begun)
phase_is_open = _of_its_reading(panel.phase_is_open)
cleared = _of_its_reading(panel.cleared)

_SEES = own_assignment & no_conflict
_READS = _SEES & phase_has_begun & bid_stands & cleared

POLICY: Policy = {
    ("list", Assignment): signed_in,
    ("see", Assignment): _SEES,
    ("read", Assignment): _READS,
    ("write", Assignment): _READS & not_submitted & phase_is_open & still_in_its_phase,
    ("decline", Assignment): _SEES & never_in & phase_is_open,
    ("reopen", Assignment): _READS & own_is_in & phase_is_open & still_in_its_phase,
    ("look into", Assignment): manages_its_phase & takes_no_part,
    ("score in", Phase): scores_in_its_call,
    ("see other scores", Assignment): _SEES & others_can_be_seen,
}
