"""Instruments, surveys and their responses; outputs and the reports of grantees."""

from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grantsapp import errors
from grantsapp.awards.models import Award
from grantsapp.columns import Word
from grantsapp.db import Model
from grantsapp.i18n import lazy_gettext as _
from grantsapp.mel import instruments
from grantsapp.mel.instruments import MOMENTS, Design, Moment


class Instrument(Model):
    """A measuring tool in one version; it never changes, a new version is a new row."""

    __tablename__ = "instruments"
    __table_args__ = (UniqueConstraint("code", "version"),)

    code: Mapped[str]
    version: Mapped[int]
    definition: Mapped[dict[str, Any]] = mapped_column(JSON)

    @cached_property
    def tool(self) -> instruments.Instrument:
        """The instrument as plain values."""
        return instruments.read(self.definition)


DESIGNS = {
    Design.RETROSPECTIVE: _("Once, at the end, looking back"),
    Design.MATCHED: _("Twice: before and after, matched by a code of their own"),
}


class Survey(Model):
    """An instrument that the people of one project are asked to answer."""

    __tablename__ = "surveys"
    __table_args__ = (UniqueConstraint("award_id", "instrument_id"),)

    award_id: Mapped[UUID] = mapped_column(ForeignKey("awards.id", ondelete="CASCADE"))
    instrument_id: Mapped[UUID] = mapped_column(ForeignKey("instruments.id"))
    design: Mapped[Design] = mapped_column(Word(Design))
    key: Mapped[UUID] = mapped_column(unique=True, default=uuid4)  # in the public link
    closed_at: Mapped[datetime | None]

    award: Mapped[Award] = relationship()
    instrument: Mapped[Instrument] = relationship()

    @property
    def moments(self) -> tuple[Moment, ...]:
        """The moments at which it asks; where there are two, it compares them."""
        return MOMENTS[self.design]

    @property
    def is_open(self) -> bool:
        """Say whether people can answer now."""
        return self.closed_at is None


class Origin(StrEnum):
    """How a response came to us."""

    WEB = "web"
    IMPORT = "import"
    SYNTHETIC = "synthetic"


class Response(Model):
    """What one respondent answered: raw codes by moment and item, as given."""

    __tablename__ = "responses"
    __table_args__ = (UniqueConstraint("survey_id", "respondent"),)

    survey_id: Mapped[UUID] = mapped_column(
        ForeignKey("surveys.id", ondelete="CASCADE")
    )
    respondent: Mapped[str]  # a code that says nothing about the person
    raw: Mapped[dict[str, dict[str, int]]] = mapped_column(JSON)
    language: Mapped[str] = mapped_column(default="en")
    origin: Mapped[Origin] = mapped_column(Word(Origin), default=Origin.WEB)
    answered_at: Mapped[datetime]

    survey: Mapped[Survey] = relationship()
    scores: Mapped[list["ResponseScore"]] = relationship()


class ResponseScore(Model):
    """A derived score of one moment; it can be made anew from the raw answers."""

    __tablename__ = "response_scores"
    __table_args__ = (UniqueConstraint("response_id", "moment"),)

    response_id: Mapped[UUID] = mapped_column(
        ForeignKey("responses.id", ondelete="CASCADE")
    )
    moment: Mapped[Moment] = mapped_column(Word(Moment))
    value: Mapped[float | None]
    answered: Mapped[int]


class Measure(StrEnum):
    """What an output counts, the same in every project so that it can be summed."""

    PEOPLE = "people"
    SESSIONS = "sessions"
    PRACTITIONERS = "practitioners"
    VOLUNTEERS = "volunteers"
    EVENTS = "events"
    MATERIALS = "materials"


MEASURES = {
    Measure.PEOPLE: _("People reached"),
    Measure.SESSIONS: _("Sessions held"),
    Measure.PRACTITIONERS: _("Practitioners trained"),
    Measure.VOLUNTEERS: _("Volunteers involved"),
    Measure.EVENTS: _("Public events"),
    Measure.MATERIALS: _("Materials made"),
}


class Output(Model):
    """How much of something a project plans to deliver."""

    __tablename__ = "outputs"
    __table_args__ = (
        UniqueConstraint("award_id", "measure"),
        CheckConstraint("planned > 0", name="plan_is_positive"),
    )

    award_id: Mapped[UUID] = mapped_column(ForeignKey("awards.id", ondelete="CASCADE"))
    measure: Mapped[Measure] = mapped_column(Word(Measure))
    planned: Mapped[int]

    award: Mapped[Award] = relationship()


class Stage(StrEnum):
    """Where a report is on its way."""

    DRAFT = "draft"
    SUBMITTED = "submitted"


class Report(Model):
    """What a grantee tells of the project: outputs delivered, and a story."""

    __tablename__ = "reports"
    __table_args__ = (
        CheckConstraint(
            "(stage = 'submitted') = (submitted_at IS NOT NULL)",
            name="submitted_has_its_time",
        ),
    )

    award_id: Mapped[UUID] = mapped_column(
        ForeignKey("awards.id", ondelete="CASCADE"), unique=True
    )
    stage: Mapped[Stage] = mapped_column(Word(Stage), default=Stage.DRAFT)
    typed: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)  # as typed
    went_well: Mapped[str] = mapped_column(default="")
    was_hard: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="en")
    version: Mapped[int] = mapped_column(default=1)
    submitted_at: Mapped[datetime | None]

    award: Mapped[Award] = relationship()
    deliveries: Mapped[list["Delivery"]] = relationship()


class Delivery(Model):
    """How much of an output was delivered, as a submitted report says."""

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("report_id", "output_id"),
        Index(None, "output_id"),
        CheckConstraint("delivered >= 0", name="delivered_is_not_negative"),
    )

    report_id: Mapped[UUID] = mapped_column(
        ForeignKey("reports.id", ondelete="CASCADE")
    )
    output_id: Mapped[UUID] = mapped_column(
        ForeignKey("outputs.id", ondelete="CASCADE")
    )
    delivered: Mapped[int]

    output: Mapped[Output] = relationship()


_TWICE = _("This project has this survey already.")
_SAME = _("This instrument is there already in this version. Give it a new version.")
errors.SENTENCES |= {
    "surveys.award_id, surveys.instrument_id": _TWICE,
    "uq_surveys_award_id_instrument_id": _TWICE,
    "instruments.code, instruments.version": _SAME,
    "uq_instruments_code_version": _SAME,
    "outputs.award_id, outputs.measure": _("This output is planned already."),
    "uq_outputs_award_id_measure": _("This output is planned already."),
}
