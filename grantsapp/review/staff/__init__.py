"""The pages of fund managers, by subject."""

from grantsapp.review.staff import (
    assigning,
    deciding,
    eligibility,
    panel,
    planning,
    ranking,
    vetting,
    weighing,
)
from grantsapp.review.staff.blueprint import bp

__all__ = [
    "assigning",
    "bp",
    "deciding",
    "eligibility",
    "panel",
    "planning",
    "ranking",
    "vetting",
    "weighing",
]
