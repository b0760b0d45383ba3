"""Who may shape the phases of a call, and which bids are in them."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import exists, select, union

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
    Decision,
    DecisionStage,
    Kind,
    Moderated,
    Passage,
    Phase,
    Recommendation,
    Remark,
    Review,
    Solve,
)

# What can have happened in a phase, beside reviews: they have their assignments.
_DEEDS = (Assignment, Check, Moderated, Passage, Recommendation, Remark, Solve)
_WORK = (Assignment, Check, Moderated, Passage, Recommendation, Remark)
_BEGUN = _("Scoring has begun, so the criteria stay as they are.")
_IN = "bids in a phase"


@who
def phase_manager(person: Any, phase: Phase) -> bool:
    """A manager of the phase's call."""
    return call_manager.why_not(person, phase.call) is None


def reviewed_among(phases: Iterable[UUID]) -> set[UUID]:
    """Say in which of these phases somebody has begun to score."""
    query = select(Assignment.phase_id).join(
        Review, Review.assignment_id == Assignment.id
    )
    found = query.where(Assignment.phase_id.in_(list(phases))).distinct()
    return set(db.session.scalars(found))


def happened_among(
    phases: Iterable[UUID], deeds: tuple[Any, ...] = _DEEDS
) -> set[UUID]:
    """Say in which of these phases anything was done."""
    keys = list(phases)
    each = [select(t.phase_id).where(t.phase_id.in_(keys)) for t in deeds]
    return set(db.session.scalars(union(*each)))


@when(_BEGUN)
def no_review_yet(_person: Any, phase: Phase) -> bool:
    """Nobody has scored in it."""
    return not reviewed_among([phase.id])


@when(_("Bids are scored in a phase of expert scoring only."))
def bids_are_scored(_person: Any, phase: Phase) -> bool:
    """It is a phase of expert scoring."""
    return phase.kind is Kind.SCORING


@when(_("Something was done in this phase already, so it stays where it is."))
def untouched(_person: Any, phase: Phase) -> bool:
    """Nothing was done in it."""
    return not happened_among([phase.id])


@when(_("This phase has not begun yet."))
def begun(_person: Any, phase: Phase) -> bool:
    """Its first day has come."""
    return phase.has_begun


@when(_("Work in a later phase has begun, so this one stays closed."))
def none_after(_person: Any, phase: Phase) -> bool:
    """Nothing was done in a later phase, and none is closed."""
    query = select(Phase.id, Phase.closed_at).where(
        Phase.call_id == phase.call_id, Phase.position > phase.position
    )
    later = db.session.execute(query).all()
    if any(closed_at for _key, closed_at in later):
        return False
    return not happened_among((key for key, _closed in later), _WORK)


@when(_("The fund has begun to decide on the bids, so this phase stays closed."))
def undecided(_person: Any, phase: Phase) -> bool:
    """No decision stands on a bid of the call."""
    decided = exists().where(
        Decision.application_id == Application.id,
        Application.call_id == phase.call_id,
        Decision.stage != DecisionStage.RETURNED,
    )
    return not db.session.scalar(select(decided))


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
    """Nobody has scored in its phase, and no panel agreed on it."""
    return no_review_yet.why_not(person, criterion.phase) is None and not _agreed_on(
        criterion
    )


def _agreed_on(criterion: Criterion) -> bool:
    agreed = select(Moderated.id).where(Moderated.criterion_id == criterion.id)
    return bool(db.session.scalar(select(agreed.exists())))


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
    ("write", Phase): phase_manager & bids_are_scored & no_review_yet & not_closed,
    ("shape", Phase): phase_manager & not_closed,
    ("move", Phase): phase_manager & untouched,
    ("remove", Phase): phase_manager & untouched,
    ("close", Phase): phase_manager & begun & not_closed,
    ("open again", Phase): phase_manager & closed & none_after & undecided,
    ("recommend", Phase): phase_manager & begun & not_closed,
    ("write", Criterion): criterion_manager & its_phase_is_untouched,
}
