"""The tables of this room, by subject."""

from grantsapp.calls.models.applications import (
    Answer,
    Application,
    Attachment,
    Edit,
    Stage,
    reference_of,
)
from grantsapp.calls.models.bundles import Bundle
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

__all__ = [
    "Answer",
    "Application",
    "Attachment",
    "Bundle",
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
    "reference_of",
]
