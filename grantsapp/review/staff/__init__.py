"""The pages of fund managers, by subject."""

from grantsapp.review.staff import (
    assigning,
    assignment_sheets,
    deciding,
    eligibility,
    panel,
    planning,
    proposing,
    ranking,
)
from grantsapp.review.staff.blueprint import bp

__all__ = [
    "assigning",
    "assignment_sheets",
    "bp",
    "deciding",
    "eligibility",
    "panel",
    "planning",
    "proposing",
    "ranking",
]
