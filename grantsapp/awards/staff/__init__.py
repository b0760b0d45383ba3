"""The pages of fund managers: letters, results, awards and money, by subject."""

from grantsapp.awards.staff import (
    awards,
    balances,
    banking,
    letters,
    money,
    releasing,
    repaying,
)
from grantsapp.awards.staff.blueprint import bp

__all__ = [
    "awards",
    "balances",
    "banking",
    "bp",
    "letters",
    "money",
    "releasing",
    "repaying",
]
