"""Who may act for an organisation: invitations, and helpers for a while."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grantsapp import clock, errors
from grantsapp.accounts.models.people import Organisation, Person
from grantsapp.columns import Word
from grantsapp.db import Model
from grantsapp.i18n import lazy_gettext as _


class Part(StrEnum):
    """What somebody is invited to be for an organisation."""

    MEMBER = "member"
    HELPER = "helper"


class Answered(StrEnum):
    """What became of an invitation."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    REVOKED = "revoked"


_WAITING = text("stage = 'open'")


class Invitation(Model):
    """An address is asked to act for an organisation, or to help it for a while.

    The letter leads to a page; what opens the page is being signed in with the
    address, so a link that goes astray opens nothing.
    """

    __tablename__ = "invitations"
    __table_args__ = (
        Index(
            "uq_invitations_waiting",
            "organisation_id",
            "email",
            "part",
            unique=True,
            sqlite_where=_WAITING,
            postgresql_where=_WAITING,
        ),
    )

    organisation_id: Mapped[UUID] = mapped_column(
        ForeignKey("organisations.id", ondelete="CASCADE")
    )
    by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("people.id", ondelete="SET NULL")
    )
    email: Mapped[str] = mapped_column(index=True)
    part: Mapped[Part] = mapped_column(Word(Part))
    stage: Mapped[Answered] = mapped_column(Word(Answered), default=Answered.OPEN)
    expires_at: Mapped[datetime]
    helps_until: Mapped[date | None]  # a helper's last day, in UTC

    organisation: Mapped[Organisation] = relationship()
    by: Mapped[Person | None] = relationship()

    @property
    def is_expired(self) -> bool:
        """Say whether it waited too long."""
        return clock.now() >= self.expires_at


class Helping(Model):
    """A person helps an organisation with its drafts until a day."""

    __tablename__ = "helpings"
    __table_args__ = (UniqueConstraint("person_id", "organisation_id"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    organisation_id: Mapped[UUID] = mapped_column(
        ForeignKey("organisations.id", ondelete="CASCADE"), index=True
    )
    until: Mapped[date]  # the last day, in UTC
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()
    organisation: Mapped[Organisation] = relationship()

    @property
    def is_live(self) -> bool:
        """Say whether the helper may still come in."""
        return self.ended_at is None and clock.now().date() <= self.until


_TWICE = _("This address has an invitation already. Nothing was sent twice.")
errors.SENTENCES["uq_invitations_waiting"] = _TWICE
errors.SENTENCES["invitations.organisation_id, invitations.email"] = _TWICE
