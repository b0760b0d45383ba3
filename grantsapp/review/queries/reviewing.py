"""What moderators are asked to score, and what they gave."""

from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import joinedload, selectinload

from grantsapp.access import may
from grantsapp.accounts.models import Membership, Organisation
from grantsapp.audit import Event
from grantsapp.calls import queries as calls
from grantsapp.calls.models import Application, Attachment, Call
from grantsapp.calls.queries.standing import with_sponsor
from grantsapp.db import db, locked
from grantsapp.review.models import (
    Assignment,
    Criterion,
    Moderator,
    Phase,
    Review,
    ReviewVersion,
    Score,
    Seen,
)


def assignments_of(person: Any) -> list[Assignment]:
    """List what a moderator is asked to score: just what their door opens."""
    query = assignments().join(Assignment.moderator)
    query = query.where(Moderator.person_id == person.id)
    found = db.session.scalars(query.order_by(Assignment.made_at, Assignment.id))
    return [a for a in found.unique() if may("see", a, person)]


def assignment(key: UUID, *, lock: bool = False) -> Assignment | None:
    """One assignment with its bid, moderator, phase and review."""
    query = assignments().where(Assignment.id == key)
    if lock:
        query = query.with_for_update(of=Assignment)
        query = query.execution_options(populate_existing=True)
    return db.session.scalar(query)


def assignments() -> Select[Assignment]:
    """Select assignments with all that a door and a list ask about."""
    application = joinedload(Assignment.application)
    organisation = application.joinedload(Application.organisation)
    phase = joinedload(Assignment.phase)
    return select(Assignment).options(
        application.joinedload(Application.call).joinedload(Call.fund),
        application.joinedload(Application.form_version),
        organisation.selectinload(Organisation.memberships).joinedload(
            Membership.person
        ),
        phase.selectinload(Phase.criteria),
        joinedload(Assignment.moderator).joinedload(Moderator.person),
        selectinload(Assignment.review).selectinload(Review.scores),
        *with_sponsor(application),
    )


def assignments_in(phase: Phase, *, lock: bool = False) -> list[Assignment]:
    """List who is asked to score what in a phase."""
    query = assignments().where(
        Assignment.phase_id == phase.id, Assignment.declined_at.is_(None)
    )
    if lock:
        db.session.execute(locked(select(Phase).where(Phase.id == phase.id)))
    return list(db.session.scalars(query.order_by(Assignment.made_at)))


def attachment_of(assignment: Assignment, key: UUID) -> Attachment | None:
    """One file of the bid that a moderator scores."""
    found = calls.attachment(key)
    fits = found is not None and found.application_id == assignment.application_id
    return found if fits else None


def given_scores(assignment: Assignment) -> dict[UUID, Score]:
    """Give a moderator's own scores by criterion."""
    review = assignment.review
    return {s.criterion_id: s for s in review.scores} if review else {}


class Lack(NamedTuple):
    """What a review needs before it can be handed in; no criterion: the confidence."""

    criterion: Criterion | None
    is_reason: bool = False


def lacking(assignment: Assignment) -> list[Lack]:
    """List what is missing: scores, reasons where one is asked for, the confidence."""
    given = given_scores(assignment)
    found: list[Lack] = []
    for criterion in assignment.phase.criteria:
        score = given.get(criterion.id)
        if score is None or not score.is_answered:
            found.append(Lack(criterion))
        if criterion.needs_reason and (score is None or not score.reason):
            found.append(Lack(criterion, is_reason=True))
    review = assignment.review
    if assignment.phase.asks_confidence and not (review and review.confidence):
        found.append(Lack(None))
    return found


def times_handed_in(review: Review) -> int:
    """Count how often a review was handed in."""
    count = select(func.count()).where(ReviewVersion.review_id == review.id)
    return db.session.scalar(count) or 0


def could_see_others(assignment: Assignment) -> bool:
    """Say whether others' scores stood open to its author before it was reopened."""
    phase, review = assignment.phase, assignment.review
    if review is None or review.reopened_at is None or phase.scores_seen is Seen.NEVER:
        return False
    if phase.scores_seen is Seen.CLOSED and not _was_closed(phase):
        return False
    other = (
        exists()
        .where(ReviewVersion.review_id == Review.id)
        .where(Review.assignment_id == Assignment.id, Assignment.id != assignment.id)
        .where(Assignment.phase_id == assignment.phase_id)
        .where(Assignment.application_id == assignment.application_id)
        .where(ReviewVersion.made_at <= review.reopened_at)
    )
    return bool(db.session.scalar(select(other)))


def _was_closed(phase: Phase) -> bool:
    """Say whether it was ever closed: then its scores stood open."""
    closed = exists().where(Event.thing_id == phase.id, Event.verb.startswith("closed"))
    return bool(db.session.scalar(select(closed)))
