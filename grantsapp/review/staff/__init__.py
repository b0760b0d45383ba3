"""The pages of fund managers, by subject."""

from grantsapp.review.staff import (
    agreeing,
    assigning,
    closing,
    criteria,
    deciding,
    eligibility,
    meeting,
    panel,
    planning,
    ranking,
    recommending,
    reviewing,
    tying,
    vetting,
    weighing,
)
from grantsapp.review.staff.blueprint import bp

__all__ = [
    "agreeing",
    "assigning",
    "bp",
    "closing",
    "criteria",
    "deciding",
    "eligibility",
    "meeting",
    "panel",
    "planning",
    "ranking",
    "recommending",
    "reviewing",
    "tying",
    "vetting",
    "weighing",
]
