"""The pages of grantees, and of people who answer, by subject."""

from grantsapp.mel.routes import reports, surveys
from grantsapp.mel.routes.blueprint import bp, surveys_bp

__all__ = ["bp", "reports", "surveys", "surveys_bp"]
