"""What rooms before this one may know of it; an untold decision is never among it."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import exists, or_, select

from grantsapp.audit import Event
from grantsapp.calls.models import Application, Call
from grantsapp.db import db
from grantsapp.review.models import (
    Assignment,
    Decision,
    DecisionStage,
    Kind,
    Outcome,
    Phase,
)


class Told(NamedTuple):
    """A decision that its applicants know."""

    is_yes: bool
    told_at: object
    feedback: str
    outcome: str = ""  # fund, reserve or decline
    language: str | None = None  # of the feedback, where it is not that of the bid

    @property
    def waits(self) -> bool:
        """Say whether the bid is on the reserve list."""
        return self.outcome == Outcome.RESERVE


def is_decided(application: Application) -> bool:
    """Say whether a decision on a bid is proposed or made: its money may be taken."""
    one = exists().where(
        Decision.application_id == application.id,
        Decision.stage != DecisionStage.RETURNED,
    )
    return bool(db.session.scalar(select(one)))


def told_result(application: Application) -> Told | None:
    """Give what was decided, once the fund has told its applicants."""
    query = select(
        Decision.outcome,
        Decision.told_at,
        Decision.feedback,
        Decision.feedback_language,
    ).where(Decision.application_id == application.id, Decision.told_at.is_not(None))
    found = db.session.execute(query).first()
    if found is None:
        return None
    outcome, at, feedback, language = found
    return Told(outcome is Outcome.FUND, at, feedback, outcome.value, language)


def told_among(applications: Iterable[UUID]) -> set[UUID]:
    """Say which of these bids have a result that their applicants know."""
    query = select(Decision.application_id).where(Decision.told_at.is_not(None))
    return set(
        db.session.scalars(query.where(Decision.application_id.in_(list(applications))))
    )


def deciders_of(application: Application) -> set[UUID]:
    """Name everybody who ever decided on a bid, approved that or sent it back."""
    deeds = or_(
        Event.verb.startswith("decided:"),
        Event.verb.in_(["approved the decision", "sent the decision back"]),
    )
    query = select(Event.by_id).where(Event.thing_id == application.id, deeds)
    found = {key for key in db.session.scalars(query) if key}
    query = select(Decision.by_id, Decision.approved_by_id)
    row = db.session.execute(
        query.where(Decision.application_id == application.id)
    ).first()
    return found | {key for key in row or () if key}


def step_of(call: Call) -> str:
    """Say what happens to the bids of a call now, the same for each of them.

    A step of one bid would tell what was decided on it. The step is that of the first
    phase that nobody closed; an eligibility check gives way as soon as bids are given
    out, since it can go on beside the reading.
    """
    query = select(Phase.kind, Phase.closed_at, Phase.id).where(
        Phase.call_id == call.id
    )
    phases = db.session.execute(query.order_by(Phase.position)).all()
    work = [p for p in phases if p.kind is not Kind.ELIGIBILITY]
    waiting = [p for p in work or phases if p.closed_at is None]
    if phases and not waiting:
        return "deciding"
    kind = waiting[0].kind if waiting else Kind.ELIGIBILITY
    if kind is not Kind.SCORING and len(waiting) < len(work):
        return _STEPS[kind]
    scored = [p.id for p in work if p.kind is Kind.SCORING]
    begun = exists().where(Assignment.phase_id.in_(scored))
    return "reading" if db.session.scalar(select(begun)) else "checking"


_STEPS = {Kind.MODERATION: "meeting", Kind.RECOMMENDATION: "recommending"}
