"""The pages of visitors and applicants, by subject."""

from grantsapp.calls.routes import (
    appealing,
    applying,
    attaching,
    calls,
    clarifying,
    submitting,
    withdrawing,
)
from grantsapp.calls.routes.blueprint import bp

__all__ = [
    "appealing",
    "applying",
    "attaching",
    "bp",
    "calls",
    "clarifying",
    "submitting",
    "withdrawing",
]
