"""Moderators score bids."""

from typing import Any
from uuid import UUID

from grantsapp import audit, clock
from grantsapp.accounts.models import Person
from grantsapp.db import db
from grantsapp.errors import Refused
from grantsapp.i18n import gettext as _
from grantsapp.review import queries
from grantsapp.review.models import (
    Assignment,
    Review,
    Score,
    Stage,
)

OneGiven = tuple[bool, int | None, str]  # answered at all, value, reason


Given = dict[UUID, OneGiven]  # by criterion


def save_review(
    assignment: Assignment, given: Given, *, comment: str, by: Person
) -> Review:
    """Keep a review as far as it is written."""
    review = assignment.review
    if review is None:
        review = Review(assignment_id=assignment.id)
        db.session.add(review)
        assignment.review = review
    review.comment = comment
    known = {s.criterion_id: s for s in review.scores}
    for key, one in given.items():
        _keep_score(review, known.get(key), key, one)
    audit.record("saved", review, by=by, scores=_values(assignment, given))
    return review


def _keep_score(review: Review, score: Score | None, key: UUID, one: OneGiven) -> None:
    answered, value, reason = one
    if not answered and not reason:
        return
    if score is None:
        score = Score(criterion_id=key)
        review.scores.append(score)
    score.value, score.reason, score.is_answered = value, reason, answered


def _values(assignment: Assignment, given: Given) -> dict[str, Any]:
    codes = {c.id: c.code for c in assignment.phase.criteria}
    return {codes[key]: [value, reason] for key, (_a, value, reason) in given.items()}


def submit_review(assignment: Assignment, *, by: Person) -> None:
    """Hand a review in; from here on the others' reviews can be read."""
    review = assignment.review
    given = queries.given_scores(assignment)
    complete = all(
        c.id in given and given[c.id].is_answered and given[c.id].reason
        for c in assignment.phase.criteria
    )
    if review is None or not complete:
        raise Refused(_("Score every criterion, with a reason."))
    review.stage, review.submitted_at = Stage.SUBMITTED, clock.now()
    audit.record("submitted", review, by=by)
