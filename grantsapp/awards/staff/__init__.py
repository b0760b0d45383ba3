"""The pages of fund managers: letters, results, awards and their money, by subject."""

from grantsapp.awards.staff import (
    agreements,
    awards,
    bank,
    cases,
    diligence,
    letters,
    releasing,
    reserve,
    spending,
    varying,
)
from grantsapp.awards.staff.blueprint import bp

__all__ = [
    "agreements",
    "awards",
    "bank",
    "bp",
    "cases",
    "diligence",
    "letters",
    "releasing",
    "reserve",
    "spending",
    "varying",
]
