"""The pages of fund managers: letters, results and awards, by subject."""

from grantsapp.awards.staff import awards, bank, diligence, letters, releasing
from grantsapp.awards.staff.blueprint import bp

__all__ = ["awards", "bank", "bp", "diligence", "letters", "releasing"]
