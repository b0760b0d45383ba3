"""Applications (bids), their answers and files."""

import hashlib
import json
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

from grantsapp.accounts.models import Organisation, Person
from grantsapp.calls.fitting import Route
from grantsapp.calls.models.calls import Call, FormVersion
from grantsapp.columns import Sealed, Word
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
    Stage.DRAFT: {Stage.SUBMITTED, Stage.WITHDRAWN},
    Stage.SUBMITTED: {Stage.WITHDRAWN},
    Stage.WITHDRAWN: set(),
}


class Application(Model):
    """One organisation's answer to a call (a bid)."""

    __tablename__ = "applications"
    __table_args__ = (
        UniqueConstraint("call_id", "number"),
        CheckConstraint(
            "stage = 'withdrawn' OR (stage = 'draft') = (submitted_at IS NULL)",
            name="submitted_has_its_time",
        ),
        CheckConstraint(
            "(stage = 'withdrawn') = (withdrawn_at IS NOT NULL)",
            name="withdrawn_has_its_time",
        ),
        Index(None, "call_id", "stage", "organisation_id"),
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
    reopened_at: Mapped[datetime | None]  # what was sent counts until it is sent anew
    withdrawn_at: Mapped[datetime | None]
    withdrawn_because: Mapped[str] = mapped_column(default="", server_default="")

    call: Mapped[Call] = relationship()
    organisation: Mapped[Organisation] = relationship()
    form_version: Mapped[FormVersion] = relationship()
    by: Mapped[Person | None] = relationship()
    answers: Mapped[list["Answer"]] = relationship(back_populates="application")
    attachments: Mapped[list["Attachment"]] = relationship(
        primaryjoin="and_(Application.id == Attachment.application_id, "
        "Attachment.removed_at.is_(None))",
        order_by="Attachment.made_at",
    )
    # The request for a sponsor that stands, if there is one.
    sponsorship: Mapped[Any] = relationship(
        "Sponsorship",
        primaryjoin="and_(Sponsorship.application_id == Application.id,"
        " Sponsorship.stage.in_(['asked', 'confirmed']))",
        viewonly=True,
        uselist=False,
    )
    every_attachment: Mapped[list["Attachment"]] = relationship(
        order_by="Attachment.made_at", viewonly=True
    )
    submissions: Mapped[list["Submission"]] = relationship(
        order_by="Submission.number", back_populates="application"
    )
    entry: Mapped[Any] = relationship(
        "Entry", back_populates="application", uselist=False
    )

    @property
    def reference(self) -> str:
        """What people call it on the phone, such as CGF1-0042."""
        return reference_of(self.call.reference, self.number)

    @property
    def is_draft(self) -> bool:
        """Say whether its authors can still change it."""
        return self.stage is Stage.DRAFT

    @property
    def sponsor_id(self) -> UUID | None:
        """The organisation that stands behind it, once that has confirmed."""
        return self.sponsorship.organisation_id if self.sponsorship else None

    @property
    def is_reopened(self) -> bool:
        """Say whether its authors change what they sent; what was sent counts."""
        return self.reopened_at is not None and self.stage is not Stage.WITHDRAWN

    @property
    def sent(self) -> "Submission | None":
        """What counts, where the answers of today may be others."""
        if self.reopened_at is None or not self.submissions:
            return None
        return self.submissions[-1]

    @property
    def files(self) -> list["Attachment"]:
        """The files that count: those of a draft, or those that were sent."""
        if self.sent is None:
            return self.attachments
        kept = {file["id"] for file in self.sent.files}
        return [a for a in self.every_attachment if str(a.id) in kept]

    def move(self, stage: Stage) -> None:
        """Go to the next stage, if the map allows it."""
        if stage not in NEXT[self.stage]:
            raise Refused(str(_("This application has moved on. Nothing was changed.")))
        self.stage = stage


class Typed:
    """What was typed for a question: as it is, or sealed where that is sensitive."""

    raw: Mapped[list[str]] = mapped_column(JSON)
    sealed: Mapped[str | None] = mapped_column(Sealed)

    @property
    def typed(self) -> list[str]:
        """The texts, in the order of their controls."""
        return json.loads(self.sealed) if self.sealed else self.raw

    def keep(self, texts: list[str], *, is_sensitive: bool) -> None:
        """Keep the texts; sensitive ones are in no column that anybody can read."""
        self.raw = [] if is_sensitive else texts
        self.sealed = json.dumps(texts) if is_sensitive else None


class Answer(Typed, Model):
    """What was typed for one question, and which edit it was."""

    __tablename__ = "answers"
    __table_args__ = (UniqueConstraint("application_id", "question"),)

    application_id: Mapped[UUID] = mapped_column(
        ForeignKey("applications.id", ondelete="CASCADE")
    )
    question: Mapped[str]  # the question's code
    language: Mapped[str]  # the language that numbers in it are written in
    version: Mapped[int] = mapped_column(default=1)
    at: Mapped[datetime]
    by_name: Mapped[str]
    # Which opened page wrote it last, and at which of its turns: a page that saves by
    # itself does not clash with what it saved a moment ago.
    page: Mapped[str] = mapped_column(default="", server_default="")
    turn: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")

    application: Mapped[Application] = relationship(back_populates="answers")
    edits: Mapped[list["Edit"]] = relationship(order_by="Edit.version")


class Edit(Typed, Model):
    """An earlier text of an answer."""

    __tablename__ = "edits"
    __table_args__ = (UniqueConstraint("answer_id", "version"),)

    answer_id: Mapped[UUID] = mapped_column(
        ForeignKey("answers.id", ondelete="CASCADE")
    )
    version: Mapped[int]
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
    removed_at: Mapped[datetime | None]  # it was sent once, so it stays

    file: Mapped[File] = relationship()
    application: Mapped[Application] = relationship(overlaps="attachments")


class Handed(StrEnum):
    """Why something was handed in."""

    FIRST = "first"
    AGAIN = "again"  # after its authors had reopened it
    CLARIFIED = "clarified"  # an answer to what the fund asked


class Submission(Model):
    """What the fund received at one moment, word for word; never changed."""

    __tablename__ = "submissions"
    __table_args__ = (UniqueConstraint("application_id", "number"),)

    application_id: Mapped[UUID] = mapped_column(
        ForeignKey("applications.id", ondelete="CASCADE")
    )
    form_version_id: Mapped[UUID] = mapped_column(ForeignKey("form_versions.id"))
    number: Mapped[int]
    kind: Mapped[Handed] = mapped_column(Word(Handed))
    at: Mapped[datetime]
    by_name: Mapped[str]
    is_late: Mapped[bool] = mapped_column(default=False)  # after the closing time
    whole: Mapped[str] = mapped_column(Sealed)  # answers and files, as JSON
    digest: Mapped[str]

    application: Mapped[Application] = relationship(back_populates="submissions")
    form_version: Mapped[FormVersion] = relationship()

    @cached_property
    def content(self) -> dict[str, Any]:
        """The answers and files as plain values."""
        return json.loads(self.whole)

    @property
    def answers(self) -> dict[str, dict[str, Any]]:
        """What was typed and in which language, by the question's code."""
        return self.content["answers"]

    @property
    def files(self) -> list[dict[str, str]]:
        """The files by id, with question, name and digest."""
        return self.content["files"]

    def worked_out(self) -> str:
        """Hash what was received, when and on which form."""
        words = (self.whole, self.at.isoformat(), str(self.form_version_id))
        return hashlib.sha256(json.dumps(words).encode()).hexdigest()
