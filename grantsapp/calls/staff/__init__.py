"""The pages of fund managers, by subject."""

from grantsapp.calls.staff import bids, bundles, calls, funds, questions, taking
from grantsapp.calls.staff.blueprint import bp

__all__ = ["bids", "bp", "bundles", "calls", "funds", "questions", "taking"]
