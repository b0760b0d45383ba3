"""The pages of grantees, and of people who answer, by subject."""

from grantsapp.mel.routes import counts, reports
from grantsapp.mel.routes.blueprint import bp

__all__ = ["bp", "counts", "reports"]
