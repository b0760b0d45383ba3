"""The pages of fund managers, by subject."""

from grantsapp.calls.staff import aims, bids, calls, funds, questions, quiz
from grantsapp.calls.staff.blueprint import bp

__all__ = ["aims", "bids", "bp", "calls", "funds", "questions", "quiz"]
