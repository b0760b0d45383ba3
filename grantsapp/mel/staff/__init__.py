"""The pages of evaluators and managers, by subject."""

from grantsapp.mel.staff import doubts, outputs, quality, responses
from grantsapp.mel.staff.blueprint import bp

__all__ = ["bp", "doubts", "outputs", "quality", "responses"]
