"""Responses: what people answered, as they gave it, and what is worked out of it."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grantsapp.columns import Word
from grantsapp.db import Model
from grantsapp.mel.instruments import Moment
from grantsapp.mel.models.library import Instrument
from grantsapp.mel.models.surveys import Survey
from grantsapp.mel.sittings import Raw


class Origin(StrEnum):
    """How a response came to us."""

    WEB = "web"
    KIOSK = "kiosk"
    PAPER = "paper"
    IMPORT = "import"
    SYNTHETIC = "synthetic"


class Response(Model):
    """What one person answered in one go: raw codes, as given. It never changes.

    The device that sends it names it (`client_key`) and may send it again: the same
    content is the same row. Other content under that name is kept as a row that does
    not count, for the evaluator. Nothing here leads to a person.
    """

    __tablename__ = "responses"
    __table_args__ = (
        CheckConstraint("NOT (counts AND is_resent)", name="resent_counts_not"),
        UniqueConstraint("survey_id", "client_key", "digest"),
        Index(None, "survey_id", "moment"),
        Index(None, "survey_id", "code_hash"),
    )

    survey_id: Mapped[UUID] = mapped_column(
        ForeignKey("surveys.id", ondelete="CASCADE")
    )
    client_key: Mapped[UUID]
    digest: Mapped[str]  # of what was answered
    moment: Mapped[Moment] = mapped_column(Word(Moment))
    code_hash: Mapped[str | None]  # of the code that the person made, keyed
    raw: Mapped[Raw] = mapped_column(JSON)
    about: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    language: Mapped[str] = mapped_column(default="en")
    origin: Mapped[Origin] = mapped_column(Word(Origin), default=Origin.WEB)
    layout: Mapped[list[Any]] = mapped_column(JSON, default=list)  # pages as they came
    seconds: Mapped[int | None]  # between the first page and the last
    answered_at: Mapped[datetime]  # as far as we know; a device's clock may be wrong
    # Another one of the same name stands in its place: at first the one that came
    # first, later the one that an evaluator prefers.
    is_resent: Mapped[bool] = mapped_column(default=False)
    # Whether it is in the figures; `actions.counting` says it, and writes it alone.
    counts: Mapped[bool] = mapped_column(default=True)
    # From which file it was brought in, if it was.
    file_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("response_files.id", ondelete="SET NULL")
    )

    survey: Mapped[Survey] = relationship()
    scores: Mapped[list["ResponseScore"]] = relationship(passive_deletes=True)
    exclusions: Mapped[list["Exclusion"]] = relationship(passive_deletes=True)


class ResponseScore(Model):
    """A derived score of one moment; it can be made anew from the raw answers.

    `subscale` is empty for the score of the whole instrument.
    """

    __tablename__ = "response_scores"
    __table_args__ = (
        UniqueConstraint("response_id", "instrument_id", "moment", "subscale"),
        Index(None, "instrument_id", "moment"),
    )

    response_id: Mapped[UUID] = mapped_column(
        ForeignKey("responses.id", ondelete="CASCADE")
    )
    instrument_id: Mapped[UUID] = mapped_column(ForeignKey("instruments.id"))
    moment: Mapped[Moment] = mapped_column(Word(Moment))
    subscale: Mapped[str] = mapped_column(default="")
    value: Mapped[float | None]
    answered: Mapped[int]
    # The answers as `instruments.packed` gives them, for the whole instrument alone;
    # rows of an older house have none until they are scored anew.
    keyed: Mapped[bytes | None]

    instrument: Mapped[Instrument] = relationship()


HOUSE = "grantsapp"  # who leaves out what comes late, or comes otherwise


class Exclusion(Model):
    """An evaluator's word that a response does not count, with the reason.

    The reason is one of `quality.reasons.Why`; the note is in somebody's own words.
    """

    __tablename__ = "exclusions"
    __table_args__ = (
        Index(
            "uq_exclusions_standing",
            "response_id",
            unique=True,
            sqlite_where=(_STANDS := text("lifted_at IS NULL")),
            postgresql_where=_STANDS,
        ),
    )

    response_id: Mapped[UUID] = mapped_column(
        ForeignKey("responses.id", ondelete="CASCADE")
    )
    reason: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    by_name: Mapped[str]
    lifted_at: Mapped[datetime | None]
    lifted_by_name: Mapped[str] = mapped_column(default="")
    lifted_because: Mapped[str] = mapped_column(default="")
