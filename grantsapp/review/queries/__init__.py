"""What the pages of this room read, by subject."""

from grantsapp.review.queries.conflicts import (
    blocked_pairs,
    blocking,
    conflict,
    conflicts_in,
)
from grantsapp.review.queries.judged import Judged, Scoring, judged_in
from grantsapp.review.queries.others import (
    HandedIn,
    OtherReview,
    handed_in,
    other_reviews,
)
from grantsapp.review.queries.panel import (
    invitations_of,
    is_moderator,
    is_translator,
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
    assignment,
    assignments_in,
    assignments_of,
    attachment_of,
    could_see_others,
    given_scores,
    lacking,
    times_handed_in,
)
from grantsapp.review.queries.solving import (
    is_given_up,
    is_last_try,
    job_key,
    last_solve,
    solve,
)
from grantsapp.review.queries.views import (
    AnswerView,
    BidView,
    bid_outline,
    bid_view,
)

__all__ = [
    "AnswerView",
    "BidView",
    "HandedIn",
    "Judged",
    "OtherReview",
    "Scoring",
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
    "could_see_others",
    "criterion",
    "eligible_applications",
    "given_scores",
    "handed_in",
    "invitations_of",
    "is_given_up",
    "is_last_try",
    "is_moderator",
    "is_translator",
    "job_key",
    "judged_in",
    "lacking",
    "last_solve",
    "moderator",
    "other_reviews",
    "panel_of",
    "phase",
    "phase_of_kind",
    "phases_of",
    "seats_of",
    "solve",
    "times_handed_in",
]
