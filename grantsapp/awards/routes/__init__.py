"""The pages of grantees and of the public, by subject."""

from grantsapp.awards.routes import awards, spending, varying
from grantsapp.awards.routes.blueprint import bp

__all__ = ["awards", "bp", "spending", "varying"]
