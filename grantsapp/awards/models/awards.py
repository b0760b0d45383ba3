"""Awards: what a group gets, for what, and what the public learns of it."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grantsapp import errors
from grantsapp.accounts.models import Organisation
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
    LAPSED = "lapsed"  # nobody answered in time
    PAST = "past"  # from a round that was carried out elsewhere


NEXT = {
    Stage.OFFERED: {Stage.ACCEPTED, Stage.REFUSED, Stage.LAPSED},
    Stage.ACCEPTED: set(),
    Stage.REFUSED: set(),
    Stage.LAPSED: set(),
    Stage.PAST: set(),
}


class Publication(StrEnum):
    """What the public learns of an award."""

    FULL = "full"
    AREA = "area"  # where and how much, not who
    WITHHELD = "withheld"


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
        CheckConstraint(
            "publication = 'full' OR publication_reason <> ''",
            name="withheld_for_a_reason",
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
    sponsor_id: Mapped[UUID | None] = mapped_column(  # who holds the money, if not they
        ForeignKey("organisations.id"), index=True
    )
    title: Mapped[str]
    summary: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="en")
    theme: Mapped[str] = mapped_column(default="")
    tier: Mapped[str] = mapped_column(default="", server_default="")
    amount: Mapped[int | None] = mapped_column(BigInteger)
    amount_asked: Mapped[int | None] = mapped_column(BigInteger)
    stage: Mapped[Stage] = mapped_column(Word(Stage), default=Stage.OFFERED)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    offered_at: Mapped[datetime | None]
    answer_by: Mapped[date | None]  # the last day, where the fund is
    answered_at: Mapped[datetime | None]
    signed_name: Mapped[str] = mapped_column(default="")
    publication: Mapped[Publication] = mapped_column(
        Word(Publication), default=Publication.FULL, server_default="full"
    )
    publication_reason: Mapped[str] = mapped_column(default="", server_default="")
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    letter_id: Mapped[UUID | None] = mapped_column(ForeignKey("files.id"))

    call: Mapped[Call] = relationship()
    decision: Mapped[Decision | None] = relationship()
    organisation: Mapped[Organisation | None] = relationship(
        foreign_keys=[organisation_id]
    )
    sponsor: Mapped[Organisation | None] = relationship(foreign_keys=[sponsor_id])
    letter: Mapped[File | None] = relationship()  # as it was when it was accepted
    payments: Mapped[list[Any]] = relationship(  # its table is in a file further on
        "Payment", order_by="Payment.number", back_populates="award"
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


PUBLICATIONS = {
    Publication.FULL: _("Everything: group, project, amount, area"),
    Publication.AREA: _("Area and amount only, without the names of group and project"),
    Publication.WITHHELD: _("Nothing but its part in the totals"),
}

errors.SENTENCES |= {
    "awards.decision_id": _("This award is made already."),
    "uq_awards_decision_id": _("This award is made already."),
}
