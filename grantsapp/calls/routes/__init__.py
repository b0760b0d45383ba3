"""The pages of visitors and applicants, by subject."""

from grantsapp.calls.routes import applying, attaching, calls, papers, submitting
from grantsapp.calls.routes.blueprint import bp

__all__ = ["applying", "attaching", "bp", "calls", "papers", "submitting"]
