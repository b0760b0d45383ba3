"""What the pages of this room read, by subject."""

from grantsapp.review.queries.conflicts import (
    blocked_pairs,
    blocking,
    conflict,
    conflicts_in,
)
from grantsapp.review.queries.panel import (
    invitations_of,
    is_moderator,
    moderator,
    panel_of,
    seats_of,
)
from grantsapp.review.queries.phases import (
    checks_of,
    criterion,
    eligible_applications,
    phase,
    phase_of_kind,
    phases_of,
)
from grantsapp.review.queries.reviewing import (
    OtherReview,
    assignment,
    assignments_in,
    assignments_of,
    attachment_of,
    given_scores,
    other_reviews,
)
from grantsapp.review.queries.solving import last_solve, solve
from grantsapp.review.queries.views import (
    AnswerView,
    BidView,
    bid_outline,
    bid_view,
)

__all__ = [
    "AnswerView",
    "BidView",
    "OtherReview",
    "assignment",
    "assignments_in",
    "assignments_of",
    "attachment_of",
    "bid_outline",
    "bid_view",
    "blocked_pairs",
    "blocking",
    "checks_of",
    "conflict",
    "conflicts_in",
    "criterion",
    "eligible_applications",
    "given_scores",
    "invitations_of",
    "is_moderator",
    "last_solve",
    "moderator",
    "other_reviews",
    "panel_of",
    "phase",
    "phase_of_kind",
    "phases_of",
    "seats_of",
    "solve",
]
