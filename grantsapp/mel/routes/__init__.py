"""The pages of grantees, and of people who answer, by subject."""

from grantsapp.mel.routes import counts, reports, surveys
from grantsapp.mel.routes.blueprint import bp, surveys_bp

__all__ = ["bp", "counts", "reports", "surveys", "surveys_bp"]
