"""Bundles: many bids as one file, made by a worker and kept for a week."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grantsapp import clock
from grantsapp.accounts.models import Person
from grantsapp.calls.models.calls import Call
from grantsapp.db import Model
from grantsapp.files import File

KEPT_FOR = timedelta(days=7)


class Bundle(Model):
    """The bids of a call as one file: what was asked for, and how far it is."""

    __tablename__ = "bundles"
    __table_args__ = (
        Index(None, "call_id", "digest"),
        CheckConstraint("0 <= done AND done <= total", name="done_is_a_part"),
    )

    call_id: Mapped[UUID] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"))
    by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("people.id", ondelete="SET NULL")
    )
    language: Mapped[str]
    digest: Mapped[str]  # of what is in it, so that asking twice makes one
    bids: Mapped[list[Any]] = mapped_column(JSON)
    total: Mapped[int]
    done: Mapped[int] = mapped_column(default=0)
    file_id: Mapped[UUID | None] = mapped_column(ForeignKey("files.id"))
    ready_at: Mapped[datetime | None]

    call: Mapped[Call] = relationship()
    by: Mapped[Person | None] = relationship()
    file: Mapped[File | None] = relationship()

    @property
    def percent(self) -> int:
        """How much of it is done; all of it only once the file is there."""
        if self.ready_at is not None:
            return 100
        return min(99, 100 * self.done // max(1, self.total))

    @property
    def kept_until(self) -> datetime | None:
        """When the file goes."""
        return self.ready_at + KEPT_FOR if self.ready_at else None

    @property
    def is_over(self) -> bool:
        """Say whether its week is over."""
        until = self.kept_until
        return until is not None and clock.now() >= until
