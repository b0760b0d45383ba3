"""The pages of fund managers, by subject."""

from grantsapp.review.staff import (
    agreeing,
    assigning,
    deciding,
    eligibility,
    meeting,
    panel,
    planning,
    ranking,
    tying,
)
from grantsapp.review.staff.blueprint import bp

__all__ = [
    "agreeing",
    "assigning",
    "bp",
    "deciding",
    "eligibility",
    "meeting",
    "panel",
    "planning",
    "ranking",
    "tying",
]
