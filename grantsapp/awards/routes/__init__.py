"""The pages of grantees and of the public, by subject."""

from grantsapp.awards.routes import agreements, awards
from grantsapp.awards.routes.blueprint import bp

__all__ = ["agreements", "awards", "bp"]
