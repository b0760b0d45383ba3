"""The pages of fund managers: letters, results and awards, by subject."""

from grantsapp.awards.staff import awards, letters, programme, publication, releasing
from grantsapp.awards.staff.blueprint import bp

__all__ = ["awards", "bp", "letters", "programme", "publication", "releasing"]
