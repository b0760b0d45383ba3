"""Applications (bids), their answers and files."""

from datetime import datetime
from enum import StrEnum
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

from grantsapp.accounts.models import Organisation, Person
from grantsapp.calls.fitting import Route
from grantsapp.calls.models.calls import Call, FormVersion
from grantsapp.columns import Word
from grantsapp.db import Model
from grantsapp.errors import Refused
from grantsapp.files import File
from grantsapp.i18n import lazy_gettext as _


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
    route: Mapped[Route] = mapped_column(
        Word(Route), default=Route.OWN, server_default="own"
    )
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
