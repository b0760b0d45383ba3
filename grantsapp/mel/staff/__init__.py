"""The pages of evaluators and managers, by subject."""

from grantsapp.mel.staff import asking, library, outputs, owing, suites
from grantsapp.mel.staff.blueprint import bp

__all__ = ["asking", "bp", "library", "outputs", "owing", "suites"]
