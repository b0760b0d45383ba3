"""What a fund and a group agree on, in whose words, and who put their name to it."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grantsapp import i18n
from grantsapp.awards.models.awards import Award
from grantsapp.calls.models import Call
from grantsapp.columns import Translated, Word
from grantsapp.db import Model
from grantsapp.files import File
from grantsapp.i18n import lazy_gettext as _


class AgreementTerms(Model):
    """The terms of a call's agreements, with named placeholders, in each language.

    Where they differ, those in `binding` bind.
    """

    __tablename__ = "agreement_terms"

    call_id: Mapped[UUID] = mapped_column(
        ForeignKey("calls.id", ondelete="CASCADE"), unique=True
    )
    text: Mapped[i18n.Text] = mapped_column(Translated)
    binding: Mapped[str]
    answer_days: Mapped[int] = mapped_column(default=28)  # to accept an offer
    version: Mapped[int] = mapped_column(default=1)

    call: Mapped[Call] = relationship()


class AgreementStage(StrEnum):
    """Where an agreement is on its way."""

    OPEN = "open"  # waits for the group, and for its sponsor
    SIGNED = "signed"  # waits for the fund
    IN_FORCE = "in force"
    SUPERSEDED = "superseded"  # another one took its place
    DECLINED = "declined"


_STANDS = text("stage IN ('open', 'signed')")
_BINDS = text("stage = 'in force'")


class Agreement(Model):
    """One exact version of what is agreed on; `digest` names its words and figures.

    `words` holds the filled-in terms by language, `facts` amount, dates, payments and
    parties as they were. An amendment names the one before by its number.
    """

    __tablename__ = "agreements"
    __table_args__ = (
        UniqueConstraint("award_id", "number"),
        Index(
            "uq_agreements_waiting",
            "award_id",
            unique=True,
            sqlite_where=_STANDS,
            postgresql_where=_STANDS,
        ),
        Index(
            "uq_agreements_in_force",
            "award_id",
            unique=True,
            sqlite_where=_BINDS,
            postgresql_where=_BINDS,
        ),
    )

    award_id: Mapped[UUID] = mapped_column(ForeignKey("awards.id", ondelete="CASCADE"))
    number: Mapped[int]
    language: Mapped[str]
    binding: Mapped[str]
    words: Mapped[dict[str, str]] = mapped_column(JSON)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    conditions: Mapped[str] = mapped_column(default="")
    conditions_language: Mapped[str] = mapped_column(default="en")
    digest: Mapped[str]
    stage: Mapped[AgreementStage] = mapped_column(
        Word(AgreementStage), default=AgreementStage.OPEN
    )
    file_id: Mapped[UUID | None] = mapped_column(ForeignKey("files.id"))

    award: Mapped[Award] = relationship()
    file: Mapped[File | None] = relationship()  # as it was when the last party signed
    signatures: Mapped[list["Signature"]] = relationship(
        order_by="Signature.at", back_populates="agreement"
    )


class Party(StrEnum):
    """For whom somebody signs."""

    GRANTEE = "grantee"
    SPONSOR = "sponsor"
    FUND = "fund"


class Signature(Model):
    """A name typed under one exact version; it outlives the account."""

    __tablename__ = "signatures"
    __table_args__ = (UniqueConstraint("agreement_id", "party"),)

    agreement_id: Mapped[UUID] = mapped_column(
        ForeignKey("agreements.id", ondelete="CASCADE")
    )
    party: Mapped[Party] = mapped_column(Word(Party))
    name: Mapped[str]
    role: Mapped[str]
    digest: Mapped[str]  # of what they saw
    at: Mapped[datetime]
    by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("people.id", ondelete="SET NULL")
    )
    by_email: Mapped[str]

    agreement: Mapped[Agreement] = relationship(back_populates="signatures")


PARTIES = {
    Party.GRANTEE: _("For the group"),
    Party.SPONSOR: _("For the sponsor"),
    Party.FUND: _("For the fund"),
}
