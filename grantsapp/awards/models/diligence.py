"""What is looked at before money goes: the checklist of a call, and what was found."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grantsapp import i18n
from grantsapp.accounts.models import Person
from grantsapp.awards.models.awards import Award
from grantsapp.calls.models import Call
from grantsapp.columns import Translated, Word
from grantsapp.db import Model
from grantsapp.files import File
from grantsapp.i18n import lazy_gettext as _


class Matter(StrEnum):
    """What an item of a checklist is about."""

    IDENTITY = "identity"
    GOVERNING = "governing document"
    SAFEGUARDING = "safeguarding"
    INSURANCE = "insurance"
    BANK = "bank details"
    OTHER_FUNDING = "other funding"
    OTHER = "other"


class DueItem(Model):
    """One thing that every award of a call is asked for before it is paid."""

    __tablename__ = "due_items"
    __table_args__ = (UniqueConstraint("call_id", "code"),)

    call_id: Mapped[UUID] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"))
    code: Mapped[str]
    matter: Mapped[Matter] = mapped_column(Word(Matter))
    title: Mapped[i18n.Text] = mapped_column(Translated)
    wants_file: Mapped[bool] = mapped_column(default=True)
    expires: Mapped[bool] = mapped_column(default=False)  # a paper has a last day
    position: Mapped[int] = mapped_column(default=0)

    call: Mapped[Call] = relationship()


class DueStage(StrEnum):
    """How far an item is for one award."""

    GIVEN = "given"  # the group has answered
    LOOKED = "looked at"  # one person found it right
    CLEAR = "clear"  # a second one did too
    BACK = "sent back"


class Due(Model):
    """What one award gave for one item; without a row nothing was given."""

    __tablename__ = "dues"
    __table_args__ = (UniqueConstraint("award_id", "item_id"),)

    award_id: Mapped[UUID] = mapped_column(ForeignKey("awards.id", ondelete="CASCADE"))
    item_id: Mapped[UUID] = mapped_column(ForeignKey("due_items.id"), index=True)
    said: Mapped[str] = mapped_column(default="")
    file_id: Mapped[UUID | None] = mapped_column(ForeignKey("files.id"))
    until: Mapped[date | None]  # the last day on which its paper holds
    stage: Mapped[DueStage] = mapped_column(Word(DueStage), default=DueStage.GIVEN)
    by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("people.id", ondelete="SET NULL")
    )
    first_by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("people.id", ondelete="SET NULL")
    )
    first_at: Mapped[datetime | None]
    second_by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("people.id", ondelete="SET NULL")
    )
    second_at: Mapped[datetime | None]
    back_because: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    award: Mapped[Award] = relationship()
    item: Mapped[DueItem] = relationship()
    file: Mapped[File | None] = relationship()
    by: Mapped[Person | None] = relationship(foreign_keys=[by_id])
    first_by: Mapped[Person | None] = relationship(foreign_keys=[first_by_id])
    second_by: Mapped[Person | None] = relationship(foreign_keys=[second_by_id])


MATTERS = {
    Matter.IDENTITY: _("Who the group and its leaders are"),
    Matter.GOVERNING: _("Governing document"),
    Matter.SAFEGUARDING: _("Safeguarding policy"),
    Matter.INSURANCE: _("Insurance"),
    Matter.BANK: _("Bank details"),
    Matter.OTHER_FUNDING: _("Other funding for the same work"),
    Matter.OTHER: _("Something else"),
}
