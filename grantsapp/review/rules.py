"""Who may do what in the moderation, and when. Conflicts block reading, everywhere."""

from typing import Any

from sqlalchemy import exists, select

from grantsapp.access import Policy, signed_in, when, who
from grantsapp.calls.models import Application
from grantsapp.calls.models import Stage as BidStage
from grantsapp.calls.rules import (
    author,
    bid_manager,
    call_manager,
    handed_in,
    sponsor_of,
    takes_its_side,
)
from grantsapp.db import db
from grantsapp.i18n import lazy_gettext as _
from grantsapp.review.models import (
    Answered,
    Assignment,
    Conflict,
    Criterion,
    Decision,
    DecisionStage,
    Moderator,
    Phase,
    Review,
    Stage,
)


@who
def invited_person(person: Any, moderator: Moderator) -> bool:
    """The person whom the invitation is for."""
    return person.is_authenticated and person.id == moderator.person_id


@when(_("You have answered this invitation already."))
def unanswered(_person: Any, moderator: Moderator) -> bool:
    """No answer has come yet."""
    return moderator.answered is Answered.INVITED


@who
def own_assignment(person: Any, assignment: Assignment) -> bool:
    """The moderator who is asked, once they accepted."""
    moderator = assignment.moderator
    mine = person.is_authenticated and person.id == moderator.person_id
    return mine and moderator.answered is Answered.ACCEPTED


@who
def no_conflict(_person: Any, assignment: Assignment) -> bool:
    """Neither a declared conflict nor a part in the bid."""
    return not has_conflict(assignment.moderator, assignment.application)


def has_conflict(moderator: Moderator, application: Application) -> bool:
    """Say whether a moderator must not touch a bid."""
    if takes_its_side.why_not(moderator.person, application) is None:
        return True
    declared = select(Conflict.id).where(
        Conflict.moderator_id == moderator.id,
        Conflict.application_id == application.id,
    )
    return bool(db.session.scalar(select(declared.exists())))


@when(_("Say first whether you have a conflict."))
def cleared(_person: Any, assignment: Assignment) -> bool:
    """The moderator said that there is no conflict."""
    return assignment.cleared_at is not None


@when(_("This bid was withdrawn by its authors. What you typed is kept."), late=True)
def bid_stands(_person: Any, assignment: Assignment) -> bool:
    """The bid was not taken back."""
    return assignment.application.stage is not BidStage.WITHDRAWN


@when(_("This phase is over. Nothing was changed."), late=True)
def phase_is_open(_person: Any, assignment: Assignment) -> bool:
    """Work in the phase goes on."""
    return assignment.phase.is_open


@when(_("You have submitted this review already. Nothing was sent twice."), late=True)
def not_submitted(_person: Any, assignment: Assignment) -> bool:
    """The review is still being written."""
    return assignment.review is None or assignment.review.stage is Stage.DRAFT


@who
def own_review_is_in(_person: Any, assignment: Assignment) -> bool:
    """Their own scores are submitted, so the others' cannot sway them."""
    return assignment.review is not None and assignment.review.stage is Stage.SUBMITTED


@who
def phase_manager(person: Any, phase: Phase) -> bool:
    """A manager of the phase's call."""
    return call_manager.why_not(person, phase.call) is None


@when(_("Scoring has begun, so the criteria stay as they are."))
def no_review_yet(_person: Any, phase: Phase) -> bool:
    """Nobody has scored in it."""
    begun = exists().where(
        Review.assignment_id == Assignment.id, Assignment.phase_id == phase.id
    )
    return not db.session.scalar(select(begun))


@who
def criterion_manager(person: Any, criterion: Criterion) -> bool:
    """A manager of the criterion's call."""
    return phase_manager.why_not(person, criterion.phase) is None


@when(_("Scoring has begun, so the criteria stay as they are."))
def its_phase_is_untouched(person: Any, criterion: Criterion) -> bool:
    """Nobody has scored in its phase."""
    return no_review_yet.why_not(person, criterion.phase) is None


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


@when(_YOUR_SIDE)
def not_of_the_group(person: Any, decision: Decision) -> bool:
    """They take no side in what it is about."""
    return not_of_its_group.why_not(person, decision.application) is None


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


@who
def told(_person: Any, decision: Decision) -> bool:
    """The fund has sent the results."""
    return decision.told_at is not None


@who
def decided_on(person: Any, decision: Decision) -> bool:
    """Somebody who acts for the organisation that applied, or for its sponsor."""
    return (author | sponsor_of).why_not(person, decision.application) is None


_SEES = own_assignment & no_conflict

POLICY: Policy = {
    ("read", Moderator): invited_person,
    ("answer", Moderator): invited_person & unanswered,
    ("list", Assignment): signed_in,
    ("see", Assignment): _SEES,
    ("read", Assignment): _SEES & bid_stands & cleared,
    ("write", Assignment): _SEES & bid_stands & cleared & not_submitted & phase_is_open,
    ("see other scores", Assignment): _SEES & own_review_is_in,
    ("manage", Phase): phase_manager,
    ("write", Phase): phase_manager & no_review_yet,
    ("write", Criterion): criterion_manager & its_phase_is_untouched,
    ("decide on", Application): bid_manager & handed_in & not_of_its_group,
    ("write", Decision): decision_manager & not_approved & not_of_the_group,
    ("approve", Decision): decision_manager
    & not_approved
    & proposed
    & second_person
    & not_of_the_group,
    ("read", Decision): decided_on & told,
}
