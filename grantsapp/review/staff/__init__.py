"""The pages of fund managers, by subject."""

from grantsapp.review.staff import (
    agreeing,
    assigning,
    assignment_sheets,
    deciding,
    eligibility,
    meeting,
    panel,
    planning,
    proposing,
    ranking,
    tying,
)
from grantsapp.review.staff.blueprint import bp

__all__ = [
    "agreeing",
    "assigning",
    "assignment_sheets",
    "bp",
    "deciding",
    "eligibility",
    "meeting",
    "panel",
    "planning",
    "proposing",
    "ranking",
    "tying",
]
