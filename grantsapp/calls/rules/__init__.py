"""Who may do what in this room, and when, by subject."""

from grantsapp.access import Policy
from grantsapp.calls.rules import bids, bundles, lives, sponsoring, telling
from grantsapp.calls.rules.bids import (
    author,
    bid_manager,
    call_evaluator,
    call_manager,
    fund_manager,
    handed_in,
    helper_of,
    is_evaluator,
    is_manager,
    may_be_entered,
    no_tie_stands,
    roles_of,
    speaks_for,
    sponsor_of,
    takes_its_side,
)
from grantsapp.calls.rules.lives import appeal_ends_at, may_judge

POLICY: Policy = (
    bids.POLICY | bundles.POLICY | lives.POLICY | sponsoring.POLICY | telling.POLICY
)

__all__ = [
    "POLICY",
    "appeal_ends_at",
    "author",
    "bid_manager",
    "call_evaluator",
    "call_manager",
    "fund_manager",
    "handed_in",
    "helper_of",
    "is_evaluator",
    "is_manager",
    "may_be_entered",
    "may_judge",
    "no_tie_stands",
    "roles_of",
    "speaks_for",
    "sponsor_of",
    "takes_its_side",
]
