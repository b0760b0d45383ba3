"""The pages of evaluators and managers, by subject."""

from grantsapp.evaluation.staff import (
    comments,
    fates,
    figures,
    numbers,
    packages,
    plans,
    publishing,
    reports,
    stories,
    versions,
)
from grantsapp.evaluation.staff.blueprint import bp

__all__ = [
    "bp",
    "comments",
    "fates",
    "figures",
    "numbers",
    "packages",
    "plans",
    "publishing",
    "reports",
    "stories",
    "versions",
]
