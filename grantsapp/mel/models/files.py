"""Files of responses that are brought in, and how their columns were read."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grantsapp.calls.models import Call
from grantsapp.columns import Word
from grantsapp.db import Model
from grantsapp.files import File


class FileStage(StrEnum):
    """How far a file of responses has come."""

    MAPPED = "mapped"  # its columns are being told apart
    WAITING = "waiting"  # a worker is to take it
    REFUSED = "refused"  # nothing of it was taken
    TAKEN = "taken"
    BACK = "taken back"  # its responses are there, and out of all figures


class ResponseFile(Model):
    """A file of responses on its way in; taken as a whole or not at all."""

    __tablename__ = "response_files"
    __table_args__ = (Index(None, "call_id", "digest"),)

    call_id: Mapped[UUID] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"))
    # The bytes, until the file is taken or given up: they are people's answers.
    file_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("files.id", ondelete="SET NULL")
    )
    name: Mapped[str]
    digest: Mapped[str]  # of the bytes
    dialect: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    mapping: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    stage: Mapped[FileStage] = mapped_column(Word(FileStage), default=FileStage.MAPPED)
    faults: Mapped[list[Any]] = mapped_column(JSON, default=list)
    told: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # what came of it
    by_name: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    ended_at: Mapped[datetime | None]

    call: Mapped[Call] = relationship()
    file: Mapped[File | None] = relationship()


class RememberedMapping(Model):
    """How a file with such columns was read the last time."""

    __tablename__ = "remembered_mappings"
    __table_args__ = (UniqueConstraint("call_id", "signature"),)

    call_id: Mapped[UUID] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"))
    signature: Mapped[str]  # of the names of the columns
    mapping: Mapped[dict[str, Any]] = mapped_column(JSON)
