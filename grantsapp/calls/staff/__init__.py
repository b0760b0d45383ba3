"""The pages of fund managers, by subject."""

from grantsapp.calls.staff import bids, calls, funds, questions, taking
from grantsapp.calls.staff.blueprint import bp

__all__ = ["bids", "bp", "calls", "funds", "questions", "taking"]
