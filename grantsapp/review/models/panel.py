"""The panel of a call: who is on it, what they know and read, where they belong."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grantsapp import errors, i18n
from grantsapp.accounts.models import Person
from grantsapp.calls.models import Application, Call, Fund
from grantsapp.columns import Translated, Word
from grantsapp.db import Model
from grantsapp.i18n import lazy_gettext as _
from grantsapp.review.models.phases import Phase


class Expertise(StrEnum):
    """What every panel must know between its members; a fund may add areas."""

    PREVENTION = "prevention"
    THREAT = "threat"
    PRACTICE = "practice"


EXPERTISE = {
    Expertise.PREVENTION: _("Prevention policy"),
    Expertise.THREAT: _("The threat of hate and extremism here"),
    Expertise.PRACTICE: _("International practice"),
}


class Area(Model):
    """An area of expertise that a fund wants beside the three of every panel."""

    __tablename__ = "areas"
    __table_args__ = (UniqueConstraint("fund_id", "code"),)

    fund_id: Mapped[UUID] = mapped_column(ForeignKey("funds.id", ondelete="CASCADE"))
    code: Mapped[str]
    name: Mapped[i18n.Text] = mapped_column(Translated)
    position: Mapped[int] = mapped_column(default=0)

    fund: Mapped[Fund] = relationship()


class Terms(Model):
    """What the panel of a call agrees to; without a row the words of the house."""

    __tablename__ = "terms"

    call_id: Mapped[UUID] = mapped_column(
        ForeignKey("calls.id", ondelete="CASCADE"), unique=True
    )
    code: Mapped[str] = mapped_column(default="terms")
    text: Mapped[i18n.Text] = mapped_column(Translated)


class Answered(StrEnum):
    """What somebody said to an invitation."""

    INVITED = "invited"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LEFT = "left"  # they had accepted


class Seat(StrEnum):
    """What somebody does on a panel."""

    MODERATOR = "moderator"
    LAY = "lay"
    ADVISER = "adviser"
    TRANSLATOR = "translator"


SEAT_NAMES = {
    Seat.MODERATOR: _("Moderator"),
    Seat.LAY: _("Lay member"),
    Seat.ADVISER: _("Adviser"),
    Seat.TRANSLATOR: _("Translator"),
}
SEATS = {
    Seat.MODERATOR: _("Moderator: reads and scores"),
    Seat.LAY: _("Lay member: reads and speaks, does not score"),
    Seat.ADVISER: _("Adviser: reads and speaks, does not score"),
    Seat.TRANSLATOR: _("Translator: sees only what is to be translated"),
}


class Moderator(Model):
    """A person on the panel of a call; only the seat of a moderator scores.

    `capacity` is the most bids a phase; none means no limit. `languages` are those they
    read. Outside of `available_from` to `available_until`, both days included, nothing
    is assigned to them.
    """

    __tablename__ = "moderators"
    __table_args__ = (
        UniqueConstraint("call_id", "person_id"),
        CheckConstraint("capacity >= 0", name="capacity_is_counted"),
        CheckConstraint("available_from <= available_until", name="comes_before_going"),
    )

    call_id: Mapped[UUID] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    seat: Mapped[Seat] = mapped_column(Word(Seat), default=Seat.MODERATOR)
    expertise: Mapped[list[str]] = mapped_column(JSON)
    languages: Mapped[list[str]] = mapped_column(JSON, default=list)
    capacity: Mapped[int | None]
    available_from: Mapped[date | None]
    available_until: Mapped[date | None]
    answered: Mapped[Answered] = mapped_column(Word(Answered), default=Answered.INVITED)
    answered_at: Mapped[datetime | None]
    agreed_to: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # the terms

    call: Mapped[Call] = relationship()
    person: Mapped[Person] = relationship()
    affiliations: Mapped[list["Affiliation"]] = relationship(
        order_by="Affiliation.made_at", cascade="all, delete-orphan"
    )

    @property
    def scores(self) -> bool:
        """Say whether they score bids, once they have accepted."""
        return self.seat is Seat.MODERATOR and self.answered is Answered.ACCEPTED


class Affiliation(Model):
    """An organisation that a moderator belongs to, or did in the last three years."""

    __tablename__ = "affiliations"

    moderator_id: Mapped[UUID] = mapped_column(
        ForeignKey("moderators.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str]
    ended_on: Mapped[date | None]


@dataclass(frozen=True)
class Reading:
    """A member of the panel before a bid, in a phase: what every door asks about."""

    moderator: Moderator
    application: Application
    phase: Phase


errors.SENTENCES |= {
    "moderators.call_id, moderators.person_id": _("This person is on the panel."),
    "uq_moderators_call_id_person_id": _("This person is on the panel."),
    "areas.fund_id, areas.code": _("Another area has this code."),
    "uq_areas_fund_id_code": _("Another area has this code."),
}
