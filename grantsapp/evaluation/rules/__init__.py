"""Who may do what in this room, and when, by subject."""

from grantsapp.access import Policy
from grantsapp.evaluation.rules import evaluations, packages, plans

POLICY: Policy = evaluations.POLICY | packages.POLICY | plans.POLICY

__all__ = ["POLICY"]
