"""Who may do what with awards and their money, and when, by subject."""

from grantsapp.access import Policy
from grantsapp.awards.rules import awards, money
from grantsapp.awards.rules.awards import award_manager, grantee

POLICY: Policy = awards.POLICY | money.POLICY

__all__ = ["POLICY", "award_manager", "grantee"]
