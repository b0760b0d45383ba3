"""The pages of the panel, by subject."""

from grantsapp.review.routes import (
    inviting,
    meeting,
    objecting,
    reviewing,
)
from grantsapp.review.routes.blueprint import bp

__all__ = [
    "bp",
    "inviting",
    "meeting",
    "objecting",
    "reviewing",
]
