"""Why a response is left out of the figures, by name."""

from enum import StrEnum


class Why(StrEnum):
    """A reason that an evaluator chooses, or that the house has (the last four)."""

    TOO_LITTLE = "too_little"
    CARELESS = "careless"
    TWICE = "twice"
    NOT_MEANT = "not_meant"
    TRIAL = "trial"
    OTHER = "other"
    SUPERSEDED = "superseded"  # another one of the same sitting counts
    TAKEN_BACK = "taken_back"  # with the file that brought it
    LATE = "late"  # it came after closing
    NO_LINK = "no_link"  # it came after the public link was closed, and by that one


CHOSEN = (
    Why.TOO_LITTLE, Why.CARELESS, Why.TWICE, Why.NOT_MEANT, Why.TRIAL, Why.OTHER,
)  # fmt: skip
