"""The pages of fund managers, by subject."""

from grantsapp.review.staff import (
    assigning,
    closing,
    criteria,
    deciding,
    eligibility,
    panel,
    planning,
    ranking,
    recommending,
)
from grantsapp.review.staff.blueprint import bp

__all__ = [
    "assigning",
    "bp",
    "closing",
    "criteria",
    "deciding",
    "eligibility",
    "panel",
    "planning",
    "ranking",
    "recommending",
]
