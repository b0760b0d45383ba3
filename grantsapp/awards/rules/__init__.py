"""Who may do what with awards and their money, and when, by subject."""

from grantsapp.access import Policy
from grantsapp.awards.rules import (
    agreements,
    awards,
    bank,
    cases,
    diligence,
    money,
    spending,
    varying,
)
from grantsapp.awards.rules.awards import award_manager, grantee

POLICY: Policy = (
    agreements.POLICY
    | awards.POLICY
    | bank.POLICY
    | cases.POLICY
    | diligence.POLICY
    | money.POLICY
    | spending.POLICY
    | varying.POLICY
)

__all__ = ["POLICY", "award_manager", "grantee"]
