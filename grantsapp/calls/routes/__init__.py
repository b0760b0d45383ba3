"""The pages of visitors and applicants, by subject."""

from grantsapp.calls.routes import (
    applying,
    attaching,
    calls,
    consulting,
    helping,
    sponsoring,
    submitting,
    telling,
)
from grantsapp.calls.routes.blueprint import bp
from grantsapp.calls.routes.consulting import consultations_bp

__all__ = [
    "applying",
    "attaching",
    "bp",
    "calls",
    "consultations_bp",
    "consulting",
    "helping",
    "sponsoring",
    "submitting",
    "telling",
]
