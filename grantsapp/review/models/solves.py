"""What a worker works out on a snapshot: assignments, calibrated scores, portfolios.

A solve changes nothing. It is asked for, worked out, looked at, and then applied or
dropped by a person; its snapshot and seed are kept, so that it can be replayed.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grantsapp.accounts.models import Person
from grantsapp.calls.models import Call
from grantsapp.columns import Word
from grantsapp.db import Model
from grantsapp.review.models.phases import Phase


class Wanted(StrEnum):
    """What is asked of the worker."""

    ASSIGNMENT = "assignment"
    REPAIR = "repair"  # of an assignment after somebody declined
    CALIBRATION = "calibration"
    PORTFOLIO = "portfolio"


class SolveStage(StrEnum):
    """Where a solve is on its way."""

    ASKED = "asked"
    READY = "ready"
    FAILED = "failed"
    APPLIED = "applied"
    DROPPED = "dropped"


class Solve(Model):
    """One piece of reasoning: what was asked, on which snapshot, and what came out.

    `digest` is of the snapshot, so that a page can say that things changed since.
    """

    __tablename__ = "solves"
    __table_args__ = (Index(None, "call_id", "wanted", "made_at"),)

    call_id: Mapped[UUID] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"))
    phase_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("phases.id", ondelete="CASCADE")
    )
    wanted: Mapped[Wanted] = mapped_column(Word(Wanted))
    stage: Mapped[SolveStage] = mapped_column(
        Word(SolveStage), default=SolveStage.ASKED
    )
    settings: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    snapshot: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    digest: Mapped[str] = mapped_column(default="")
    answer: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    fault: Mapped[str] = mapped_column(default="")
    by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("people.id", ondelete="SET NULL")
    )
    ready_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[str] = mapped_column(default="")  # a name

    call: Mapped[Call] = relationship()
    phase: Mapped[Phase | None] = relationship()
    by: Mapped[Person | None] = relationship()
