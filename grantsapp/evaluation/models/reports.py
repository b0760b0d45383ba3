"""The report of a call: sections, stories, recommendations, comments, editions."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grantsapp import i18n
from grantsapp.awards.models import Award
from grantsapp.calls.models import Call
from grantsapp.columns import Translated, Word
from grantsapp.db import Model
from grantsapp.evaluation.models.evaluations import Evaluation


class Part(StrEnum):
    """The sections of a report, in the order in which they are read."""

    SUMMARY = "summary"
    FUND = "fund"
    PROCESS = "process"
    REACH = "reach"
    OUTCOMES = "outcomes"
    FIDELITY = "fidelity"
    STORIES = "stories"
    LEARNED = "learned"
    RECOMMENDATIONS = "recommendations"
    METHOD = "method"
    LIMITS = "limits"
    INSTRUMENTS = "instruments"


class EvaluationReport(Model):
    """What the evaluator publishes of a call; the manager reads and comments."""

    __tablename__ = "evaluation_reports"

    call_id: Mapped[UUID] = mapped_column(
        ForeignKey("calls.id", ondelete="CASCADE"), unique=True
    )
    languages: Mapped[list[str]] = mapped_column(JSON, default=lambda: ["en"])
    follows_id: Mapped[UUID | None] = mapped_column(  # the round before
        ForeignKey("calls.id", ondelete="SET NULL")
    )

    call: Mapped[Call] = relationship(foreign_keys=[call_id])
    follows: Mapped[Call | None] = relationship(foreign_keys=[follows_id])
    sections: Mapped[list["ReportSection"]] = relationship(cascade="all, delete-orphan")
    stories: Mapped[list["Story"]] = relationship(
        order_by="Story.position", cascade="all, delete-orphan"
    )
    recommendations: Mapped[list["ReportRecommendation"]] = relationship(
        back_populates="report",
        order_by="ReportRecommendation.position",
        cascade="all, delete-orphan",
    )
    fates: Mapped[list["Fate"]] = relationship(cascade="all, delete-orphan")
    comments: Mapped[list["Comment"]] = relationship(
        back_populates="report",
        order_by="Comment.made_at",
        cascade="all, delete-orphan",
    )
    editions: Mapped[list["Edition"]] = relationship(
        back_populates="report",
        order_by="Edition.number",
        cascade="all, delete-orphan",
    )


class ReportSection(Model):
    """The evaluator's own words around the figures of one part, in each language."""

    __tablename__ = "report_sections"
    __table_args__ = (UniqueConstraint("report_id", "part"),)

    report_id: Mapped[UUID] = mapped_column(
        ForeignKey("evaluation_reports.id", ondelete="CASCADE")
    )
    part: Mapped[Part] = mapped_column(Word(Part))
    words: Mapped[i18n.Text] = mapped_column(Translated)
    version: Mapped[int] = mapped_column(default=1)
    by_name: Mapped[str]

    versions: Mapped[list["ReportSectionVersion"]] = relationship(
        order_by="ReportSectionVersion.number", cascade="all, delete-orphan"
    )


class ReportSectionVersion(Model):
    """A section as it was saved once; nothing that was written is lost."""

    __tablename__ = "report_section_versions"
    __table_args__ = (UniqueConstraint("section_id", "number"),)

    section_id: Mapped[UUID] = mapped_column(
        ForeignKey("report_sections.id", ondelete="CASCADE")
    )
    number: Mapped[int]
    words: Mapped[i18n.Text] = mapped_column(Translated)
    by_name: Mapped[str]


class Permission(StrEnum):
    """What a group allowed to be told of a story."""

    NAMED = "named"
    UNNAMED = "unnamed"


class Story(Model):
    """A case study, told with the permission of those whom it is about."""

    __tablename__ = "report_stories"
    __table_args__ = (
        CheckConstraint("permission_by <> ''", name="somebody_permitted_it"),
    )

    report_id: Mapped[UUID] = mapped_column(
        ForeignKey("evaluation_reports.id", ondelete="CASCADE"), index=True
    )
    award_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("awards.id", ondelete="SET NULL")
    )
    title: Mapped[i18n.Text] = mapped_column(Translated)
    words: Mapped[i18n.Text] = mapped_column(Translated)
    permission: Mapped[Permission] = mapped_column(Word(Permission))
    permission_by: Mapped[str]
    permission_on: Mapped[date]
    position: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)

    award: Mapped[Award | None] = relationship()


class ReportRecommendation(Model):
    """What the evaluator recommends for the next round."""

    __tablename__ = "report_recommendations"

    report_id: Mapped[UUID] = mapped_column(
        ForeignKey("evaluation_reports.id", ondelete="CASCADE"), index=True
    )
    words: Mapped[i18n.Text] = mapped_column(Translated)
    position: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)

    report: Mapped[EvaluationReport] = relationship(back_populates="recommendations")


class Became(StrEnum):
    """What became of a recommendation."""

    DONE = "done"
    PARTLY = "partly"
    NOT_YET = "not_yet"
    DECLINED = "declined"


class Fate(Model):
    """What became of a recommendation of the round before, as a later report says."""

    __tablename__ = "recommendation_fates"
    __table_args__ = (UniqueConstraint("report_id", "recommendation_id"),)

    report_id: Mapped[UUID] = mapped_column(
        ForeignKey("evaluation_reports.id", ondelete="CASCADE")
    )
    recommendation_id: Mapped[UUID] = mapped_column(
        ForeignKey("report_recommendations.id", ondelete="CASCADE")
    )
    became: Mapped[Became] = mapped_column(Word(Became))
    words: Mapped[i18n.Text] = mapped_column(Translated)

    recommendation: Mapped[ReportRecommendation] = relationship()


class Comment(Model):
    """What a manager says about a section, and what the evaluator answers.

    Both are kept with the report, and neither is changed.
    """

    __tablename__ = "report_comments"
    __table_args__ = (
        CheckConstraint(
            "(answered_at IS NULL) = (answer = '')", name="answer_has_its_time"
        ),
    )

    report_id: Mapped[UUID] = mapped_column(
        ForeignKey("evaluation_reports.id", ondelete="CASCADE"), index=True
    )
    part: Mapped[Part] = mapped_column(Word(Part))
    words: Mapped[str]
    language: Mapped[str]
    by_name: Mapped[str]
    answer: Mapped[str] = mapped_column(default="")
    answer_language: Mapped[str] = mapped_column(default="")
    answered_by_name: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]

    report: Mapped[EvaluationReport] = relationship(back_populates="comments")


class Edition(Model):
    """A report as it was published: words and figures, frozen, with their digest."""

    __tablename__ = "report_editions"
    __table_args__ = (
        UniqueConstraint("report_id", "number"),
        CheckConstraint("number = 1 OR reason <> ''", name="again_for_a_reason"),
    )

    report_id: Mapped[UUID] = mapped_column(
        ForeignKey("evaluation_reports.id", ondelete="CASCADE")
    )
    number: Mapped[int]
    evaluation_id: Mapped[UUID] = mapped_column(ForeignKey("evaluations.id"))
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    digest: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")  # why there is another one
    by_name: Mapped[str]

    report: Mapped[EvaluationReport] = relationship(back_populates="editions")
    evaluation: Mapped[Evaluation] = relationship()
