"""Ties to bids are declared, or said not to be."""

from grantsapp import audit
from grantsapp.accounts.models import Person
from grantsapp.db import db
from grantsapp.review.actions import tying
from grantsapp.review.models import (
    Assignment,
    Clearance,
    Conflict,
    Reading,
    Source,
)
from grantsapp.review.queries import tying as held
from grantsapp.review.rules import forget_ties
from grantsapp.review.rules.panel import cleared_by


def clear_conflict(reading: Reading | Assignment, *, by: Person) -> None:
    """Note that a member of the panel knows of no conflict.

    The bid opens, unless a search finds a tie just now: one that nobody has looked at.
    """
    moderator, bid = reading.moderator, reading.application
    if bid.id in cleared_by(moderator):
        return
    held.hold(moderator.call)  # two taps on a phone say it once
    forget_ties()
    if bid.id not in cleared_by(moderator):
        db.session.add(Clearance(moderator_id=moderator.id, application_id=bid.id))
        db.session.flush()
        audit.record("saw no conflict", bid, by=by)
        tying.find_between(moderator, bid)
        forget_ties()


def declare_conflict(
    reading: Reading | Assignment, *, reason: str, by: Person
) -> Conflict:
    """Close a bid to a member of the panel; a review of theirs stays unread."""
    moderator, bid = reading.moderator, reading.application
    conflict = tying.declare(moderator, bid, Source.DECLARED, reason=reason, by=by)
    audit.record("declared a conflict", bid, by=by, reason=reason)
    return conflict
