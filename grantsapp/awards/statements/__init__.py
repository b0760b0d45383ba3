"""Statements of a bank: read from a CSV file, and matched with what is due."""

from grantsapp.awards.statements.matching import Due, Found, Why, match
from grantsapp.awards.statements.reading import Fault, Faults, Line, Wrong, read

__all__ = ["Due", "Fault", "Faults", "Found", "Line", "Why", "Wrong", "match", "read"]
