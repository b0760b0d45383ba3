"""The tables of this room, by subject."""

from grantsapp.mel.models.concerns import Concern
from grantsapp.mel.models.files import FileStage, RememberedMapping, ResponseFile
from grantsapp.mel.models.library import Instrument
from grantsapp.mel.models.outputs import (
    MEASURES,
    Delivery,
    Measure,
    Output,
    Report,
    Stage,
    StoryPermission,
)
from grantsapp.mel.models.responses import (
    HOUSE,
    Exclusion,
    Origin,
    Response,
    ResponseScore,
)
from grantsapp.mel.models.suites import (
    ABOUT,
    DESIGNS,
    FOLLOW_UPS,
    MINIMUM_AGE,
    OLDEST,
    Suite,
    SuiteInstrument,
)
from grantsapp.mel.models.surveys import Survey, SurveyInstrument, Ticket
from grantsapp.mel.models.weighings import Weighing

__all__ = [
    "ABOUT",
    "DESIGNS",
    "FOLLOW_UPS",
    "HOUSE",
    "MEASURES",
    "MINIMUM_AGE",
    "OLDEST",
    "Concern",
    "Delivery",
    "Exclusion",
    "FileStage",
    "Instrument",
    "Measure",
    "Origin",
    "Output",
    "RememberedMapping",
    "Report",
    "Response",
    "ResponseFile",
    "ResponseScore",
    "Stage",
    "StoryPermission",
    "Suite",
    "SuiteInstrument",
    "Survey",
    "SurveyInstrument",
    "Ticket",
    "Weighing",
]
