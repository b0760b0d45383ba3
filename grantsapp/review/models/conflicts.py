"""Ties between the panel and the bids; one that nobody waived blocks reading."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grantsapp import errors
from grantsapp.calls.models import Application
from grantsapp.columns import Word
from grantsapp.db import Model
from grantsapp.i18n import lazy_gettext as _
from grantsapp.review.models.panel import Moderator


class Source(StrEnum):
    """Who said that there is a tie, or by what it was found."""

    DECLARED = "declared"
    STAFF = "staff"
    APPLICANT = "applicant"
    DOMAIN = "domain"
    ORGANISATION = "organisation"
    FORMER = "former"
    JOINT = "joint"
    NAME = "name"


SOURCES = {
    Source.DECLARED: _("Declared by the moderator"),
    Source.STAFF: _("Declared by the fund"),
    Source.APPLICANT: _("Declared by the applicant"),
    Source.DOMAIN: _("Same domain of e-mail addresses"),
    Source.ORGANISATION: _("Same organisation"),
    Source.FORMER: _("Former organisation"),
    Source.JOINT: _("Joint or sponsored bid"),
    Source.NAME: _("Same or similar name"),
}
SAID = frozenset({Source.DECLARED, Source.STAFF})  # stands without being confirmed


class Standing(StrEnum):
    """Whether somebody looked at a tie that was found; only a waived one opens."""

    FOUND = "found"
    CONFIRMED = "confirmed"
    WAIVED = "waived"


STANDINGS = {
    Standing.FOUND: _("To be looked at"),
    Standing.CONFIRMED: _("Confirmed"),
    Standing.WAIVED: _("Waived"),
}


class Conflict(Model):
    """Why a moderator must not touch a bid; it blocks reading, everywhere.

    `reason` is what a person typed; `detail` is what a search found, as codes and
    names from which a page makes a sentence.
    """

    __tablename__ = "conflicts"
    __table_args__ = (
        UniqueConstraint("moderator_id", "application_id", "source"),
        CheckConstraint(
            "standing = 'found' OR settled_by <> ''", name="settled_has_its_person"
        ),
        CheckConstraint(
            "standing <> 'waived' OR settled_because <> ''",
            name="waived_has_its_reason",
        ),
    )

    moderator_id: Mapped[UUID] = mapped_column(
        ForeignKey("moderators.id", ondelete="CASCADE")
    )
    application_id: Mapped[UUID] = mapped_column(
        ForeignKey("applications.id"), index=True
    )
    source: Mapped[Source] = mapped_column(Word(Source), default=Source.DECLARED)
    standing: Mapped[Standing] = mapped_column(Word(Standing), default=Standing.FOUND)
    reason: Mapped[str] = mapped_column(default="")
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    by_name: Mapped[str] = mapped_column(default="")
    settled_by: Mapped[str] = mapped_column(default="")  # a name
    settled_at: Mapped[datetime | None]
    settled_because: Mapped[str] = mapped_column(default="")

    moderator: Mapped[Moderator] = relationship()
    application: Mapped[Application] = relationship()

    @property
    def blocks(self) -> bool:
        """Say whether it keeps the bid closed: always, until somebody waived it."""
        return self.standing is not Standing.WAIVED


class Objection(Model):
    """Somebody whom an applicant does not want to read the bid, and why."""

    __tablename__ = "objections"

    application_id: Mapped[UUID] = mapped_column(
        ForeignKey("applications.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    by_name: Mapped[str]

    application: Mapped[Application] = relationship()


class Clearance(Model):
    """A member of the panel was asked, and said that nothing ties them to a bid."""

    __tablename__ = "clearances"
    __table_args__ = (UniqueConstraint("moderator_id", "application_id"),)

    moderator_id: Mapped[UUID] = mapped_column(
        ForeignKey("moderators.id", ondelete="CASCADE")
    )
    application_id: Mapped[UUID] = mapped_column(ForeignKey("applications.id"))


_TWICE = _("This tie is known already. Look at it among the ties.")
errors.SENTENCES |= {
    "conflicts.moderator_id, conflicts.application_id": _TWICE,
    "uq_conflicts_moderator_id_application_id_source": _TWICE,
}
