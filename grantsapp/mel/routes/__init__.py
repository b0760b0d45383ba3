"""The pages of grantees, and of people who answer, by subject."""

from grantsapp.mel.routes import keying, reports, tickets, ways
from grantsapp.mel.routes.blueprint import bp

__all__ = ["bp", "keying", "reports", "tickets", "ways"]
