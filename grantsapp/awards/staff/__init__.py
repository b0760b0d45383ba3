"""The pages of fund managers: letters, results, awards and their money, by subject."""

from grantsapp.awards.staff import (
    agreements,
    awards,
    balances,
    bank,
    banking,
    cases,
    diligence,
    letters,
    money,
    programme,
    publication,
    releasing,
    repaying,
    reserve,
    spending,
    varying,
)
from grantsapp.awards.staff.blueprint import bp

__all__ = [
    "agreements",
    "awards",
    "balances",
    "bank",
    "banking",
    "bp",
    "cases",
    "diligence",
    "letters",
    "money",
    "programme",
    "publication",
    "releasing",
    "repaying",
    "reserve",
    "spending",
    "varying",
]
