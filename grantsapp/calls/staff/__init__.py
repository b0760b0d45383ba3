"""The pages of fund managers, by subject."""

from grantsapp.calls.staff import bids, calls, consulting, funds, questions, telling
from grantsapp.calls.staff.blueprint import bp

__all__ = ["bids", "bp", "calls", "consulting", "funds", "questions", "telling"]
from grantsapp.calls.staff import entering, lives

__all__ = ["bids", "bp", "calls", "entering", "funds", "lives", "questions"]
