"""What happens to a bid after it was handed in: clarifications and appeals."""

import json
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grantsapp import clock, errors
from grantsapp.accounts.models import Person
from grantsapp.calls.models.applications import Application
from grantsapp.columns import Sealed, Word
from grantsapp.db import Model
from grantsapp.i18n import lazy_gettext as _

Typed = dict[str, dict[str, Any]]  # raw and language, by the question's code


class Clarification(Model):
    """What the fund asks on one section of a bid, and the answer with both versions."""

    __tablename__ = "clarifications"
    __table_args__ = (Index(None, "application_id"),)

    application_id: Mapped[UUID] = mapped_column(
        ForeignKey("applications.id", ondelete="CASCADE")
    )
    section: Mapped[str]  # the section's code
    words: Mapped[str]
    until: Mapped[datetime]
    by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("people.id", ondelete="SET NULL")
    )
    by_name: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    sealed_before: Mapped[str] = mapped_column(Sealed)
    sealed_after: Mapped[str] = mapped_column(Sealed)  # a working copy until sent
    answered_at: Mapped[datetime | None]
    answered_by_name: Mapped[str] = mapped_column(default="")

    application: Mapped[Application] = relationship()
    by: Mapped[Person | None] = relationship()

    @property
    def before(self) -> Typed:
        """The answers of the section as they were when the fund asked."""
        return json.loads(self.sealed_before)

    @property
    def after(self) -> Typed:
        """The answers as their authors have them now, or sent them."""
        return json.loads(self.sealed_after)

    @property
    def state(self) -> str:
        """Open, answered or lapsed."""
        if self.answered_at is not None:
            return "answered"
        return "open" if clock.now() < self.until else "lapsed"


class Finding(StrEnum):
    """What somebody who did not decide found of an appeal."""

    UPHELD = "upheld"
    NOT_UPHELD = "not_upheld"


class Appeal(Model):
    """A group disagrees with a decision; somebody who did not decide answers."""

    __tablename__ = "appeals"
    __table_args__ = (
        CheckConstraint(
            "(finding IS NULL) = (answered_at IS NULL)", name="answered_has_its_time"
        ),
        CheckConstraint(
            "finding IS NULL OR assigned_to_id IS NOT NULL",
            name="answered_has_its_person",
        ),
    )

    application_id: Mapped[UUID] = mapped_column(
        ForeignKey("applications.id", ondelete="CASCADE"), unique=True
    )
    words: Mapped[str]
    by_name: Mapped[str]
    assigned_to_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("people.id"), index=True
    )
    finding: Mapped[Finding | None] = mapped_column(Word(Finding))
    answer: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]

    application: Mapped[Application] = relationship()
    assigned_to: Mapped[Person | None] = relationship()

    @property
    def state(self) -> str:
        """New, assigned or answered."""
        if self.answered_at is not None:
            return "answered"
        return "assigned" if self.assigned_to_id else "new"


_TWICE = _("There is an appeal on this bid already. A second one is not possible.")
errors.SENTENCES |= {
    "appeals.application_id": _TWICE,
    "uq_appeals_application_id": _TWICE,
}
