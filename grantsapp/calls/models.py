"""Funds, calls, what a call asks, and the applications that answer it."""

from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grantsapp import clock, errors, i18n
from grantsapp.accounts.models import Organisation, Person
from grantsapp.calls.questions import Form, Kind, from_json
from grantsapp.columns import Translated, Word
from grantsapp.db import Model
from grantsapp.errors import Refused
from grantsapp.files import File
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


class Call(Model):
    """An offer of grants, open between two moments.

    Once opened it opens and closes by the clock, and its form stays as it is.
    """

    __tablename__ = "calls"
    __table_args__ = (
        CheckConstraint("opens_at < closes_at", name="opens_before_it_closes"),
        CheckConstraint("budget >= 0", name="budget_is_not_negative"),
    )

    fund_id: Mapped[UUID] = mapped_column(ForeignKey("funds.id"))
    reference: Mapped[str] = mapped_column(unique=True)
    title: Mapped[i18n.Text] = mapped_column(Translated)
    summary: Mapped[i18n.Text] = mapped_column(Translated)
    prospectus: Mapped[i18n.Text] = mapped_column(Translated)
    budget: Mapped[int] = mapped_column(BigInteger)  # 0: an imported round's, unknown
    languages: Mapped[list[str]] = mapped_column(JSON)
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    last_number: Mapped[int] = mapped_column(default=0)

    fund: Mapped[Fund] = relationship(back_populates="calls")
    tiers: Mapped[list["Tier"]] = relationship(order_by="Tier.minimum")
    sections: Mapped[list["Section"]] = relationship(order_by="Section.position")

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
    position: Mapped[int] = mapped_column(default=0)

    section: Mapped[Section] = relationship(back_populates="questions")


class FormVersion(Model):
    """What a call asks, frozen when it opened; applications point to it."""

    __tablename__ = "form_versions"
    __table_args__ = (UniqueConstraint("call_id", "number"),)

    call_id: Mapped[UUID] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"))
    number: Mapped[int]
    definition: Mapped[dict[str, Any]] = mapped_column(JSON)

    @cached_property
    def form(self) -> Form:
        """The form as plain values."""
        return from_json(self.definition)


def reference_of(call: str, number: int) -> str:
    """Name a bid by its call and number."""
    return f"{call}-{number:04}"


class Stage(StrEnum):
    """Where an application is on its way."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"


NEXT = {
    Stage.DRAFT: {Stage.SUBMITTED},
    Stage.SUBMITTED: {Stage.WITHDRAWN},
    Stage.WITHDRAWN: set(),
}


class Application(Model):
    """One organisation's answer to a call (a bid)."""

    __tablename__ = "applications"
    __table_args__ = (
        UniqueConstraint("call_id", "number"),
        CheckConstraint(
            "(stage = 'draft') = (submitted_at IS NULL)", name="submitted_has_its_time"
        ),
        Index(None, "call_id", "stage"),
    )

    call_id: Mapped[UUID] = mapped_column(ForeignKey("calls.id"))
    organisation_id: Mapped[UUID] = mapped_column(
        ForeignKey("organisations.id"), index=True
    )
    form_version_id: Mapped[UUID] = mapped_column(ForeignKey("form_versions.id"))
    by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("people.id", ondelete="SET NULL")
    )
    number: Mapped[int]
    stage: Mapped[Stage] = mapped_column(Word(Stage), default=Stage.DRAFT)
    language: Mapped[str]
    title: Mapped[str] = mapped_column(default="")
    amount: Mapped[int | None] = mapped_column(BigInteger)
    tier: Mapped[str] = mapped_column(default="")
    theme: Mapped[str] = mapped_column(default="")
    search_text: Mapped[str] = mapped_column(default="")
    submitted_at: Mapped[datetime | None]

    call: Mapped[Call] = relationship()
    organisation: Mapped[Organisation] = relationship()
    form_version: Mapped[FormVersion] = relationship()
    by: Mapped[Person | None] = relationship()
    answers: Mapped[list["Answer"]] = relationship(back_populates="application")
    attachments: Mapped[list["Attachment"]] = relationship(
        order_by="Attachment.made_at"
    )

    @property
    def reference(self) -> str:
        """What people call it on the phone, such as CGF1-0042."""
        return reference_of(self.call.reference, self.number)

    @property
    def is_draft(self) -> bool:
        """Say whether its authors can still change it."""
        return self.stage is Stage.DRAFT

    def move(self, stage: Stage) -> None:
        """Go to the next stage, if the map allows it."""
        if stage not in NEXT[self.stage]:
            raise Refused(str(_("This application has moved on. Nothing was changed.")))
        self.stage = stage


class Answer(Model):
    """What was typed for one question, and which edit it was."""

    __tablename__ = "answers"
    __table_args__ = (UniqueConstraint("application_id", "question"),)

    application_id: Mapped[UUID] = mapped_column(
        ForeignKey("applications.id", ondelete="CASCADE")
    )
    question: Mapped[str]  # the question's code
    raw: Mapped[list[str]] = mapped_column(JSON)
    language: Mapped[str]  # the language that numbers in it are written in
    version: Mapped[int] = mapped_column(default=1)
    at: Mapped[datetime]
    by_name: Mapped[str]

    application: Mapped[Application] = relationship(back_populates="answers")
    edits: Mapped[list["Edit"]] = relationship(order_by="Edit.version")


class Edit(Model):
    """An earlier text of an answer."""

    __tablename__ = "edits"
    __table_args__ = (UniqueConstraint("answer_id", "version"),)

    answer_id: Mapped[UUID] = mapped_column(
        ForeignKey("answers.id", ondelete="CASCADE")
    )
    version: Mapped[int]
    raw: Mapped[list[str]] = mapped_column(JSON)
    at: Mapped[datetime]
    by_name: Mapped[str]


class Attachment(Model):
    """A file that answers a question."""

    __tablename__ = "attachments"

    application_id: Mapped[UUID] = mapped_column(
        ForeignKey("applications.id", ondelete="CASCADE"), index=True
    )
    question: Mapped[str]
    file_id: Mapped[UUID] = mapped_column(ForeignKey("files.id"))

    file: Mapped[File] = relationship()
    application: Mapped[Application] = relationship(overlaps="attachments")


errors.SENTENCES |= {
    "calls.reference": _("Another call has this reference. Choose another one."),
    "uq_calls_reference": _("Another call has this reference. Choose another one."),
    "questions.call_id, questions.code": _("Another question has this code."),
    "uq_questions_call_id_code": _("Another question has this code."),
    "tiers.call_id, tiers.code": _("Another tier has this code."),
    "uq_tiers_call_id_code": _("Another tier has this code."),
    "themes.fund_id, themes.code": _("Another theme has this code."),
    "uq_themes_fund_id_code": _("Another theme has this code."),
}
