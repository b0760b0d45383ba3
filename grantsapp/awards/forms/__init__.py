"""What grantees and managers may type about awards."""

from grantsapp.awards.forms.offering import (
    LATER,
    MOST_LATER,
    MOST_WORDS,
    NOW,
    LetterForm,
    RefuseForm,
    ReleaseForm,
    SummaryForm,
)

__all__ = [
    "LATER",
    "MOST_LATER",
    "MOST_WORDS",
    "NOW",
    "LetterForm",
    "RefuseForm",
    "ReleaseForm",
    "SummaryForm",
]
