"""Who may do what in the moderation, and when, by subject."""

from grantsapp.access import Policy
from grantsapp.review.rules import (
    conflicts,
    deciding,
    meeting,
    panel,
    phases,
    reviewing,
    translating,
    whole,
)
from grantsapp.review.rules.panel import forget_ties, has_conflict, is_tied_to, tied_in
from grantsapp.review.rules.phases import bids_in, forget_bids_in
from grantsapp.review.rules.translating import needed_in, read_by
from grantsapp.review.rules.whole import part_in

POLICY: Policy = (
    conflicts.POLICY
    | deciding.POLICY
    | meeting.POLICY
    | panel.POLICY
    | phases.POLICY
    | reviewing.POLICY
    | translating.POLICY
    | whole.POLICY
)

__all__ = [
    "POLICY",
    "bids_in",
    "forget_bids_in",
    "forget_ties",
    "has_conflict",
    "is_tied_to",
    "needed_in",
    "part_in",
    "read_by",
    "tied_in",
]
