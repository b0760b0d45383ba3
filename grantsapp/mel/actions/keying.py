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
    BESIDE = "beside"  # another person's with the same number; both count


def is_number_taken(survey: Survey, sitting: Sitting) -> bool:
    """Say whether a sheet with this number was keyed otherwise, and never so."""
    known = queries.sittings_of(survey, sitting.client_key)
    mine = answering.as_row(survey, sitting, is_resent=False)["digest"]
    return bool(known) and all(row.digest != mine for row in known)


def keep(survey: Survey, sitting: Sitting, *, is_another: bool = False) -> Outcome:
    """Keep a sheet, and say what became of it; the caller holds the survey's lock.

    Whoever typed it may have said that it is another person's than the one with its
    number; the evaluator can still leave one of the two out.
    """
    before = {row.id for row in queries.sittings_of(survey, sitting.client_key)}
    row = answering.keep(survey, sitting, is_another=is_another)
    if row.id in before:
        return Outcome.SAME
    if not before:
        return Outcome.KEPT
    return Outcome.BESIDE if is_another else Outcome.OTHER
