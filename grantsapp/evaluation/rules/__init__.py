"""Who may do what in this room, and when, by subject."""

from grantsapp.access import Policy
from grantsapp.evaluation.rules import evaluations, plans, reports

POLICY: Policy = evaluations.POLICY | plans.POLICY | reports.POLICY

__all__ = ["POLICY"]
