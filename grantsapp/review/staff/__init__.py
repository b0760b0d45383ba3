"""The pages of fund managers, by subject."""

from grantsapp.review.staff import (
    agreeing,
    assigning,
    assignment_sheets,
    closing,
    criteria,
    deciding,
    eligibility,
    meeting,
    panel,
    planning,
    proposing,
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
    "assignment_sheets",
    "bp",
    "closing",
    "criteria",
    "deciding",
    "eligibility",
    "meeting",
    "panel",
    "planning",
    "proposing",
    "ranking",
    "recommending",
    "reviewing",
    "tying",
    "vetting",
    "weighing",
]
