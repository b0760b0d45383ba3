"""The tables of this room, by subject."""

from grantsapp.calls.models.applications import (
    Answer,
    Application,
    Attachment,
    Channel,
    Edit,
    Entry,
    Handed,
    Stage,
    Submission,
    reference_of,
)
from grantsapp.calls.models.calls import (
    Call,
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
from grantsapp.calls.models.lives import Appeal, Clarification, Finding

__all__ = [
    "Answer",
    "Appeal",
    "Application",
    "Attachment",
    "Call",
    "Channel",
    "Clarification",
    "Duty",
    "Edit",
    "Entry",
    "Finding",
    "FormVersion",
    "Fund",
    "FundingSource",
    "Handed",
    "Question",
    "Role",
    "Section",
    "Stage",
    "Submission",
    "Theme",
    "Tier",
    "reference_of",
]
