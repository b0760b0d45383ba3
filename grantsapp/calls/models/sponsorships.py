"""Sponsors: a larger organisation that stands behind a small group's bid."""

from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grantsapp import errors
from grantsapp.accounts.models import Organisation, Person
from grantsapp.calls.models.applications import Application
from grantsapp.columns import Word
from grantsapp.db import Model
from grantsapp.i18n import lazy_gettext as _


class SponsorStage(StrEnum):
    """What became of a request for sponsorship."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


STANDS = text("stage IN ('asked', 'confirmed')")


class Sponsorship(Model):
    """A group asks somebody of a larger organisation to hold the money of a bid.

    A row a request; what was declined or withdrawn stays as it was. One at most
    stands for a bid.
    """

    __tablename__ = "sponsorships"
    __table_args__ = (
        CheckConstraint(
            "stage <> 'confirmed' OR organisation_id IS NOT NULL",
            name="confirmed_has_its_organisation",
        ),
        Index(
            "uq_sponsorships_standing",
            "application_id",
            unique=True,
            sqlite_where=STANDS,
            postgresql_where=STANDS,
        ),
    )

    application_id: Mapped[UUID] = mapped_column(
        ForeignKey("applications.id", ondelete="CASCADE"), index=True
    )
    organisation_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("organisations.id"), index=True
    )
    by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("people.id", ondelete="SET NULL")
    )
    name: Mapped[str]  # as the group wrote it
    email: Mapped[str] = mapped_column(index=True)
    stage: Mapped[SponsorStage] = mapped_column(
        Word(SponsorStage), default=SponsorStage.ASKED
    )
    amount: Mapped[int | None] = mapped_column(BigInteger)  # asked for when confirmed
    reason: Mapped[str] = mapped_column(default="")

    application: Mapped[Application] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    by: Mapped[Person | None] = relationship()

    @property
    def is_asked(self) -> bool:
        """Say whether it waits for an answer."""
        return self.stage is SponsorStage.ASKED

    @property
    def is_confirmed(self) -> bool:
        """Say whether the sponsor stands behind the bid."""
        return self.stage is SponsorStage.CONFIRMED


_TWICE = _("This application has a sponsor, or has asked one. Nothing was changed.")
errors.SENTENCES["uq_sponsorships_standing"] = _TWICE
errors.SENTENCES["sponsorships.application_id"] = _TWICE
