"""Who is asked to score which bid, and what they gave."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grantsapp.calls.models import Application
from grantsapp.columns import Word
from grantsapp.db import Model
from grantsapp.i18n import lazy_gettext as _
from grantsapp.review.models.panel import Moderator, Reading
from grantsapp.review.models.phases import Criterion, Phase


class Origin(StrEnum):
    """How an assignment came about."""

    HAND = "hand"
    SOLVE = "solve"
    SHEET = "sheet"


class Assignment(Model):
    """A bid that a moderator is asked to score in a phase.

    One that was declined stays, so that it is not proposed again.
    """

    __tablename__ = "assignments"
    __table_args__ = (
        UniqueConstraint("phase_id", "application_id", "moderator_id"),
        Index(None, "moderator_id"),
    )

    phase_id: Mapped[UUID] = mapped_column(ForeignKey("phases.id", ondelete="CASCADE"))
    application_id: Mapped[UUID] = mapped_column(ForeignKey("applications.id"))
    moderator_id: Mapped[UUID] = mapped_column(
        ForeignKey("moderators.id", ondelete="CASCADE")
    )
    origin: Mapped[Origin] = mapped_column(Word(Origin), default=Origin.HAND)
    why: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    declined_at: Mapped[datetime | None]
    declined_because: Mapped[str] = mapped_column(default="")

    phase: Mapped[Phase] = relationship()
    application: Mapped[Application] = relationship()
    moderator: Mapped[Moderator] = relationship()
    review: Mapped["Review | None"] = relationship(back_populates="assignment")

    @property
    def reading(self) -> Reading:
        """The member, the bid and the phase that it brings together."""
        return Reading(self.moderator, self.application, self.phase)


class Stage(StrEnum):
    """Where a review is on its way."""

    DRAFT = "draft"
    SUBMITTED = "submitted"


CONFIDENCE = {
    1: _("Low: this is not my field"),
    2: _("Middling"),
    3: _("High: I know this well"),
}


class Review(Model):
    """What a moderator says of a bid; `version` counts its saves.

    One that was opened again is a draft, and does not count until it is in again.
    """

    __tablename__ = "reviews"
    __table_args__ = (
        CheckConstraint(
            "(stage = 'submitted') = (submitted_at IS NOT NULL)",
            name="submitted_has_its_time",
        ),
        CheckConstraint("confidence BETWEEN 1 AND 3", name="confidence_has_three"),
    )

    assignment_id: Mapped[UUID] = mapped_column(
        ForeignKey("assignments.id", ondelete="CASCADE"), unique=True
    )
    stage: Mapped[Stage] = mapped_column(Word(Stage), default=Stage.DRAFT)
    comment: Mapped[str] = mapped_column(default="")
    confidence: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=0)
    submitted_at: Mapped[datetime | None]
    reopened_at: Mapped[datetime | None]

    assignment: Mapped[Assignment] = relationship(back_populates="review")
    scores: Mapped[list["Score"]] = relationship()


class Score(Model):
    """What a moderator gave on a criterion; null is "cannot judge", never zero."""

    __tablename__ = "scores"
    __table_args__ = (UniqueConstraint("review_id", "criterion_id"),)

    review_id: Mapped[UUID] = mapped_column(
        ForeignKey("reviews.id", ondelete="CASCADE")
    )
    criterion_id: Mapped[UUID] = mapped_column(ForeignKey("criteria.id"))
    value: Mapped[int | None]
    is_answered: Mapped[bool] = mapped_column(default=True)  # false: a reason only
    reason: Mapped[str] = mapped_column(default="")

    criterion: Mapped[Criterion] = relationship()


class ReviewVersion(Model):
    """A review as it was handed in, once for each time; it never changes."""

    __tablename__ = "review_versions"
    __table_args__ = (UniqueConstraint("review_id", "number"),)

    review_id: Mapped[UUID] = mapped_column(
        ForeignKey("reviews.id", ondelete="CASCADE")
    )
    number: Mapped[int]
    scores: Mapped[dict[str, Any]] = mapped_column(JSON)  # code: [value, reason]
    comment: Mapped[str] = mapped_column(default="")
    confidence: Mapped[int | None]
    saw_others: Mapped[bool] = mapped_column(default=False)  # before writing this one


class BidTranslation(Model):
    """One answer of a bid in another language, for those who do not read its own.

    `question` is the code of the answer; `title` is the title. `source_hash` is of the
    text that was translated, so that a page knows when that has changed.
    """

    __tablename__ = "bid_translations"
    __table_args__ = (UniqueConstraint("application_id", "question", "language"),)

    application_id: Mapped[UUID] = mapped_column(
        ForeignKey("applications.id", ondelete="CASCADE")
    )
    question: Mapped[str]
    language: Mapped[str]
    text: Mapped[str]
    source_hash: Mapped[str]
    origin: Mapped[str] = mapped_column(default="person")  # or machine
    version: Mapped[int] = mapped_column(default=1)
    by_name: Mapped[str]


@dataclass(frozen=True)
class Translating:
    """A translator before a bid, with the language that they would put it into."""

    moderator: Moderator
    application: Application
    language: str
