"""The pages of fund managers: letters, results and awards, by subject."""

from grantsapp.awards.staff import (
    awards,
    cases,
    letters,
    releasing,
    spending,
    varying,
)
from grantsapp.awards.staff.blueprint import bp

__all__ = ["awards", "bp", "cases", "letters", "releasing", "spending", "varying"]
