"""The pages of fund managers: letters, results, awards and their money, by subject."""

from grantsapp.awards.staff import (
    agreements,
    awards,
    cases,
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
    "bp",
    "cases",
    "letters",
    "releasing",
    "reserve",
    "spending",
    "varying",
]
