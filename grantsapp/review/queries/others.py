"""What was given on a bid: by the others, and by one's own earlier hands."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from grantsapp import i18n
from grantsapp.access import may
from grantsapp.calls.rules import takes_its_side
from grantsapp.db import db
from grantsapp.i18n import gettext as _
from grantsapp.review.models import Assignment, Review, ReviewVersion, Stage
from grantsapp.review.queries.conflicts import blocking
from grantsapp.review.queries.reviewing import assignments, given_scores

Given = tuple[i18n.Shown, int | None, str]  # a criterion, the score, the reason


@dataclass(frozen=True)
class OtherReview:
    """What another moderator said, shown after one's own review is in."""

    moderator: str  # a number where the phase hides who they are
    scores: tuple[Given, ...]
    comment: str
    confidence: int | None = None


def other_reviews(assignment: Assignment) -> list[OtherReview]:
    """List the submitted reviews of the others, where the phase shows them by now."""
    if not may("see other scores", assignment):
        return []
    others = assignments().where(
        Assignment.phase_id == assignment.phase_id,
        Assignment.application_id == assignment.application_id,
        Assignment.id != assignment.id,
        Assignment.declined_at.is_(None),
    )
    blocked = blocking(assignment.application.call)
    found = [
        (other, other.review)
        for other in db.session.scalars(others.order_by(Assignment.made_at))
        if other.review
        and other.review.stage is Stage.SUBMITTED
        and (other.moderator_id, other.application_id) not in blocked
        and takes_its_side.why_not(other.moderator.person, other.application)
    ]
    if not assignment.phase.hides_moderators:
        return [_told(*one, one[0].moderator.person.called) for one in found]
    found.sort(key=lambda one: i18n.digest(str(one[0].id)))  # the order tells nothing
    return [
        _told(*one, _("Moderator %(number)s", number=number))
        for number, one in enumerate(found, 1)
    ]


def _told(other: Assignment, review: Review, name: str) -> OtherReview:
    return OtherReview(
        moderator=name,
        scores=tuple(_scores_in_order(other)),
        comment=review.comment,
        confidence=review.confidence,
    )


def _scores_in_order(assignment: Assignment) -> Iterable[Given]:
    given = given_scores(assignment)
    for criterion in assignment.phase.criteria:
        if criterion.id in given:
            score = given[criterion.id]
            yield criterion.title.shown(), score.value, score.reason


@dataclass(frozen=True)
class HandedIn:
    """A review as it was handed in one time."""

    number: int
    at: datetime
    scores: tuple[Given, ...]
    comment: str
    confidence: int | None
    saw_others: bool


def handed_in(assignment: Assignment) -> list[HandedIn]:
    """List each time that a review was handed in, the last one first."""
    if assignment.review is None:
        return []
    query = select(ReviewVersion).where(ReviewVersion.review_id == assignment.review.id)
    return [
        HandedIn(
            number=one.number,
            at=one.made_at,
            scores=tuple(_as_it_was(assignment, one.scores)),
            comment=one.comment,
            confidence=one.confidence,
            saw_others=one.saw_others,
        )
        for one in db.session.scalars(query.order_by(ReviewVersion.number.desc()))
    ]


def _as_it_was(assignment: Assignment, scores: Mapping[str, Any]) -> Iterable[Given]:
    for criterion in assignment.phase.criteria:
        if criterion.code in scores:
            value, reason = scores[criterion.code]
            yield criterion.title.shown(), value, reason
