"""The pages of evaluators and managers, by subject."""

from grantsapp.evaluation.staff import figures, packages, plans
from grantsapp.evaluation.staff.blueprint import bp

__all__ = ["bp", "figures", "packages", "plans"]
