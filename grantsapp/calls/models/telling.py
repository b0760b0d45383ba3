"""How a call is made known: who wants to hear of it, what is said, asked and linked."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grantsapp import clock, errors, i18n
from grantsapp.accounts.models import Person
from grantsapp.calls.models.applications import Application
from grantsapp.calls.models.calls import Call, Fund
from grantsapp.columns import Translated, Word
from grantsapp.db import Model
from grantsapp.i18n import lazy_gettext as _


class Subscription(Model):
    """An address that wants a letter when a call of a fund opens.

    Until its owner has confirmed it, what was wished stands apart, so that nobody
    changes the letters of somebody else.
    """

    __tablename__ = "subscriptions"
    __table_args__ = (UniqueConstraint("fund_id", "email"),)

    fund_id: Mapped[UUID] = mapped_column(ForeignKey("funds.id", ondelete="CASCADE"))
    email: Mapped[str]
    language: Mapped[str]
    themes: Mapped[list[str]] = mapped_column(JSON, default=list)  # none: all of them
    confirmed_at: Mapped[datetime | None]
    wish: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    digest: Mapped[str] = mapped_column(default="")  # of the secret in the letter
    expires_at: Mapped[datetime | None]

    fund: Mapped[Fund] = relationship()


class Audience(StrEnum):
    """Whose bids an announcement is for."""

    DRAFTS = "drafts"
    SUBMITTED = "submitted"
    ALL = "all"


AUDIENCES = {
    Audience.ALL: _("Everybody who started a bid"),
    Audience.DRAFTS: _("Those whose bid is a draft"),
    Audience.SUBMITTED: _("Those who handed a bid in"),
}


class Announcement(Model):
    """What a manager told everybody with a bid; it cannot be unsent."""

    __tablename__ = "announcements"

    call_id: Mapped[UUID] = mapped_column(
        ForeignKey("calls.id", ondelete="CASCADE"), index=True
    )
    title: Mapped[i18n.Text] = mapped_column(Translated)
    text: Mapped[i18n.Text] = mapped_column(Translated)
    audience: Mapped[Audience] = mapped_column(Word(Audience))
    by_name: Mapped[str]
    sent_at: Mapped[datetime]
    people: Mapped[int]  # how many got a letter

    call: Mapped[Call] = relationship()


class Enquiry(Model):
    """A question that somebody asked about a call, and the fund's answer."""

    __tablename__ = "enquiries"
    __table_args__ = (
        CheckConstraint(
            "(answered_at IS NULL) = (is_public IS NULL)", name="answered_one_way"
        ),
        Index(None, "call_id", "answered_at"),
    )

    call_id: Mapped[UUID] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"))
    by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("people.id", ondelete="SET NULL"), index=True
    )
    typed: Mapped[str]  # as it was asked; only the fund and who asked read it
    language: Mapped[str]
    question: Mapped[i18n.Text] = mapped_column(Translated)  # as it is published
    answer: Mapped[i18n.Text] = mapped_column(Translated, default=i18n.Text)
    is_public: Mapped[bool | None]
    answered_at: Mapped[datetime | None]

    call: Mapped[Call] = relationship()
    by: Mapped[Person | None] = relationship()

    @property
    def is_answered(self) -> bool:
        """Say whether the fund has answered, in public or in private."""
        return self.answered_at is not None


class Source(StrEnum):
    """How somebody heard of a call."""

    PEOPLE = "people"
    GROUP = "group"
    COUNCIL = "council"
    LETTER = "letter"
    POSTER = "poster"
    ONLINE = "online"
    EVENT = "event"
    OTHER = "other"


SOURCES = {
    Source.PEOPLE: _("From somebody I know"),
    Source.GROUP: _("From another group or a support organisation"),
    Source.COUNCIL: _("From the council"),
    Source.LETTER: _("From a letter or newsletter of the fund"),
    Source.POSTER: _("From a poster or leaflet"),
    Source.ONLINE: _("On the internet or in social media"),
    Source.EVENT: _("At a meeting or an event"),
    Source.OTHER: _("In another way"),
}


class Hearing(Model):
    """How the authors of one bid heard of the call; it is asked once."""

    __tablename__ = "hearings"

    application_id: Mapped[UUID] = mapped_column(
        ForeignKey("applications.id", ondelete="CASCADE"), unique=True
    )
    source: Mapped[Source] = mapped_column(Word(Source))
    other: Mapped[str] = mapped_column(default="")

    application: Mapped[Application] = relationship()


class Format(StrEnum):
    """Another way in which a call can be taken in."""

    EASY_READ = "easy_read"
    AUDIO = "audio"
    SIGN = "sign_language"


FORMATS = {
    Format.EASY_READ: _("Easy read"),
    Format.AUDIO: _("Audio"),
    Format.SIGN: _("Sign language"),
}


class Alternative(Model):
    """A link to a call in another format, in one language."""

    __tablename__ = "alternatives"
    __table_args__ = (UniqueConstraint("call_id", "language", "address"),)

    call_id: Mapped[UUID] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"))
    format: Mapped[Format] = mapped_column(Word(Format))
    language: Mapped[str]
    address: Mapped[str]
    title: Mapped[str]

    call: Mapped[Call] = relationship()


_LINKED = _("This address is linked for this language already.")
_HEARD = _("Thank you, you have told us already.")
errors.SENTENCES |= {
    "alternatives.call_id, alternatives.language": _LINKED,
    "uq_alternatives_call_id_language_address": _LINKED,
    "hearings.application_id": _HEARD,
    "uq_hearings_application_id": _HEARD,
}


class Consultation(Model):
    """A short survey of needs, which a fund publishes before it writes a call."""

    __tablename__ = "consultations"

    fund_id: Mapped[UUID] = mapped_column(
        ForeignKey("funds.id", ondelete="CASCADE"), index=True
    )
    title: Mapped[i18n.Text] = mapped_column(Translated)
    intro: Mapped[i18n.Text] = mapped_column(Translated)
    consent: Mapped[i18n.Text] = mapped_column(Translated)
    languages: Mapped[list[str]] = mapped_column(JSON)
    questions: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    last_number: Mapped[int] = mapped_column(default=0)
    closes_at: Mapped[datetime]
    published_at: Mapped[datetime | None]

    fund: Mapped[Fund] = relationship()

    @property
    def is_open(self) -> bool:
        """Say whether people can answer now."""
        return self.published_at is not None and clock.now() < self.closes_at


class Reply(Model):
    """What one visitor answered; nothing in it leads to a person."""

    __tablename__ = "replies"
    __table_args__ = (UniqueConstraint("consultation_id", "respondent"),)

    consultation_id: Mapped[UUID] = mapped_column(
        ForeignKey("consultations.id", ondelete="CASCADE")
    )
    respondent: Mapped[str]  # made up by the page, so that a second press counts once
    language: Mapped[str]
    raw: Mapped[dict[str, list[str]]] = mapped_column(JSON)
