"""What the panel says together: remarks, moderated scores, recommendations."""

from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grantsapp.accounts.models import Person
from grantsapp.columns import Word
from grantsapp.db import Model
from grantsapp.review.models.decisions import Outcome
from grantsapp.review.models.phases import Criterion


class Remark(Model):
    """One remark in the discussion of a bid."""

    __tablename__ = "remarks"

    phase_id: Mapped[UUID] = mapped_column(ForeignKey("phases.id", ondelete="CASCADE"))
    application_id: Mapped[UUID] = mapped_column(
        ForeignKey("applications.id"), index=True
    )
    by_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    text: Mapped[str]

    by: Mapped[Person] = relationship()


class Moderated(Model):
    """The score on a criterion that the panel agreed on, beside the individual ones."""

    __tablename__ = "moderated"
    __table_args__ = (UniqueConstraint("phase_id", "application_id", "criterion_id"),)

    phase_id: Mapped[UUID] = mapped_column(ForeignKey("phases.id", ondelete="CASCADE"))
    application_id: Mapped[UUID] = mapped_column(ForeignKey("applications.id"))
    criterion_id: Mapped[UUID] = mapped_column(ForeignKey("criteria.id"))
    value: Mapped[int]
    reason: Mapped[str]
    by_name: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)

    criterion: Mapped[Criterion] = relationship()


class Recommendation(Model):
    """What the panel recommends on a bid; the fund decides."""

    __tablename__ = "recommendations"
    __table_args__ = (UniqueConstraint("phase_id", "application_id"),)

    phase_id: Mapped[UUID] = mapped_column(ForeignKey("phases.id", ondelete="CASCADE"))
    application_id: Mapped[UUID] = mapped_column(ForeignKey("applications.id"))
    outcome: Mapped[Outcome] = mapped_column(Word(Outcome))
    amount: Mapped[int | None] = mapped_column(BigInteger)
    reason: Mapped[str]
    by_name: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
