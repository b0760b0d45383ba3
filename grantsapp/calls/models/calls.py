"""Funds and their calls: where money comes from, what it is for, what is asked."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grantsapp import clock, errors, i18n
from grantsapp.accounts.models import Person
from grantsapp.calls import funding
from grantsapp.calls.questions import Form, Kind, from_json
from grantsapp.columns import Translated, Word
from grantsapp.db import Model
from grantsapp.i18n import lazy_gettext as _


class Fund(Model):
    """Who gives money, in which currency and on whose clock."""

    __tablename__ = "funds"

    name: Mapped[i18n.Text] = mapped_column(Translated)
    summary: Mapped[i18n.Text] = mapped_column(Translated)
    time_zone: Mapped[str]
    currency: Mapped[str]
    languages: Mapped[list[str]] = mapped_column(JSON)
    version: Mapped[int] = mapped_column(default=1)

    sources: Mapped[list["FundingSource"]] = relationship(
        order_by="FundingSource.made_at"
    )
    themes: Mapped[list["Theme"]] = relationship(order_by="Theme.position")
    calls: Mapped[list["Call"]] = relationship(back_populates="fund")


class FundingSource(Model):
    """Where some of a fund's money comes from."""

    __tablename__ = "funding_sources"
    __table_args__ = (CheckConstraint("amount > 0", name="amount_is_positive"),)

    fund_id: Mapped[UUID] = mapped_column(ForeignKey("funds.id", ondelete="CASCADE"))
    name: Mapped[i18n.Text] = mapped_column(Translated)
    amount: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[funding.Kind] = mapped_column(
        Word(funding.Kind), default=funding.Kind.PUBLIC, server_default="public"
    )
    matches_id: Mapped[UUID | None] = mapped_column(ForeignKey("funding_sources.id"))


class Theme(Model):
    """What a fund wants to change: a priority that bids choose."""

    __tablename__ = "themes"
    __table_args__ = (UniqueConstraint("fund_id", "code"),)

    fund_id: Mapped[UUID] = mapped_column(ForeignKey("funds.id", ondelete="CASCADE"))
    code: Mapped[str]
    name: Mapped[i18n.Text] = mapped_column(Translated)
    description: Mapped[i18n.Text] = mapped_column(Translated)
    position: Mapped[int] = mapped_column(default=0)


class Duty(StrEnum):
    """What a person does for a fund or a call."""

    FOUNDER = "founder"  # may make funds in this house
    MANAGER = "manager"
    EVALUATOR = "evaluator"


class Role(Model):
    """A person's duty in one fund or one call; a founder's is for the house."""

    __tablename__ = "roles"
    __table_args__ = (UniqueConstraint("person_id", "fund_id", "call_id", "duty"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    fund_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("funds.id", ondelete="CASCADE")
    )
    call_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("calls.id", ondelete="CASCADE")
    )
    duty: Mapped[Duty] = mapped_column(Word(Duty))

    person: Mapped[Person] = relationship()


class CallKind(StrEnum):
    """What a call looks for."""

    GRANTS = "grants"
    EVALUATOR = "evaluator"  # bids are offers of evaluators


class Call(Model):
    """An offer of grants, open between two moments.

    Once opened it opens and closes by the clock, and its form stays as it is.
    """

    __tablename__ = "calls"
    __table_args__ = (
        CheckConstraint("opens_at < closes_at", name="opens_before_it_closes"),
        CheckConstraint("budget >= 0", name="budget_is_not_negative"),
        CheckConstraint("grace_minutes >= 0", name="grace_is_not_negative"),
        CheckConstraint("appeal_days >= 0", name="appeal_days_are_not_negative"),
    )

    fund_id: Mapped[UUID] = mapped_column(ForeignKey("funds.id"))
    reference: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[CallKind] = mapped_column(
        Word(CallKind), default=CallKind.GRANTS, server_default="grants"
    )
    organisation_kinds: Mapped[list[str]] = mapped_column(  # none: every kind of group
        JSON, default=list, server_default="[]"
    )
    boroughs: Mapped[list[str]] = mapped_column(  # none: everywhere
        JSON, default=list, server_default="[]"
    )
    title: Mapped[i18n.Text] = mapped_column(Translated)
    summary: Mapped[i18n.Text] = mapped_column(Translated)
    prospectus: Mapped[i18n.Text] = mapped_column(Translated)
    budget: Mapped[int] = mapped_column(BigInteger)  # 0: an imported round's, unknown
    languages: Mapped[list[str]] = mapped_column(JSON)
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    grace_minutes: Mapped[int] = mapped_column(default=0, server_default="0")
    results_by: Mapped[date | None]
    appeal_days: Mapped[int] = mapped_column(default=20, server_default="20")
    version: Mapped[int] = mapped_column(default=1)
    last_number: Mapped[int] = mapped_column(default=0)

    fund: Mapped[Fund] = relationship(back_populates="calls")
    tiers: Mapped[list["Tier"]] = relationship(order_by="Tier.minimum")
    sections: Mapped[list["Section"]] = relationship(order_by="Section.position")

    @property
    def seeks_evaluator(self) -> bool:
        """Say whether its bids are offers of evaluators."""
        return self.kind is CallKind.EVALUATOR

    @property
    def is_published(self) -> bool:
        """Say whether people outside may know of it."""
        return self.opened_at is not None

    @property
    def is_open(self) -> bool:
        """Say whether people can apply now."""
        return self.is_published and self.opens_at <= clock.now() < self.closes_at

    @property
    def is_closed(self) -> bool:
        """Say whether its time is over."""
        return self.is_published and clock.now() >= self.closes_at

    @property
    def grace_ends_at(self) -> datetime:
        """Until when what was begun before closing may still be handed in."""
        return self.closes_at + timedelta(minutes=self.grace_minutes)

    @property
    def state(self) -> str:
        """Draft, coming, open or closed."""
        if not self.is_published:
            return "draft"
        if self.is_closed:
            return "closed"
        return "open" if self.is_open else "coming"


class Tier(Model):
    """A size of grant that a call offers."""

    __tablename__ = "tiers"
    __table_args__ = (
        UniqueConstraint("call_id", "code"),
        CheckConstraint("0 < minimum AND minimum <= maximum", name="range_is_true"),
    )

    call_id: Mapped[UUID] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"))
    code: Mapped[str]
    name: Mapped[i18n.Text] = mapped_column(Translated)
    minimum: Mapped[int] = mapped_column(BigInteger)
    maximum: Mapped[int] = mapped_column(BigInteger)
    months: Mapped[int] = mapped_column(default=12)


class Section(Model):
    """A page of a call's form, while it is being written."""

    __tablename__ = "sections"
    __table_args__ = (UniqueConstraint("call_id", "code"),)

    call_id: Mapped[UUID] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"))
    code: Mapped[str]
    title: Mapped[i18n.Text] = mapped_column(Translated)
    position: Mapped[int] = mapped_column(default=0)

    questions: Mapped[list["Question"]] = relationship(
        order_by="Question.position", back_populates="section"
    )


class Question(Model):
    """A question of a call's form, while it is being written."""

    __tablename__ = "questions"
    __table_args__ = (UniqueConstraint("call_id", "code"),)

    call_id: Mapped[UUID] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"))
    section_id: Mapped[UUID] = mapped_column(
        ForeignKey("sections.id", ondelete="CASCADE")
    )
    code: Mapped[str]
    kind: Mapped[Kind] = mapped_column(Word(Kind))
    label: Mapped[i18n.Text] = mapped_column(Translated)
    help: Mapped[i18n.Text] = mapped_column(Translated)
    is_required: Mapped[bool] = mapped_column(default=True)
    words: Mapped[int | None]
    options: Mapped[list[Any]] = mapped_column(JSON, default=list)
    columns: Mapped[list[Any]] = mapped_column(
        JSON, default=list, server_default="[]"
    )  # of a table
    condition: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    is_sensitive: Mapped[bool] = mapped_column(default=False, server_default=false())
    position: Mapped[int] = mapped_column(default=0)

    section: Mapped[Section] = relationship(back_populates="questions")


class FormVersion(Model):
    """What a call asks, frozen when it opened; applications point to it.

    A later correction is a version of its own, to which the drafts move.
    """

    __tablename__ = "form_versions"
    __table_args__ = (UniqueConstraint("call_id", "number"),)

    call_id: Mapped[UUID] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"))
    number: Mapped[int]
    definition: Mapped[dict[str, Any]] = mapped_column(JSON)
    note: Mapped[i18n.Text] = mapped_column(  # what the fund says of a correction
        Translated, default=i18n.Text, server_default="{}"
    )
    by_name: Mapped[str] = mapped_column(default="", server_default="")

    @cached_property
    def form(self) -> Form:
        """The form as plain values."""
        return from_json(self.definition)


_SAME = _("Another call has this reference. Choose another one.")
errors.SENTENCES |= {
    "calls.reference": _SAME,
    "uq_calls_reference": _SAME,
    "questions.call_id, questions.code": _("Another question has this code."),
    "uq_questions_call_id_code": _("Another question has this code."),
    "tiers.call_id, tiers.code": _("Another tier has this code."),
    "uq_tiers_call_id_code": _("Another tier has this code."),
    "themes.fund_id, themes.code": _("Another theme has this code."),
    "uq_themes_fund_id_code": _("Another theme has this code."),
}
