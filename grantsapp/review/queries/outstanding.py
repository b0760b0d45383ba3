"""What moderators still have to score, phase by phase."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from grantsapp import i18n
from grantsapp.access import may
from grantsapp.calls.models import Application
from grantsapp.calls.models import Stage as BidStage
from grantsapp.db import db
from grantsapp.review.models import Answered, Assignment, Moderator, Phase, Seat, Stage
from grantsapp.review.queries.reviewing import assignments, assignments_of
from grantsapp.review.queries.translated import Known, translations_of
from grantsapp.review.queries.views import BidView, bid_outline
from grantsapp.review.rules import bids_in, has_conflict


def is_waiting(assignment: Assignment) -> bool:
    """Say whether its review is still to be handed in: the bid stands, none is in."""
    review = assignment.review
    is_in = review is not None and review.stage is Stage.SUBMITTED
    return not is_in and assignment.application.stage is not BidStage.WITHDRAWN


@dataclass(frozen=True)
class Progress:
    """How far somebody is with the bids of a phase, and which one comes next."""

    done: int
    all: int
    next: UUID | None = None


def progress_in(assignment: Assignment) -> Progress:
    """Say how far its moderator is in the phase; the next is the first one after it."""
    query = assignments().where(
        Assignment.phase_id == assignment.phase_id,
        Assignment.moderator_id == assignment.moderator_id,
    )
    found = db.session.scalars(query.order_by(Assignment.made_at, Assignment.id))
    mine = [a for a in found if a.id == assignment.id or may("see", a)]
    place = next(n for n, one in enumerate(mine) if one.id == assignment.id)
    after = [one for one in mine[place + 1 :] + mine[:place] if is_waiting(one)]
    follows = after[0].id if after and assignment.phase.is_open else None
    return _progress(mine, follows)


def _progress(mine: Iterable[Assignment], follows: UUID | None = None) -> Progress:
    standing = [a for a in mine if a.application.stage is not BidStage.WITHDRAWN]
    done = sum(not is_waiting(a) for a in standing)
    return Progress(done, len(standing), follows)


@dataclass(frozen=True)
class Line:
    """A bid on the list of its moderator."""

    key: UUID
    bid: BidView
    state: str


@dataclass(frozen=True)
class Batch:
    """The bids that somebody is asked to score in one phase."""

    key: UUID
    call: i18n.Shown
    reference: str
    title: i18n.Shown
    due_at: datetime | None
    zone: str
    is_open: bool
    is_overdue: bool
    has_begun: bool
    progress: Progress
    lines: tuple[Line, ...]


def batches_of(person: Any) -> list[Batch]:
    """List what somebody is asked to score by call and phase, what is open first."""
    by_phase: dict[UUID, list[Assignment]] = {}
    for one in assignments_of(person):
        by_phase.setdefault(one.phase_id, []).append(one)
    bids = {a.application for mine in by_phase.values() for a in mine}
    known = translations_of(bids, only="title")
    batches = [_batch(mine, known) for mine in by_phase.values()]
    return sorted(batches, key=lambda b: (not b.is_open, b.reference))


def _batch(mine: list[Assignment], known: Known) -> Batch:
    phase = mine[0].phase
    call = mine[0].application.call
    return Batch(
        key=phase.id,
        call=call.title.shown(),
        reference=call.reference,
        title=phase.title.shown(),
        due_at=phase.due_at,
        zone=call.fund.time_zone,
        is_open=phase.is_open,
        is_overdue=phase.is_overdue,
        has_begun=phase.has_begun,
        progress=_progress(mine),
        lines=tuple(
            Line(a.id, bid_outline(a.reading, known=known), _state(a)) for a in mine
        ),
    )


def _state(assignment: Assignment) -> str:
    if assignment.application.stage is BidStage.WITHDRAWN:
        return "withdrawn"
    if assignment.review is not None:
        reopened = assignment.review.reopened_at and is_waiting(assignment)
        return "reopened" if reopened else str(assignment.review.stage)
    return "opened" if may("read", assignment) else "new"


def waiting_of(moderator: Moderator) -> list[Assignment]:
    """List what a member of a panel is asked to score and has not, in every phase."""
    query = assignments().where(
        Assignment.moderator_id == moderator.id, Assignment.declined_at.is_(None)
    )
    found = db.session.scalars(query.order_by(Assignment.made_at, Assignment.id))
    return [one for one in found if is_waiting(one)]


def waiting_in(phase: Phase) -> dict[Moderator, int]:
    """Count what each moderator still has to score, and name nobody else.

    What was declined, withdrawn, stopped before this phase, or is in conflict is not
    waited for.
    """
    query = assignments().join(Assignment.moderator).join(Assignment.application)
    query = query.where(
        Assignment.phase_id == phase.id,
        Assignment.declined_at.is_(None),
        Moderator.answered == Answered.ACCEPTED,
        Moderator.seat == Seat.MODERATOR,
        Application.stage != BidStage.WITHDRAWN,
    )
    bids, found = bids_in(phase), dict[Moderator, int]()
    for one in db.session.scalars(query.order_by(Assignment.made_at)):
        waits = is_waiting(one) and one.application_id in bids
        if waits and not has_conflict(one.moderator, one.application):
            found[one.moderator] = found.get(one.moderator, 0) + 1
    return found


def mine_in(phase: Phase, person: Any) -> list[Assignment]:
    """List what somebody is asked to score in a phase: just what their door opens."""
    return [a for a in assignments_of(person) if a.phase_id == phase.id]
