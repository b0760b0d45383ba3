"""What an evaluator does at the desk, in one word."""

from grantsapp import jobs
from grantsapp.db import db
from tests.pages import Browser, Page


def works_out(eva: Browser) -> Page:
    """Ask for the figures, and let a worker work them out; gives the answer."""
    answer = eva.post("/staff/calls/CF1/evaluations")
    db.session.rollback()
    while jobs.work_once():
        db.session.rollback()
    return answer
