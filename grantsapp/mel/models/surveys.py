"""Surveys: what the people of one project are asked, and the ways in."""

from datetime import date, datetime
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grantsapp import errors
from grantsapp.awards.models import Award
from grantsapp.columns import Word
from grantsapp.db import Model
from grantsapp.i18n import lazy_gettext as _
from grantsapp.mel.instruments import MOMENTS, Design, Moment
from grantsapp.mel.models.library import Instrument


class Survey(Model):
    """What the people of one project are asked, all its instruments in one sitting.

    A project has one; an older house may have given it one for each instrument.
    """

    __tablename__ = "surveys"
    __table_args__ = (
        UniqueConstraint("award_id", "number"),
        CheckConstraint("expected IS NULL OR expected > 0", name="expects_somebody"),
    )

    award_id: Mapped[UUID] = mapped_column(ForeignKey("awards.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(default=1)
    design: Mapped[Design] = mapped_column(Word(Design))
    key: Mapped[UUID] = mapped_column(unique=True, default=uuid4)  # in the public link
    expected: Mapped[int | None]  # people who answer, as agreed with the group
    closed_at: Mapped[datetime | None]
    # The day from which the months to follow-ups count, fixed once the first one opens.
    over_on: Mapped[date | None]
    # Since when only links that work once let people in, and no longer the public one.
    needs_ticket_since: Mapped[datetime | None]

    award: Mapped[Award] = relationship()
    parts: Mapped[list["SurveyInstrument"]] = relationship(
        order_by="SurveyInstrument.position", cascade="all, delete-orphan"
    )

    @property
    def instruments(self) -> list[Instrument]:
        """The instruments that the project owes, in the order people meet them."""
        return [part.instrument for part in self.parts]

    @property
    def moments(self) -> tuple[Moment, ...]:
        """The moments that it compares, or the one that it has."""
        return MOMENTS[self.design]

    @property
    def needs_ticket(self) -> bool:
        """Say whether only links that work once let people in."""
        return self.needs_ticket_since is not None

    @property
    def is_open(self) -> bool:
        """Say whether people can answer now."""
        return self.closed_at is None

    @property
    def closed_on(self) -> date | None:
        """The day on which it closed, where the fund is."""
        wall = ZoneInfo(self.award.call.fund.time_zone)
        return self.closed_at and self.closed_at.astimezone(wall).date()


class SurveyInstrument(Model):
    """An instrument that a project owes, in its place in the survey."""

    __tablename__ = "survey_instruments"
    __table_args__ = (
        UniqueConstraint("survey_id", "instrument_id"),
        Index(None, "instrument_id"),
    )

    survey_id: Mapped[UUID] = mapped_column(
        ForeignKey("surveys.id", ondelete="CASCADE")
    )
    instrument_id: Mapped[UUID] = mapped_column(ForeignKey("instruments.id"))
    position: Mapped[int]

    instrument: Mapped[Instrument] = relationship()


class Ticket(Model):
    """A link that works once. Which answers came through it, nobody can say.

    Only the day of its use is kept, since a minute would lead to a response.
    """

    __tablename__ = "tickets"
    __table_args__ = (Index(None, "survey_id"),)

    survey_id: Mapped[UUID] = mapped_column(
        ForeignKey("surveys.id", ondelete="CASCADE")
    )
    digest: Mapped[str] = mapped_column(unique=True)  # of what stands in the link
    batch: Mapped[int]  # those made together
    moment: Mapped[Moment] = mapped_column(Word(Moment))  # at which it is answered
    used_on: Mapped[date | None]

    survey: Mapped[Survey] = relationship()


_TWICE = _("This project has this survey already.")
errors.SENTENCES |= {
    "surveys.award_id, surveys.number": _TWICE,
    "uq_surveys_award_id_number": _TWICE,
    "survey_instruments.survey_id, survey_instruments.instrument_id": _TWICE,
    "uq_survey_instruments_survey_id_instrument_id": _TWICE,
}
