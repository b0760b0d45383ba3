"""Who may do what with awards and their money, and when, by subject."""

from grantsapp.access import Policy
from grantsapp.awards.rules import (
    agreements,
    awards,
    cases,
    spending,
    varying,
)
from grantsapp.awards.rules.awards import award_manager, grantee

POLICY: Policy = (
    agreements.POLICY | awards.POLICY | cases.POLICY | spending.POLICY | varying.POLICY
)

__all__ = ["POLICY", "award_manager", "grantee"]
