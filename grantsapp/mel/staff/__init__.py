"""The pages of evaluators and managers, by subject."""

from grantsapp.mel.staff import (
    asking,
    bringing,
    library,
    mapping,
    outputs,
    owing,
    suites,
)
from grantsapp.mel.staff.blueprint import bp

__all__ = [
    "asking",
    "bp",
    "bringing",
    "library",
    "mapping",
    "outputs",
    "owing",
    "suites",
]
