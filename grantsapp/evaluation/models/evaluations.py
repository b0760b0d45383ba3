"""Evaluations: the plan, the figures of one moment, and what was given away of them."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grantsapp.calls.models import Call
from grantsapp.columns import Word
from grantsapp.db import Model
from grantsapp.files import File


class AnalysisPlan(Model):
    """What an evaluator declares to look at; never changed, another one follows it."""

    __tablename__ = "analysis_plans"
    __table_args__ = (
        UniqueConstraint("call_id", "number"),
        CheckConstraint("number = 1 OR reason <> ''", name="changed_for_a_reason"),
    )

    call_id: Mapped[UUID] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"))
    number: Mapped[int]
    declared: Mapped[dict[str, Any]] = mapped_column(JSON)  # as `plan.as_json` gives it
    reason: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="en")  # of the evaluator's own words
    by_name: Mapped[str]

    call: Mapped[Call] = relationship()


class Evaluation(Model):
    """The figures of one moment: everything for people inside, and what may be public.

    They come from a sealed snapshot of the answers, and can be worked out from it
    again; one that was worked out by an older house has none.
    """

    __tablename__ = "evaluations"
    __table_args__ = (UniqueConstraint("call_id", "number"),)

    call_id: Mapped[UUID] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"))
    number: Mapped[int]
    inside: Mapped[dict[str, Any]] = mapped_column(JSON)
    public: Mapped[dict[str, Any]] = mapped_column(JSON)
    by_name: Mapped[str]
    published_at: Mapped[datetime | None]
    snapshot_id: Mapped[UUID | None] = mapped_column(ForeignKey("files.id"))
    seal: Mapped[str] = mapped_column(default="", server_default="")  # of the snapshot
    code: Mapped[str] = mapped_column(default="", server_default="")  # which worked it

    call: Mapped[Call] = relationship()
    snapshot: Mapped[File | None] = relationship()


class Given(StrEnum):
    """What left the house."""

    EDITION = "edition"
    PACKAGE = "package"


class Disclosure(Model):
    """A line of the ledger: what was given away of a call's figures, and why."""

    __tablename__ = "disclosures"
    __table_args__ = (
        UniqueConstraint("call_id", "number"),
        CheckConstraint(
            "given <> 'package' OR reason <> ''", name="package_has_reason"
        ),
    )

    call_id: Mapped[UUID] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"))
    number: Mapped[int]
    given: Mapped[Given] = mapped_column(Word(Given))
    evaluation_id: Mapped[UUID] = mapped_column(ForeignKey("evaluations.id"))
    digest: Mapped[str]  # of the edition, or of the rows of the package
    told: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    reason: Mapped[str] = mapped_column(default="")
    by_name: Mapped[str]

    call: Mapped[Call] = relationship()
    evaluation: Mapped[Evaluation] = relationship()


class PackageStage(StrEnum):
    """How far the making of a package is."""

    WAITING = "waiting"
    MADE = "made"
    FAILED = "failed"


class Package(Model):
    """The data of an evaluation as files for other programs, for a reason."""

    __tablename__ = "packages"
    __table_args__ = (
        CheckConstraint("reason <> ''", name="asked_for_a_reason"),
        CheckConstraint("stage <> 'made' OR digest <> ''", name="made_has_its_digest"),
    )

    evaluation_id: Mapped[UUID] = mapped_column(
        ForeignKey("evaluations.id", ondelete="CASCADE"), index=True
    )
    stage: Mapped[PackageStage] = mapped_column(
        Word(PackageStage), default=PackageStage.WAITING
    )
    progress: Mapped[int] = mapped_column(default=0)  # per cent
    file_id: Mapped[UUID | None] = mapped_column(ForeignKey("files.id"))
    digest: Mapped[str] = mapped_column(default="")  # of the rows
    told: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    reason: Mapped[str]
    by_name: Mapped[str]

    evaluation: Mapped[Evaluation] = relationship()
    file: Mapped[File | None] = relationship()
