"""The pages of visitors and applicants, by subject."""

from grantsapp.calls.routes import (
    appealing,
    applying,
    attaching,
    calls,
    clarifying,
    consulting,
    helping,
    papers,
    quiz,
    sponsoring,
    submitting,
    telling,
    withdrawing,
)
from grantsapp.calls.routes.blueprint import bp
from grantsapp.calls.routes.consulting import consultations_bp

__all__ = [
    "appealing",
    "applying",
    "attaching",
    "bp",
    "calls",
    "clarifying",
    "consultations_bp",
    "consulting",
    "helping",
    "papers",
    "quiz",
    "sponsoring",
    "submitting",
    "telling",
    "withdrawing",
]
