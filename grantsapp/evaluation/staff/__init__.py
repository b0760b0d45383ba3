"""The pages of evaluators and managers, by subject."""

from grantsapp.evaluation.staff import figures, plans
from grantsapp.evaluation.staff.blueprint import bp

__all__ = ["bp", "figures", "plans"]
