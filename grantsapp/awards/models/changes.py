"""What changes in an award after it was agreed on, and what went wrong with it."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grantsapp import errors
from grantsapp.accounts.models import Person
from grantsapp.awards.models.agreements import Agreement
from grantsapp.awards.models.awards import Award
from grantsapp.columns import Word
from grantsapp.db import Model
from grantsapp.i18n import lazy_gettext as _


class VariationStage(StrEnum):
    """Where a variation is on its way."""

    ASKED = "asked"
    AGREED = "agreed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


_WAITS = text("stage = 'asked'")


class Variation(Model):
    """A change of dates, amount, outputs or budget lines: asked for, then decided.

    `asks` holds what it should be, `before` what it was, by the same names:
    starts_on, ends_on, amount, outputs, budget.
    """

    __tablename__ = "variations"
    __table_args__ = (
        UniqueConstraint("award_id", "number"),
        Index(
            "uq_variations_waiting",
            "award_id",
            unique=True,
            sqlite_where=_WAITS,
            postgresql_where=_WAITS,
        ),
    )

    award_id: Mapped[UUID] = mapped_column(ForeignKey("awards.id", ondelete="CASCADE"))
    number: Mapped[int]
    asks: Mapped[dict[str, Any]] = mapped_column(JSON)
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    reason: Mapped[str]
    stage: Mapped[VariationStage] = mapped_column(
        Word(VariationStage), default=VariationStage.ASKED
    )
    asked_by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("people.id", ondelete="SET NULL")
    )
    proposed_by_id: Mapped[UUID | None] = mapped_column(  # where the amount changes
        ForeignKey("people.id", ondelete="SET NULL")
    )
    decided_by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("people.id", ondelete="SET NULL")
    )
    decided_at: Mapped[datetime | None]
    because: Mapped[str] = mapped_column(default="")
    agreement_id: Mapped[UUID | None] = mapped_column(ForeignKey("agreements.id"))

    award: Mapped[Award] = relationship()
    asked_by: Mapped[Person | None] = relationship(foreign_keys=[asked_by_id])
    proposed_by: Mapped[Person | None] = relationship(foreign_keys=[proposed_by_id])
    decided_by: Mapped[Person | None] = relationship(foreign_keys=[decided_by_id])
    agreement: Mapped[Agreement | None] = relationship()


class Outcome(StrEnum):
    """How a case ended."""

    UNFOUNDED = "unfounded"
    PUT_RIGHT = "put right"
    REPAID = "repaid"  # money comes back
    ENDED = "ended"  # the award went no further


class Irregularity(Model):
    """A doubt about an award; while it is open, nothing is paid."""

    __tablename__ = "irregularities"
    __table_args__ = (
        UniqueConstraint("award_id", "number"),
        CheckConstraint(
            "(closed_at IS NULL) = (outcome IS NULL)", name="closed_with_an_outcome"
        ),
    )

    award_id: Mapped[UUID] = mapped_column(ForeignKey("awards.id", ondelete="CASCADE"))
    number: Mapped[int]
    what: Mapped[str]
    opened_by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("people.id", ondelete="SET NULL")
    )
    closed_by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("people.id", ondelete="SET NULL")
    )
    closed_at: Mapped[datetime | None]
    outcome: Mapped[Outcome | None] = mapped_column(Word(Outcome))
    note: Mapped[str] = mapped_column(default="")

    award: Mapped[Award] = relationship()
    opened_by: Mapped[Person | None] = relationship(foreign_keys=[opened_by_id])
    closed_by: Mapped[Person | None] = relationship(foreign_keys=[closed_by_id])


VARIATIONS = {
    VariationStage.ASKED: _("Waits for the fund"),
    VariationStage.AGREED: _("Agreed"),
    VariationStage.REFUSED: _("Not agreed"),
    VariationStage.WITHDRAWN: _("Taken back"),
}
OUTCOMES = {
    Outcome.UNFOUNDED: _("There was nothing wrong"),
    Outcome.PUT_RIGHT: _("It was put right"),
    Outcome.REPAID: _("Money is to come back"),
    Outcome.ENDED: _("The award ends"),
}

_WAITS_ALREADY = _("A change is waiting for the fund already.")
errors.SENTENCES |= {
    "uq_variations_waiting": _WAITS_ALREADY,
    "variations.award_id": _WAITS_ALREADY,
}
