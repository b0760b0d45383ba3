"""Work that happens after the request: rows with a lease, taken by any worker.

A job is saved with the deed that wants it. A worker leases it, does it and marks it
done in one transaction, so that its effect and its end are one; a worker that dies
leaves a lease that runs out. SKIP LOCKED on PostgreSQL, BEGIN IMMEDIATE on SQLite.
"""

import logging
import traceback
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

from flask import current_app
from sqlalchemy import JSON, Index, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from grantsapp import clock
from grantsapp.db import Model, db

LEASE = timedelta(minutes=10)
MOST_ATTEMPTS = 8
log = logging.getLogger("grantsapp.jobs")


class Leased(Protocol):
    """What a worker needs of a row that it takes: a job, or a letter."""

    due_at: Any
    leased_until: Any
    attempts: Any
    done_at: Any
    fault: Any


class Job(Model):
    """One piece of work, named by its kind; the key makes it happen once."""

    __tablename__ = "jobs"
    __table_args__ = (Index(None, "done_at", "due_at"),)

    kind: Mapped[str]
    key: Mapped[str] = mapped_column(unique=True)
    payload: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    due_at: Mapped[datetime] = mapped_column(default=clock.now)
    leased_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]
    fault: Mapped[str] = mapped_column(default="")


Handler = Callable[[dict[str, Any]], None]
Row = TypeVar("Row")


def ask(kind: str, key: str, *, due_at: datetime | None = None, **payload: Any) -> None:
    """Ask for a piece of work; asking again under the same key changes nothing."""
    if db.session.scalar(select(Job.id).where(Job.key == key)) is None:
        due = due_at or clock.now()
        db.session.add(Job(kind=kind, key=key, payload=payload, due_at=due))


def asked(key: str) -> Job | None:
    """Find a piece of work by its key, to say how it stands."""
    return db.session.scalar(select(Job).where(Job.key == key))


def carry_on(key: str) -> None:
    """Say that a long piece of work still goes on, so that nobody else takes it."""
    job = asked(key)
    if job is not None and job.leased_until is not None:
        job.leased_until = clock.now() + LEASE


def lease(kind: type[Row]) -> Row | None:
    """Take the next row that is due, for a while, and say so to other workers."""
    table: Any = kind
    now = clock.now()
    free = or_(table.leased_until.is_(None), table.leased_until < now)
    query = (
        select(table)
        .where(table.done_at.is_(None), table.due_at <= now, free)
        .where(table.attempts < MOST_ATTEMPTS)
        .order_by(table.due_at, table.made_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    row: Any = db.session.scalar(query)
    if row is not None:
        row.leased_until, row.attempts = now + LEASE, row.attempts + 1
    db.session.commit()
    return row


def put_off(row: Leased, fault: str) -> None:
    """Try a failed row again later, each time twice as late."""
    log.warning("put off %s: %s", row, fault.strip().splitlines()[-1])
    row.leased_until, row.fault = None, fault[-2000:]
    row.due_at = clock.now() + timedelta(seconds=30 * 2**row.attempts)
    db.session.commit()


def work_once() -> bool:
    """Do one job, if one is due; say whether there was one."""
    job = lease(Job)
    if job is None:
        return False
    key = job.id
    try:
        handlers: dict[str, Handler] = current_app.extensions["jobs"]
        handlers[job.kind](job.payload)
        done = db.session.get(Job, key, with_for_update=True, populate_existing=True)
        if done is not None and done.done_at is None:
            done.done_at, done.leased_until, done.fault = clock.now(), None, ""
        db.session.commit()
    except Exception:
        db.session.rollback()
        failed = db.session.get(Job, key, populate_existing=True)
        if failed is not None:
            put_off(failed, traceback.format_exc())
    return True
