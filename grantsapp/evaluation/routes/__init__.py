"""The pages that the public reads, by subject."""

from grantsapp.evaluation.routes import evaluations, numbers, reports, rounds
from grantsapp.evaluation.routes.blueprint import bp

__all__ = ["bp", "evaluations", "numbers", "reports", "rounds"]
