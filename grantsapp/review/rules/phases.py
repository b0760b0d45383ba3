"""Who may shape the phases of a call, and which bids are in them."""

from typing import Any
from uuid import UUID

from sqlalchemy import exists, or_, select

from grantsapp.access import Policy, when, who
from grantsapp.calls.models import Application
from grantsapp.calls.models import Stage as BidStage
from grantsapp.calls.rules import call_manager
from grantsapp.db import db
from grantsapp.i18n import lazy_gettext as _
from grantsapp.review.models import (
    Assignment,
    Check,
    Criterion,
    Kind,
    Moderated,
    Passage,
    Phase,
    Review,
)

_BEGUN = _("Scoring has begun, so the criteria stay as they are.")
_IN = "bids in a phase"


@who
def phase_manager(person: Any, phase: Phase) -> bool:
    """A manager of the phase's call."""
    return call_manager.why_not(person, phase.call) is None


@when(_BEGUN)
def no_review_yet(_person: Any, phase: Phase) -> bool:
    """Nobody has scored in it, and no meeting agreed on one of its scores."""
    begun = exists().where(
        Review.assignment_id == Assignment.id, Assignment.phase_id == phase.id
    )
    agreed = exists().where(
        Moderated.criterion_id == Criterion.id, Criterion.phase_id == phase.id
    )
    return not db.session.scalar(select(or_(begun, agreed)))


@when(_("This phase is closed. Open it again first."), late=True)
def not_closed(_person: Any, phase: Phase) -> bool:
    """No manager has closed it."""
    return phase.closed_at is None


@when(_("This phase is not closed."))
def closed(_person: Any, phase: Phase) -> bool:
    """A manager has closed it."""
    return phase.closed_at is not None


@who
def criterion_manager(person: Any, criterion: Criterion) -> bool:
    """A manager of the criterion's call."""
    return phase_manager.why_not(person, criterion.phase) is None


@when(_BEGUN)
def its_phase_is_untouched(person: Any, criterion: Criterion) -> bool:
    """Nobody has scored in its phase."""
    return no_review_yet.why_not(person, criterion.phase) is None


def bids_in(phase: Phase) -> set[UUID]:
    """Name the bids in a phase: handed in, and let on by every phase before it.

    A check that found a bid eligible lets it on at once; the other phases do when they
    are closed. Read once for a session.
    """
    known = db.session.info.setdefault(_IN, {})
    if phase.id not in known:
        known[phase.id] = _let_on_to(phase)
    return known[phase.id]


def forget_bids_in() -> None:
    """Read which bids are in a phase anew: somebody just changed that."""
    db.session.info.pop(_IN, None)


def _let_on_to(phase: Phase) -> set[UUID]:
    query = select(Application.id).where(
        Application.call_id == phase.call_id,
        Application.submitted_at.is_not(None),
        Application.stage != BidStage.WITHDRAWN,
    )
    before = select(Phase).where(
        Phase.call_id == phase.call_id, Phase.position < phase.position
    )
    for earlier in db.session.scalars(before):
        table = Check if earlier.kind is Kind.ELIGIBILITY else Passage
        said_yes = Check.is_eligible if table is Check else Passage.goes_on
        let_on = exists().where(
            table.application_id == Application.id,
            table.phase_id == earlier.id,
            said_yes,
        )
        query = query.where(let_on)
    return set(db.session.scalars(query))


POLICY: Policy = {
    ("manage", Phase): phase_manager,
    ("write", Phase): phase_manager & no_review_yet,
    ("shape", Phase): phase_manager & not_closed,
    ("close", Phase): phase_manager & not_closed,
    ("open again", Phase): phase_manager & closed,
    ("write", Criterion): criterion_manager & its_phase_is_untouched,
}
