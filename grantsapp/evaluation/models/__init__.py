"""The tables of this room, by subject."""

from grantsapp.evaluation.models.evaluations import (
    AnalysisPlan,
    Disclosure,
    Evaluation,
    Given,
    Package,
    PackageStage,
)
from grantsapp.evaluation.models.reports import (
    Became,
    Comment,
    Edition,
    EvaluationReport,
    Fate,
    Part,
    Permission,
    ReportRecommendation,
    ReportSection,
    ReportSectionVersion,
    Story,
)

__all__ = [
    "AnalysisPlan",
    "Became",
    "Comment",
    "Disclosure",
    "Edition",
    "Evaluation",
    "EvaluationReport",
    "Fate",
    "Given",
    "Package",
    "PackageStage",
    "Part",
    "Permission",
    "ReportRecommendation",
    "ReportSection",
    "ReportSectionVersion",
    "Story",
]
