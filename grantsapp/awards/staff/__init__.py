"""The pages of fund managers: letters, results and awards, by subject."""

from grantsapp.awards.staff import agreements, awards, letters, releasing, reserve
from grantsapp.awards.staff.blueprint import bp

__all__ = ["agreements", "awards", "bp", "letters", "releasing", "reserve"]
