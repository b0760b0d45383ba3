"""The pages of grantees and of the public, by subject."""

from grantsapp.awards.routes import (
    agreements,
    awards,
    bank,
    diligence,
    spending,
    varying,
)
from grantsapp.awards.routes.blueprint import bp

__all__ = [
    "agreements",
    "awards",
    "bank",
    "bp",
    "diligence",
    "spending",
    "varying",
]
