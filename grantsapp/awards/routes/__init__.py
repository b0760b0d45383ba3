"""The pages of grantees and of the public, by subject."""

from grantsapp.awards.routes import awards, bank, diligence
from grantsapp.awards.routes.blueprint import bp

__all__ = ["awards", "bank", "bp", "diligence"]
