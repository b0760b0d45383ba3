"""The pages of fund managers, by subject."""

from grantsapp.calls.staff import (
    bids,
    calls,
    funds,
    packing,
    questions,
    translations,
)
from grantsapp.calls.staff.blueprint import bp

__all__ = ["bids", "bp", "calls", "funds", "packing", "questions", "translations"]
