"""Who did what to which thing, and when: one chain of lines per thing.

A line is written in the transaction of the deed. It names people by what they were
called, so that it survives their deletion; it is never changed (the database refuses),
and each line carries the hash of the one before, so that a gap shows.
"""

import hashlib
import json
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Index, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, mapped_column

from grantsapp import clock
from grantsapp.db import Model, db


class Event(Model):
    """One thing that happened."""

    __tablename__ = "events"
    __table_args__ = (
        UniqueConstraint("thing_id", "sequence"),
        Index(None, "by_id"),
    )

    thing_kind: Mapped[str]
    thing_id: Mapped[UUID]
    sequence: Mapped[int]
    verb: Mapped[str]
    by_id: Mapped[UUID | None]  # no foreign key: the line outlives the person
    by_name: Mapped[str]
    at: Mapped[datetime]
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    previous: Mapped[str]
    digest: Mapped[str]


def record(verb: str, thing: Model, *, by: Any = None, **details: Any) -> Event:
    """Write the next line in the history of a thing."""
    db.session.flush()  # a new thing gets its id, earlier lines their place
    last = _last(thing.id)
    line = Event(
        thing_kind=thing.__tablename__,
        thing_id=thing.id,
        sequence=last.sequence + 1 if last else 1,
        verb=verb,
        by_id=by.id if by else None,
        by_name=by.name if by else "grantsapp",
        at=clock.now(),
        details=details,
        previous=last.digest if last else "",
        digest="",
    )
    line.digest = digest_of(line)
    db.session.add(line)
    return line


def history(thing: Model) -> list[Event]:
    """Read the chain of a thing, oldest first."""
    query = select(Event).where(Event.thing_id == thing.id).order_by(Event.sequence)
    return list(db.session.scalars(query))


def first_break(lines: list[Event]) -> int | None:
    """Find the sequence number at which a chain no longer holds, if any."""
    previous = ""
    for number, line in enumerate(lines, 1):
        fits = line.sequence == number and line.previous == previous
        if not fits or line.digest != digest_of(line):
            return number
        previous = line.digest
    return None


def digest_of(line: Event) -> str:
    """Hash what a line says, with the hash of the line before it."""
    words = (
        str(line.thing_id), line.sequence, line.verb, str(line.by_id), line.by_name,
        line.at.isoformat(), line.details, line.previous,
    )  # fmt: skip
    return hashlib.sha256(json.dumps(words, sort_keys=True).encode()).hexdigest()


def _last(thing_id: UUID) -> Event | None:
    newest = select(func.max(Event.sequence)).where(Event.thing_id == thing_id)
    query = select(Event).where(
        Event.thing_id == thing_id, Event.sequence == newest.scalar_subquery()
    )
    return db.session.scalar(query)
