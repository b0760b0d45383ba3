"""The pages of evaluators and managers, by subject."""

from grantsapp.mel.staff import (
    asking,
    bringing,
    desk,
    doubts,
    library,
    mapping,
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
    "bringing",
    "desk",
    "doubts",
    "library",
    "mapping",
    "outputs",
    "owing",
    "quality",
    "responses",
    "suites",
]
