"""Ties to bids are declared, or said not to be."""

from grantsapp import audit, clock
from grantsapp.accounts.models import Person
from grantsapp.db import db
from grantsapp.review.models import (
    Assignment,
    Clearance,
    Conflict,
    Reading,
    Source,
    Standing,
)
from grantsapp.review.rules import forget_ties
from grantsapp.review.rules.panel import cleared_by


def clear_conflict(reading: Reading | Assignment, *, by: Person) -> None:
    """Note that a member of the panel knows of no conflict; the bid opens."""
    moderator, bid = reading.moderator, reading.application
    if bid.id not in cleared_by(moderator):
        db.session.add(Clearance(moderator_id=moderator.id, application_id=bid.id))
        db.session.flush()
        audit.record("saw no conflict", bid, by=by)
        forget_ties()


def declare_conflict(
    reading: Reading | Assignment, *, reason: str, by: Person
) -> Conflict:
    """Close a bid to a member of the panel; a review of theirs stays unread."""
    conflict = Conflict(
        moderator_id=reading.moderator.id,
        application_id=reading.application.id,
        source=Source.DECLARED,
        standing=Standing.CONFIRMED,
        reason=reason,
        by_name=by.called,
        settled_by=by.called,
        settled_at=clock.now(),
    )
    db.session.add(conflict)
    db.session.flush()
    audit.record("declared a conflict", reading.application, by=by, reason=reason)
    forget_ties()
    return conflict
