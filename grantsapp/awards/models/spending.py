"""What an award may be spent on, and what a group says it spent."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grantsapp.accounts.models import Person
from grantsapp.awards.models.awards import Award
from grantsapp.columns import Word
from grantsapp.db import Model
from grantsapp.files import File
from grantsapp.i18n import lazy_gettext as _


class BudgetLine(Model):
    """A line of the budget that an agreement names."""

    __tablename__ = "award_budget_lines"
    __table_args__ = (
        UniqueConstraint("award_id", "position"),
        CheckConstraint("amount >= 0", name="amount_is_not_negative"),
    )

    award_id: Mapped[UUID] = mapped_column(ForeignKey("awards.id", ondelete="CASCADE"))
    position: Mapped[int]
    title: Mapped[str]
    amount: Mapped[int] = mapped_column(BigInteger)

    award: Mapped[Award] = relationship()


class SpendStage(StrEnum):
    """What the fund says of money that a group says it spent."""

    SAID = "said"
    AGREED = "agreed"
    QUERIED = "queried"


class Spend(Model):
    """Money that a group says it spent on a line, with what proves it."""

    __tablename__ = "award_spends"
    __table_args__ = (CheckConstraint("amount > 0", name="amount_is_positive"),)

    line_id: Mapped[UUID] = mapped_column(
        ForeignKey("award_budget_lines.id", ondelete="CASCADE"), index=True
    )
    amount: Mapped[int] = mapped_column(BigInteger)
    day: Mapped[date]
    what: Mapped[str]
    file_id: Mapped[UUID | None] = mapped_column(ForeignKey("files.id"))
    by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("people.id", ondelete="SET NULL")
    )
    stage: Mapped[SpendStage] = mapped_column(Word(SpendStage), default=SpendStage.SAID)
    query: Mapped[str] = mapped_column(default="")

    line: Mapped[BudgetLine] = relationship()
    file: Mapped[File | None] = relationship()
    by: Mapped[Person | None] = relationship()


SPENDS = {
    SpendStage.SAID: _("To be looked at"),
    SpendStage.AGREED: _("Agreed"),
    SpendStage.QUERIED: _("Question asked"),
}
