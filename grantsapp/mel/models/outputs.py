"""What projects are to deliver, and the reports of grantees."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grantsapp import errors
from grantsapp.awards.models import Award
from grantsapp.columns import Word
from grantsapp.db import Model
from grantsapp.i18n import lazy_gettext as _


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


class StoryPermission(StrEnum):
    """Whether a story may be told to the public, and whether with the group's name."""

    NONE = "none"
    UNNAMED = "unnamed"
    NAMED = "named"


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
    learned: Mapped[str] = mapped_column(default="", server_default="")
    unexpected: Mapped[str] = mapped_column(default="", server_default="")
    got_worse: Mapped[str] = mapped_column(default="", server_default="")
    story: Mapped[str] = mapped_column(default="", server_default="")
    story_permission: Mapped[StoryPermission] = mapped_column(
        Word(StoryPermission), default=StoryPermission.NONE, server_default="none"
    )
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


errors.SENTENCES |= {
    "outputs.award_id, outputs.measure": _("This output is planned already."),
    "uq_outputs_award_id_measure": _("This output is planned already."),
}
