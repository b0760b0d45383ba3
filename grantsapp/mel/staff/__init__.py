"""The pages of evaluators and managers, by subject."""

from grantsapp.mel.staff import (
    asking,
    desk,
    doubts,
    library,
    outputs,
    owing,
    quality,
    responses,
    suites,
)
from grantsapp.mel.staff.blueprint import bp

__all__ = [
    "asking",
    "bp",
    "desk",
    "doubts",
    "library",
    "outputs",
    "owing",
    "quality",
    "responses",
    "suites",
]
