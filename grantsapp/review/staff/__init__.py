"""The pages of fund managers, by subject."""

from grantsapp.review.staff import (
    assigning,
    deciding,
    eligibility,
    meeting,
    panel,
    planning,
    ranking,
)
from grantsapp.review.staff.blueprint import bp

__all__ = [
    "assigning",
    "bp",
    "deciding",
    "eligibility",
    "meeting",
    "panel",
    "planning",
    "ranking",
]
