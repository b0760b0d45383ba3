"""The pages of fund managers, by subject."""

from grantsapp.calls.staff import bids, calls, entering, funds, lives, questions
from grantsapp.calls.staff.blueprint import bp

__all__ = ["bids", "bp", "calls", "entering", "funds", "lives", "questions"]
