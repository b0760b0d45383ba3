"""What somebody tells in confidence, and what was done about it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grantsapp.accounts.models import Person
from grantsapp.columns import Sealed
from grantsapp.db import Model
from grantsapp.mel.models.surveys import Survey


class Concern(Model):
    """A call for help out of a survey, for the safeguarding lead's eyes alone.

    It stands apart from the answers: neither row knows of the other. It knows the hour
    in which it came and nothing finer, or a time of its own would lead to a response.
    """

    __tablename__ = "concerns"
    __table_args__ = (
        UniqueConstraint("survey_id", "client_key"),
        Index(None, "survey_id", "settled_at"),
    )

    survey_id: Mapped[UUID] = mapped_column(
        ForeignKey("surveys.id", ondelete="CASCADE")
    )
    client_key: Mapped[UUID]  # drawn for it alone, so that sending twice is once
    wants_help: Mapped[bool] = mapped_column(default=False)
    words: Mapped[str] = mapped_column(Sealed, default="")
    contact: Mapped[str] = mapped_column(Sealed, default="")
    language: Mapped[str] = mapped_column(default="en")
    read_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("people.id", ondelete="SET NULL")
    )
    note: Mapped[str] = mapped_column(Sealed, default="")
    # Since when words, contact and note are gone; the row stays as a number.
    wiped_at: Mapped[datetime | None]

    survey: Mapped[Survey] = relationship()
    settled_by: Mapped[Person | None] = relationship()
