"""People, their organisations, and what signing in needs."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from flask_login import UserMixin
from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grantsapp.columns import Sealed, Word
from grantsapp.db import Model
from grantsapp.i18n import lazy_gettext as _


class Person(UserMixin, Model):
    """Somebody who signs in, known by an e-mail address."""

    __tablename__ = "people"

    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="en")

    memberships: Mapped[list["Membership"]] = relationship(back_populates="person")

    @property
    def called(self) -> str:
        """The name, or the address of somebody who gave none yet."""
        return self.name or self.email


class Code(Model):
    """A one-time code on its way to an address; only its digest is kept."""

    __tablename__ = "codes"

    email: Mapped[str] = mapped_column(index=True)
    digest: Mapped[str]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SignIn(Model):
    """One browser in which a person is signed in; only the token's digest is kept."""

    __tablename__ = "sign_ins"

    digest: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), index=True
    )
    browser: Mapped[str] = mapped_column(default="")
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()


class Tries(Model):
    """How often something was tried in a window of time, for limits."""

    __tablename__ = "tries"

    bucket: Mapped[str] = mapped_column(unique=True)
    count: Mapped[int] = mapped_column(default=0)
    ends_at: Mapped[datetime]


class Rescue(Model):
    """What a person typed that could not be saved, kept for its author."""

    __tablename__ = "rescues"

    person_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), index=True
    )
    path: Mapped[str]
    typed: Mapped[str] = mapped_column(Sealed)
    taken_at: Mapped[datetime | None]


class Kind(StrEnum):
    """What an organisation is in law, or that it is none."""

    CHARITY = "charity"
    CIO = "cio"
    LIMITED = "company_limited_by_guarantee"
    CIC = "cic"
    INFORMAL = "informal_group"
    SCHOOL = "school"
    INDIVIDUAL = "individual"
    OTHER = "other"


KINDS = {
    Kind.CHARITY: _("Registered charity"),
    Kind.CIO: _("Charitable incorporated organisation"),
    Kind.LIMITED: _("Company limited by guarantee"),
    Kind.CIC: _("Community interest company"),
    Kind.INFORMAL: _("Informal group without a registration"),
    Kind.SCHOOL: _("School"),
    Kind.INDIVIDUAL: _("One person"),
    Kind.OTHER: _("Something else"),
}

# Registers an organisation can be in, by their org-id.guide code.
REGISTERS = {
    "GB-CHC": _("Charity Commission (England and Wales)"),
    "GB-COH": _("Companies House"),
    "GB-SC": _("Scottish Charity Register"),
    "GB-EDU": _("Register of schools"),
}


class Organisation(Model):
    """A group that applies; it needs no registry number."""

    __tablename__ = "organisations"

    name: Mapped[str]
    kind: Mapped[Kind] = mapped_column(Word(Kind))
    org_id: Mapped[str | None]  # like GB-CHC-1234567
    borough: Mapped[str] = mapped_column(default="")
    about: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="en")

    memberships: Mapped[list["Membership"]] = relationship(
        back_populates="organisation"
    )

    @property
    def is_one_person(self) -> bool:
        """Say whether it is somebody who applies alone."""
        return self.kind is Kind.INDIVIDUAL


class Membership(Model):
    """A person acts for an organisation."""

    __tablename__ = "memberships"
    __table_args__ = (UniqueConstraint("person_id", "organisation_id"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    organisation_id: Mapped[UUID] = mapped_column(
        ForeignKey("organisations.id", ondelete="CASCADE"), index=True
    )

    person: Mapped[Person] = relationship(back_populates="memberships")
    organisation: Mapped[Organisation] = relationship(back_populates="memberships")
