"""What moderators are asked to score, and what they gave."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from grantsapp import i18n
from grantsapp.access import may
from grantsapp.accounts.models import Membership, Organisation
from grantsapp.calls import queries as calls
from grantsapp.calls.models import Application, Attachment, Call
from grantsapp.calls.queries.standing import with_sponsor
from grantsapp.db import db, locked
from grantsapp.review.models import (
    Assignment,
    Moderator,
    Phase,
    Review,
    Score,
    Stage,
)
from grantsapp.review.queries.conflicts import blocking


def assignments_of(person: Any) -> list[Assignment]:
    """List what a moderator is asked to score: just what their door opens."""
    query = _assignments().join(Assignment.moderator)
    query = query.where(Moderator.person_id == person.id)
    found = db.session.scalars(query.order_by(Assignment.made_at, Assignment.id))
    return [a for a in found.unique() if may("see", a, person)]


def assignment(key: UUID, *, lock: bool = False) -> Assignment | None:
    """One assignment with its bid, moderator, phase and review."""
    query = _assignments().where(Assignment.id == key)
    if lock:
        query = query.with_for_update(of=Assignment)
        query = query.execution_options(populate_existing=True)
    return db.session.scalar(query)


def _assignments() -> Select[Assignment]:
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
    query = _assignments().where(
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


@dataclass(frozen=True)
class OtherReview:
    """What another moderator said, shown after one's own review is in."""

    moderator: str  # empty where the phase hides who they are
    scores: tuple[tuple[i18n.Shown, int | None, str], ...]
    comment: str


def other_reviews(assignment: Assignment) -> list[OtherReview]:
    """List the submitted reviews of the others, if one's own is in; else nothing."""
    if not may("see other scores", assignment):
        return []
    others = _assignments().where(
        Assignment.phase_id == assignment.phase_id,
        Assignment.application_id == assignment.application_id,
        Assignment.id != assignment.id,
    )
    blocked = blocking(assignment.application.call)
    nameless = assignment.phase.hides_moderators
    return [
        OtherReview(
            moderator="" if nameless else other.moderator.person.called,
            scores=tuple(_scores_in_order(other)),
            comment=other.review.comment,
        )
        for other in db.session.scalars(others.order_by(Assignment.made_at))
        if other.review
        and other.review.stage is Stage.SUBMITTED
        and (other.moderator_id, other.application_id) not in blocked
    ]


def _scores_in_order(
    assignment: Assignment,
) -> Iterable[tuple[i18n.Shown, int | None, str]]:
    given = given_scores(assignment)
    for criterion in assignment.phase.criteria:
        if criterion.id in given:
            score = given[criterion.id]
            yield criterion.title.shown(), score.value, score.reason


def given_scores(assignment: Assignment) -> dict[UUID, Score]:
    """Give a moderator's own scores by criterion."""
    review = assignment.review
    return {s.criterion_id: s for s in review.scores} if review else {}
