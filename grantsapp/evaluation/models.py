"""Evaluations: the figures of a call as they were worked out at one moment."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grantsapp.calls.models import Call
from grantsapp.db import Model


class Evaluation(Model):
    """A snapshot: everything for people inside, and what may be published of it."""

    __tablename__ = "evaluations"
    __table_args__ = (UniqueConstraint("call_id", "number"),)

    call_id: Mapped[UUID] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"))
    number: Mapped[int]
    inside: Mapped[dict[str, Any]] = mapped_column(JSON)
    public: Mapped[dict[str, Any]] = mapped_column(JSON)
    by_name: Mapped[str]
    published_at: Mapped[datetime | None]

    call: Mapped[Call] = relationship()
