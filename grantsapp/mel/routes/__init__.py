"""The pages of grantees, of people who answer, and of leads, by subject."""

from grantsapp.mel.routes import (
    confiding,
    counts,
    keying,
    reports,
    surveys,
    tickets,
    ways,
)
from grantsapp.mel.routes.blueprint import bp, surveys_bp
from grantsapp.mel.routes.concern_queue import queue_bp

__all__ = [
    "bp",
    "confiding",
    "counts",
    "keying",
    "queue_bp",
    "reports",
    "surveys",
    "surveys_bp",
    "tickets",
    "ways",
]
