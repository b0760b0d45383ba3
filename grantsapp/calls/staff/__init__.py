"""The pages of fund managers, by subject."""

from grantsapp.calls.staff import (
    aims,
    bids,
    bundles,
    calls,
    consulting,
    correcting,
    entering,
    funds,
    lives,
    packing,
    questions,
    quiz,
    taking,
    telling,
    translations,
)
from grantsapp.calls.staff.blueprint import bp

__all__ = [
    "aims",
    "bids",
    "bp",
    "bundles",
    "calls",
    "consulting",
    "correcting",
    "entering",
    "funds",
    "lives",
    "packing",
    "questions",
    "quiz",
    "taking",
    "telling",
    "translations",
]
