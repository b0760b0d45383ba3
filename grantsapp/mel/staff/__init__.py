"""The pages of evaluators and managers, by subject."""

from grantsapp.mel.staff import library, outputs, surveys
from grantsapp.mel.staff.blueprint import bp

__all__ = ["bp", "library", "outputs", "surveys"]
