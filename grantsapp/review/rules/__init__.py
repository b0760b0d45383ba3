"""Who may do what in the moderation, and when, by subject."""

from grantsapp.access import Policy
from grantsapp.review.rules import (
    conflicts,
    deciding,
    meeting,
    panel,
    phases,
    reviewing,
)
from grantsapp.review.rules.panel import forget_ties, has_conflict
from grantsapp.review.rules.phases import bids_in, forget_bids_in

POLICY: Policy = (
    conflicts.POLICY
    | deciding.POLICY
    | meeting.POLICY
    | panel.POLICY
    | phases.POLICY
    | reviewing.POLICY
)

__all__ = ["POLICY", "bids_in", "forget_bids_in", "forget_ties", "has_conflict"]
