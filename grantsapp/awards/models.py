"""Awards and the payments that they promise."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grantsapp import errors
from grantsapp.accounts.models import Organisation
from grantsapp.awards.schedule import When
from grantsapp.calls.models import Call
from grantsapp.columns import Word
from grantsapp.db import Model
from grantsapp.errors import Refused
from grantsapp.files import File
from grantsapp.i18n import lazy_gettext as _
from grantsapp.review.models import Decision


class Stage(StrEnum):
    """Where an award is on its way."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    PAST = "past"  # from a round that was carried out elsewhere


NEXT = {
    Stage.OFFERED: {Stage.ACCEPTED, Stage.REFUSED},
    Stage.ACCEPTED: set(),
    Stage.REFUSED: set(),
    Stage.PAST: set(),
}


class Award(Model):
    """A grant that a fund gives; one of a past round may lack bid, group and amount."""

    __tablename__ = "awards"
    __table_args__ = (
        UniqueConstraint("call_id", "number"),
        CheckConstraint("amount > 0", name="amount_is_positive"),
        CheckConstraint("starts_on <= ends_on", name="period_is_true"),
        CheckConstraint(
            "stage = 'past' OR (organisation_id IS NOT NULL AND amount IS NOT NULL "
            "AND starts_on IS NOT NULL AND ends_on IS NOT NULL)",
            name="whole_unless_past",
        ),
        CheckConstraint(
            "stage <> 'accepted' OR signed_name <> ''", name="accepted_by_name"
        ),
    )

    call_id: Mapped[UUID] = mapped_column(ForeignKey("calls.id"))
    number: Mapped[int]
    decision_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("decisions.id"), unique=True
    )
    organisation_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("organisations.id"), index=True
    )
    title: Mapped[str]
    summary: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="en")
    theme: Mapped[str] = mapped_column(default="")
    amount: Mapped[int | None] = mapped_column(BigInteger)
    amount_asked: Mapped[int | None] = mapped_column(BigInteger)
    stage: Mapped[Stage] = mapped_column(Word(Stage), default=Stage.OFFERED)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    offered_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    signed_name: Mapped[str] = mapped_column(default="")
    letter_id: Mapped[UUID | None] = mapped_column(ForeignKey("files.id"))

    call: Mapped[Call] = relationship()
    decision: Mapped[Decision | None] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    letter: Mapped[File | None] = relationship()  # as it was when it was accepted
    payments: Mapped[list["Payment"]] = relationship(
        order_by="Payment.number", back_populates="award"
    )

    @property
    def reference(self) -> str:
        """What people call it on the phone, such as CGF1-A07."""
        return f"{self.call.reference}-A{self.number:02}"

    @property
    def is_live(self) -> bool:
        """Say whether the project is under way or over, so that it can report."""
        return self.stage in {Stage.ACCEPTED, Stage.PAST}

    def move(self, stage: Stage) -> None:
        """Go to the next stage, if the map allows it."""
        if stage not in NEXT[self.stage]:
            raise Refused(str(_("You have answered this offer already.")))
        self.stage = stage


class Payment(Model):
    """A part of an award that is paid when something has happened."""

    __tablename__ = "payments"
    __table_args__ = (
        UniqueConstraint("award_id", "number"),
        CheckConstraint("amount > 0", name="amount_is_positive"),
    )

    award_id: Mapped[UUID] = mapped_column(ForeignKey("awards.id", ondelete="CASCADE"))
    number: Mapped[int]
    amount: Mapped[int] = mapped_column(BigInteger)
    due_on: Mapped[date]
    waits_for: Mapped[When] = mapped_column(Word(When))

    award: Mapped[Award] = relationship(back_populates="payments")


WAITS_FOR = {
    When.ACCEPTED: _("when you have accepted"),
    When.REPORTED: _("when your report has come"),
}

errors.SENTENCES |= {
    "awards.decision_id": _("This award is made already."),
    "uq_awards_decision_id": _("This award is made already."),
}
