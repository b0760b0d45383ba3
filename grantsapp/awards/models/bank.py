"""Where groups are paid: sealed, and settled by two people."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grantsapp.accounts.models import Organisation, Person
from grantsapp.calls.models import Fund
from grantsapp.columns import Sealed, Word
from grantsapp.db import Model
from grantsapp.files import File


class AccountKind(StrEnum):
    """How an account is named."""

    UK = "uk"  # sort code and number
    IBAN = "iban"


class BankStage(StrEnum):
    """Where bank details are on their way."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"
    REPLACED = "replaced"


class BankDetails(Model):
    """Where a group is paid: sealed, shown masked, approved by a second person.

    `number` is the IBAN, or sort code and account number with a space between.
    `usable_from` ends the days in which a change can still be called back.
    """

    __tablename__ = "bank_details"

    fund_id: Mapped[UUID] = mapped_column(ForeignKey("funds.id"))
    organisation_id: Mapped[UUID] = mapped_column(
        ForeignKey("organisations.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[AccountKind] = mapped_column(Word(AccountKind))
    holder: Mapped[str] = mapped_column(Sealed)
    number: Mapped[str] = mapped_column(Sealed)
    bic: Mapped[str] = mapped_column(default="")
    masked: Mapped[str]  # what may be shown: the last four
    stage: Mapped[BankStage] = mapped_column(
        Word(BankStage), default=BankStage.PROPOSED
    )
    proposed_by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("people.id", ondelete="SET NULL")
    )
    evidence_id: Mapped[UUID | None] = mapped_column(ForeignKey("files.id"))
    settled_by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("people.id", ondelete="SET NULL")
    )
    settled_at: Mapped[datetime | None]
    settled_because: Mapped[str] = mapped_column(default="")
    usable_from: Mapped[datetime | None]

    fund: Mapped[Fund] = relationship()
    organisation: Mapped[Organisation] = relationship()
    proposed_by: Mapped[Person | None] = relationship(foreign_keys=[proposed_by_id])
    settled_by: Mapped[Person | None] = relationship(foreign_keys=[settled_by_id])
    evidence: Mapped[File | None] = relationship()
