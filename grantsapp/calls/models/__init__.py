"""The tables of this room, by subject."""

from grantsapp.calls.models.aims import Aim, CallSource, QuizQuestion
from grantsapp.calls.models.applications import (
    Answer,
    Application,
    Attachment,
    Edit,
    Stage,
    reference_of,
)
from grantsapp.calls.models.calls import (
    Call,
    CallKind,
    Duty,
    FormVersion,
    Fund,
    FundingSource,
    Question,
    Role,
    Section,
    Theme,
    Tier,
)

__all__ = [
    "Aim",
    "Answer",
    "Application",
    "Attachment",
    "Call",
    "CallKind",
    "CallSource",
    "Duty",
    "Edit",
    "FormVersion",
    "Fund",
    "FundingSource",
    "Question",
    "QuizQuestion",
    "Role",
    "Section",
    "Stage",
    "Theme",
    "Tier",
    "reference_of",
]
