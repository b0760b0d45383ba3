"""Bids that staff entered for somebody."""

from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grantsapp.calls.models.applications import Application
from grantsapp.columns import Word
from grantsapp.db import Model


class Channel(StrEnum):
    """How a bid came that staff entered."""

    PAPER = "paper"
    PHONE = "phone"
    VISIT = "visit"
    EMAIL = "email"


class Entry(Model):
    """That staff entered a bid for somebody, and how it had come."""

    __tablename__ = "entries"

    application_id: Mapped[UUID] = mapped_column(
        ForeignKey("applications.id", ondelete="CASCADE"), unique=True
    )
    channel: Mapped[Channel] = mapped_column(Word(Channel))
    note: Mapped[str] = mapped_column(default="")  # where the paper lies
    late_because: Mapped[str] = mapped_column(default="")
    by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("people.id", ondelete="SET NULL")
    )
    by_name: Mapped[str]

    application: Mapped[Application] = relationship(back_populates="entry")
