"""The pages of fund managers, by subject."""

from grantsapp.calls.staff import (
    aims,
    bids,
    calls,
    consulting,
    entering,
    funds,
    lives,
    packing,
    questions,
    quiz,
    telling,
    translations,
)
from grantsapp.calls.staff.blueprint import bp

__all__ = [
    "aims",
    "bids",
    "bp",
    "calls",
    "consulting",
    "entering",
    "funds",
    "lives",
    "packing",
    "questions",
    "quiz",
    "telling",
    "translations",
]
