"""The pages of evaluators and managers, by subject."""

from grantsapp.mel.staff import asking, desk, library, outputs, owing, suites
from grantsapp.mel.staff.blueprint import bp

__all__ = ["asking", "bp", "desk", "library", "outputs", "owing", "suites"]
