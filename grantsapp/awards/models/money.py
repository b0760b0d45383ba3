"""Money of awards: where it comes from, when it is paid, and what comes back."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grantsapp import errors
from grantsapp.accounts.models import Person
from grantsapp.awards.models.awards import Award
from grantsapp.awards.models.bank import BankDetails
from grantsapp.awards.schedule import When
from grantsapp.calls.models import Fund, FundingSource
from grantsapp.columns import Sealed, Word
from grantsapp.db import Model
from grantsapp.files import File
from grantsapp.i18n import lazy_gettext as _


class Split(Model):
    """How much of an award one source of the fund pays; all parts make the amount."""

    __tablename__ = "award_splits"
    __table_args__ = (
        UniqueConstraint("award_id", "source_id"),
        CheckConstraint("amount > 0", name="amount_is_positive"),
    )

    award_id: Mapped[UUID] = mapped_column(ForeignKey("awards.id", ondelete="CASCADE"))
    source_id: Mapped[UUID] = mapped_column(
        ForeignKey("funding_sources.id"), index=True
    )
    amount: Mapped[int] = mapped_column(BigInteger)

    award: Mapped[Award] = relationship()
    source: Mapped[FundingSource] = relationship()


class PaymentStage(StrEnum):
    """Where a payment is on its way."""

    PLANNED = "planned"
    PREPARED = "prepared"  # by one person
    RELEASED = "released"  # by another; the money is no longer there to promise
    PAID = "paid"  # a statement of the bank says so
    CANCELLED = "cancelled"


class Batch(Model):
    """Payments handed to a bank together, as the file that was made of them."""

    __tablename__ = "payment_batches"

    fund_id: Mapped[UUID] = mapped_column(ForeignKey("funds.id"))
    message_id: Mapped[str] = mapped_column(unique=True)  # at most 35 letters
    format: Mapped[str]  # csv or pain.001
    count: Mapped[int]
    total: Mapped[int] = mapped_column(BigInteger)
    account: Mapped[str] = mapped_column(Sealed, default="")  # that it is paid from
    by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("people.id", ondelete="SET NULL")
    )
    file_id: Mapped[UUID | None] = mapped_column(ForeignKey("files.id"))

    fund: Mapped[Fund] = relationship()
    by: Mapped[Person | None] = relationship()
    file: Mapped[File | None] = relationship()  # sealed, since it names accounts


class Payment(Model):
    """A part of an award that is paid on a day, for a report, or for a condition."""

    __tablename__ = "payments"
    __table_args__ = (
        UniqueConstraint("award_id", "number"),
        CheckConstraint("amount > 0", name="amount_is_positive"),
        CheckConstraint(
            "stage NOT IN ('released', 'paid') OR released_at IS NOT NULL",
            name="released_by_somebody",
        ),
        CheckConstraint(
            "(stage = 'paid') = (paid_on IS NOT NULL)", name="paid_on_a_day"
        ),
    )

    award_id: Mapped[UUID] = mapped_column(ForeignKey("awards.id", ondelete="CASCADE"))
    number: Mapped[int]
    amount: Mapped[int] = mapped_column(BigInteger)
    due_on: Mapped[date]
    waits_for: Mapped[When] = mapped_column(Word(When))
    condition: Mapped[str] = mapped_column(default="", server_default="")
    met_at: Mapped[datetime | None]  # somebody found the condition met
    met_by_name: Mapped[str] = mapped_column(default="", server_default="")
    stage: Mapped[PaymentStage] = mapped_column(
        Word(PaymentStage), default=PaymentStage.PLANNED, server_default="planned"
    )
    withheld_because: Mapped[str] = mapped_column(default="", server_default="")
    bank_id: Mapped[UUID | None] = mapped_column(ForeignKey("bank_details.id"))
    prepared_by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("people.id", ondelete="SET NULL")
    )
    prepared_at: Mapped[datetime | None]
    released_by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("people.id", ondelete="SET NULL")
    )
    released_at: Mapped[datetime | None]
    batch_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("payment_batches.id"), index=True
    )
    paid_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    award: Mapped[Award] = relationship(back_populates="payments")
    bank: Mapped[BankDetails | None] = relationship()
    prepared_by: Mapped[Person | None] = relationship(foreign_keys=[prepared_by_id])
    released_by: Mapped[Person | None] = relationship(foreign_keys=[released_by_id])
    batch: Mapped[Batch | None] = relationship()

    @property
    def reference(self) -> str:
        """What a bank passes on with it, such as CGF1-A07-P1."""
        return f"{self.award.reference}-P{self.number}"


class Statement(Model):
    """A bank's statement that was read in, once."""

    __tablename__ = "bank_statements"
    __table_args__ = (UniqueConstraint("fund_id", "digest"),)

    fund_id: Mapped[UUID] = mapped_column(ForeignKey("funds.id"))
    name: Mapped[str]
    digest: Mapped[str]
    by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("people.id", ondelete="SET NULL")
    )

    fund: Mapped[Fund] = relationship()
    by: Mapped[Person | None] = relationship()
    lines: Mapped[list["StatementLine"]] = relationship(
        order_by="StatementLine.number", back_populates="statement"
    )


class StatementLine(Model):
    """A movement on the fund's account: money out is below zero, money back above."""

    __tablename__ = "bank_statement_lines"
    __table_args__ = (UniqueConstraint("statement_id", "number"),)

    statement_id: Mapped[UUID] = mapped_column(
        ForeignKey("bank_statements.id", ondelete="CASCADE")
    )
    number: Mapped[int]
    day: Mapped[date]
    amount: Mapped[int] = mapped_column(BigInteger)
    text: Mapped[str]
    aside_because: Mapped[str] = mapped_column(default="")  # it is nothing of ours
    payment_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("payments.id"), unique=True
    )
    repayment_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("repayments.id"), unique=True
    )

    statement: Mapped[Statement] = relationship(back_populates="lines")
    payment: Mapped[Payment | None] = relationship()
    repayment: Mapped["Repayment | None"] = relationship()


class RepaymentKind(StrEnum):
    """Why money comes back."""

    UNDERSPEND = "underspend"
    INELIGIBLE = "ineligible"  # spent on what the grant is not for
    OTHER = "other"


class RepaymentStage(StrEnum):
    """Where a repayment is on its way."""

    ASKED = "asked"
    RECEIVED = "received"
    WAIVED = "waived"


class Repayment(Model):
    """Money that a group is asked to give back."""

    __tablename__ = "repayments"
    __table_args__ = (
        UniqueConstraint("award_id", "number"),
        CheckConstraint("amount > 0", name="amount_is_positive"),
        CheckConstraint(
            "(stage = 'received') = (received_on IS NOT NULL)", name="received_on_a_day"
        ),
    )

    award_id: Mapped[UUID] = mapped_column(ForeignKey("awards.id", ondelete="CASCADE"))
    number: Mapped[int]
    amount: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[RepaymentKind] = mapped_column(Word(RepaymentKind))
    reason: Mapped[str]
    due_on: Mapped[date]
    stage: Mapped[RepaymentStage] = mapped_column(
        Word(RepaymentStage), default=RepaymentStage.ASKED
    )
    asked_by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("people.id", ondelete="SET NULL")
    )
    received_on: Mapped[date | None]
    waived_because: Mapped[str] = mapped_column(default="")

    award: Mapped[Award] = relationship()
    asked_by: Mapped[Person | None] = relationship()

    @property
    def reference(self) -> str:
        """What the group writes on its transfer, such as CGF1-A07-R1."""
        return f"{self.award.reference}-R{self.number}"


WAITS_FOR = {
    When.ACCEPTED: _("when you have accepted"),
    When.REPORTED: _("when your report has come"),
    When.CONDITION: _("when a condition is met"),
}

REPAYMENT_KINDS = {
    RepaymentKind.UNDERSPEND: _("Not all of the grant was spent"),
    RepaymentKind.INELIGIBLE: _("It was spent on what the grant is not for"),
    RepaymentKind.OTHER: _("Another reason"),
}

_READ = _("This statement was read in already. Nothing was changed.")
_MATCHED = _("Another line of a statement stands for this already.")
errors.SENTENCES |= {
    "bank_statements.fund_id, bank_statements.digest": _READ,
    "uq_bank_statements_fund_id_digest": _READ,
    "bank_statement_lines.payment_id": _MATCHED,
    "uq_bank_statement_lines_payment_id": _MATCHED,
    "bank_statement_lines.repayment_id": _MATCHED,
    "uq_bank_statement_lines_repayment_id": _MATCHED,
}
