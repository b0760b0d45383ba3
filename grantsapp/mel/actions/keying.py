"""Sheets of paper are keyed: each is a response once, whoever types it in."""

from enum import StrEnum

from grantsapp.mel import queries
from grantsapp.mel.actions import answering
from grantsapp.mel.models import Survey
from grantsapp.mel.sittings import Sitting


class Outcome(StrEnum):
    """What became of a sheet."""

    KEPT = "kept"
    SAME = "same"  # it was keyed before, just so
    OTHER = "other"  # it was keyed before otherwise; kept, and out of the figures


def keep(survey: Survey, sitting: Sitting) -> Outcome:
    """Keep a sheet, and say what became of it; the caller holds the survey's lock."""
    before = {row.id for row in queries.sittings_of(survey, sitting.client_key)}
    row = answering.keep(survey, sitting)
    if row.id in before:
        return Outcome.SAME
    return Outcome.OTHER if before else Outcome.KEPT
