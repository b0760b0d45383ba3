"""The tables of this room, by subject."""

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
from grantsapp.calls.models.translations import Waiver

__all__ = [
    "Answer",
    "Application",
    "Attachment",
    "Call",
    "Duty",
    "Edit",
    "FormVersion",
    "Fund",
    "FundingSource",
    "Question",
    "Role",
    "Section",
    "Stage",
    "Theme",
    "Tier",
    "Waiver",
    "reference_of",
]
