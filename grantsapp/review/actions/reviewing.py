"""Moderators score bids: keep, hand in, open again, decline."""

from typing import Any
from uuid import UUID

from grantsapp import audit, clock, mail
from grantsapp.accounts import actions as accounts
from grantsapp.accounts.models import Person
from grantsapp.calls import queries as calls
from grantsapp.db import db
from grantsapp.errors import Refused
from grantsapp.i18n import gettext as _
from grantsapp.review import queries
from grantsapp.review.actions import proposing
from grantsapp.review.models import (
    Assignment,
    Review,
    ReviewVersion,
    Score,
    Stage,
)
from grantsapp.review.rules import forget_ties

OneGiven = tuple[bool, int | None, str]  # answered at all, value, reason


Given = dict[UUID, OneGiven]  # by criterion


def save_review(
    assignment: Assignment,
    given: Given,
    *,
    comment: str,
    by: Person,
    confidence: int | None = None,
) -> Review:
    """Keep a review as far as it is written."""
    review = assignment.review
    if review is None:
        review = Review(assignment_id=assignment.id, version=0)
        db.session.add(review)
        assignment.review = review
    review.comment, review.confidence = comment, confidence
    review.version += 1
    known = {s.criterion_id: s for s in review.scores}
    for key, one in given.items():
        _keep_score(review, known.get(key), key, one)
    told = {"scores": _values(assignment, given), "confidence": confidence}
    audit.record("saved", review, by=by, **told)
    return review


def _keep_score(review: Review, score: Score | None, key: UUID, one: OneGiven) -> None:
    answered, value, reason = one
    if score is None:
        if not answered and not reason:
            return
        score = Score(criterion_id=key)
        review.scores.append(score)
    score.value, score.reason, score.is_answered = value, reason, answered


def _values(assignment: Assignment, given: Given) -> dict[str, Any]:
    codes = {c.id: c.code for c in assignment.phase.criteria}
    return {codes[key]: [value, reason] for key, (_a, value, reason) in given.items()}


def submit_review(assignment: Assignment, *, by: Person) -> None:
    """Hand a review in; what is handed in is kept as it is, each time anew."""
    review = assignment.review
    if review is None or queries.lacking(assignment):
        raise Refused(_("This review is not complete yet. It is kept as a draft."))
    number = queries.times_handed_in(review) + 1
    codes = {c.id: c.code for c in assignment.phase.criteria}
    kept = ReviewVersion(
        review_id=review.id,
        number=number,
        scores={codes[s.criterion_id]: [s.value, s.reason] for s in review.scores},
        comment=review.comment,
        confidence=review.confidence,
        saw_others=number > 1 and queries.could_see_others(assignment),
    )
    db.session.add(kept)
    review.stage, review.submitted_at = Stage.SUBMITTED, clock.now()
    audit.record("submitted", review, by=by, number=number)


def reopen_review(assignment: Assignment, *, by: Person) -> None:
    """Take a review back to write on it; it does not count until it is in again."""
    review = assignment.review
    if review is None:
        raise Refused(_("This review is not in yet."))
    review.stage, review.submitted_at = Stage.DRAFT, None
    review.reopened_at = clock.now()
    review.version += 1
    audit.record("opened the review again", review, by=by)


def decline(assignment: Assignment, *, because: str, by: Person) -> None:
    """Give a bid back that one was asked to score, and have a helper looked for."""
    give_back(assignment, because=because, by=by)
    proposing.ask_for_help(assignment.phase, by=by)
    _tell_managers(assignment)


def give_back(assignment: Assignment, *, because: str, by: Person) -> None:
    """Note that a bid will not be scored by whom it was asked of; a draft is kept."""
    assignment.declined_at, assignment.declined_because = clock.now(), because
    if typed := _typed(assignment):
        author = assignment.moderator.person
        accounts.keep_beside(f"/reviews/{assignment.id}", typed, by=author)
    audit.record("declined to score", assignment, by=by, because=because)
    forget_ties()


def _typed(assignment: Assignment) -> dict[str, list[str]]:
    """Give what was written, as the form of the review would send it."""
    review, codes = assignment.review, {c.id: c.code for c in assignment.phase.criteria}
    if review is None:
        return {}
    typed: dict[str, str] = {"comment": review.comment}
    for score in review.scores:
        code = codes[score.criterion_id]
        if score.is_answered:
            typed[f"score-{code}"] = "none" if score.value is None else str(score.value)
        typed[f"reason-{code}"] = score.reason
    return {name: [words] for name, words in typed.items() if words}


def _tell_managers(assignment: Assignment) -> None:
    call = assignment.phase.call
    managers = [role.person for role in calls.managers_of(call.fund)]
    for manager in managers:
        mail.post(
            "staff/review_declined",
            f"declined:{assignment.id}:{manager.id}:{clock.now().isoformat()}",
            to=manager.email,
            language=manager.language,
            person=manager,
            call=call,
            phase=assignment.phase,
            moderator=assignment.moderator.person.called,
            bid=assignment.application.reference,
            because=assignment.declined_because,
            url=mail.address(f"/staff/calls/{call.reference}/assignments"),
        )
