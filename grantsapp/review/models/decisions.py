"""What the fund decides on bids, what it looked at before, and when it tells them."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grantsapp import errors
from grantsapp.accounts.models import Person
from grantsapp.calls.models import Application, Call
from grantsapp.columns import Word
from grantsapp.db import Model
from grantsapp.i18n import lazy_gettext as _


class Outcome(StrEnum):
    """What becomes of a bid."""

    FUND = "fund"
    RESERVE = "reserve"
    DECLINE = "decline"


OUTCOMES = {
    Outcome.FUND: _("Fund it"),
    Outcome.RESERVE: _("Put it on the reserve list"),
    Outcome.DECLINE: _("Do not fund it"),
}


class DecisionStage(StrEnum):
    """Where a decision is on its way: two people make it."""

    PROPOSED = "proposed"
    RETURNED = "returned"
    APPROVED = "approved"


class Decision(Model):
    """What the fund decided on a bid; moderators only recommend.

    The amount of a yes is taken from the call's budget when it is proposed, and given
    back when it is returned or changed; that of a reserve is a wish, and takes nothing.
    `letter` holds what was changed in the words of its letter, before it is sent.
    """

    __tablename__ = "decisions"
    __table_args__ = (
        CheckConstraint(
            "outcome <> 'fund' OR amount IS NOT NULL", name="a_yes_has_its_amount"
        ),
        CheckConstraint("outcome <> 'decline' OR amount IS NULL", name="a_no_has_none"),
        CheckConstraint("amount > 0", name="amount_is_positive"),
        CheckConstraint(
            "(stage = 'approved') = (approved_by_id IS NOT NULL)",
            name="approved_has_its_person",
        ),
        CheckConstraint("approved_by_id <> by_id", name="two_people_decide"),
        CheckConstraint(
            "told_at IS NULL OR stage = 'approved'", name="told_when_approved"
        ),
    )

    application_id: Mapped[UUID] = mapped_column(
        ForeignKey("applications.id"), unique=True
    )
    outcome: Mapped[Outcome] = mapped_column(Word(Outcome))
    amount: Mapped[int | None] = mapped_column(BigInteger)
    reason: Mapped[str]  # for the file
    feedback: Mapped[str]  # for the applicant
    feedback_language: Mapped[str | None]  # where it is not that of the bid
    conditions: Mapped[str] = mapped_column(default="")
    place: Mapped[int | None]  # on the reserve list
    letter: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    stage: Mapped[DecisionStage] = mapped_column(
        Word(DecisionStage), default=DecisionStage.PROPOSED
    )
    version: Mapped[int] = mapped_column(default=1)
    by_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[datetime]
    approved_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    approved_at: Mapped[datetime | None]
    returned_because: Mapped[str] = mapped_column(default="")
    told_at: Mapped[datetime | None]

    application: Mapped[Application] = relationship()
    by: Mapped[Person] = relationship(foreign_keys=by_id)
    approved_by: Mapped[Person | None] = relationship(foreign_keys=approved_by_id)

    @property
    def holds(self) -> int:
        """What it takes from the budget now, in minor units."""
        if self.stage is DecisionStage.RETURNED or self.outcome is not Outcome.FUND:
            return 0
        return self.amount or 0

    @property
    def written_in(self) -> str:
        """The language of the feedback and the conditions."""
        return self.feedback_language or self.application.language


class Vetted(StrEnum):
    """What a fund looks at before money is promised."""

    ORGANISATION = "organisation"
    TRUSTEES = "trustees"


VETTED = {
    Vetted.ORGANISATION: _("The organisation"),
    Vetted.TRUSTEES: _("Its trustees, or the people who lead it"),
}


class Vetting(Model):
    """What somebody found when they looked at an organisation or its trustees."""

    __tablename__ = "vettings"
    __table_args__ = (
        UniqueConstraint("application_id", "what"),
        CheckConstraint("is_clear OR note <> ''", name="a_doubt_has_its_note"),
    )

    application_id: Mapped[UUID] = mapped_column(ForeignKey("applications.id"))
    what: Mapped[Vetted] = mapped_column(Word(Vetted))
    is_clear: Mapped[bool]
    note: Mapped[str] = mapped_column(default="")
    by_name: Mapped[str]
    at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


_PLANNED = text("done_at IS NULL AND called_off_at IS NULL")


class Release(Model):
    """The moment at which all approved results of a call go out together."""

    __tablename__ = "releases"
    __table_args__ = (
        Index(
            "uq_releases_planned",
            "call_id",
            unique=True,
            sqlite_where=_PLANNED,
            postgresql_where=_PLANNED,
        ),
    )

    call_id: Mapped[UUID] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    starts_on: Mapped[date | None]  # of the awards
    by_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    done_at: Mapped[datetime | None]
    called_off_at: Mapped[datetime | None]
    fault: Mapped[str] = mapped_column(default="")

    call: Mapped[Call] = relationship()
    by: Mapped[Person] = relationship()

    @property
    def is_planned(self) -> bool:
        """Say whether it is still to come."""
        return self.done_at is None and self.called_off_at is None


errors.SENTENCES |= {
    "two_people_decide": _("Somebody else must approve what you decided."),
    "decisions.application_id": _("Somebody else just decided on this bid."),
    "uq_decisions_application_id": _("Somebody else just decided on this bid."),
    "releases.call_id": _("A release of these results is planned already."),
    "uq_releases_planned": _("A release of these results is planned already."),
}
