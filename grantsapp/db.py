"""The database: one session a request, one transaction a request, two databases.

SQLite ignores row locks, so there each unsafe request opens with BEGIN IMMEDIATE, and
writers wait for each other; PostgreSQL locks the rows that a query asks to lock. A
page that only reads cannot write: the session refuses.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from operator import contains
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from flask import Flask, Response, has_request_context, request
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    ColumnElement,
    LargeBinary,
    MetaData,
    Select,
    cast,
    event,
    func,
    true,
)
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from grantsapp import clock
from grantsapp.columns import Utc

MIGRATIONS = Path(__file__).parent.parent / "migrations"
SAFE = {"GET", "HEAD", "OPTIONS"}
APART, READS = "apart", "reads"
_WILD = frozenset("*?[")  # what a pattern of GLOB does not take as it stands
LONG = 1_000  # letters; SQLite refuses a pattern of fifty thousand
PRAGMAS = (
    "foreign_keys=ON",
    "journal_mode=WAL",
    "synchronous=NORMAL",
    "mmap_size=268435456",  # long texts are searched where they lie
)


class Model(DeclarativeBase):
    """Every table has an id and knows when its row was made."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: Utc}  # noqa: RUF012 - the library's own shape

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    made_at: Mapped[datetime] = mapped_column(default=clock.now)


db = SQLAlchemy(metadata=Model.metadata)  # our own base; theirs stays unused


def locked(query: Select[Any]) -> Select[Any]:
    """Read rows to change them: nobody else may until this request ends."""
    return query.with_for_update().execution_options(populate_existing=True)


def settle(response: Response) -> None:
    """End the request's one transaction: keep a deed done well, drop all else.

    Flushes first, so that a broken constraint speaks before anything is kept.
    """
    if request.method in SAFE or response.status_code >= 400:  # noqa: PLR2004
        db.session.rollback()
        return
    db.session.flush()
    db.session.commit()


def let_go() -> None:
    """End what was read so far: nothing is held while something slow happens."""
    db.session.rollback()


@contextmanager
def apart() -> Iterator[Session]:
    """Keep one thing on its own, whatever becomes of the request.

    Only for the three named exceptions: rescue rows, counters of failed tries, and a
    session's last-seen. The request's own work so far is dropped.
    """
    db.session.rollback()
    engine = db.engine.execution_options(**{APART: True})
    with Session(engine, info={APART: True}) as session, session.begin():
        yield session


@contextmanager
def snapshot() -> Iterator[Session]:
    """Read at one moment for a long while, without holding up those who write."""
    options: dict[str, Any] = {READS: True}
    if db.engine.dialect.name == "postgresql":
        options["isolation_level"] = "REPEATABLE READ"
    with Session(db.engine.execution_options(**options)) as session:
        yield session


def is_conflict(error: DBAPIError) -> bool:
    """Say whether two transactions met, so that trying again is right."""
    state = getattr(error.orig, "sqlstate", "") or ""
    return state in {"40001", "40P01"} or "database is locked" in str(error.orig)


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: Any) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    connection.create_function("holds", 2, contains, deterministic=True)


def holds(column: Any, part: str) -> ColumnElement[bool]:
    """Say whether a text holds a part, just so: in any script, and quickly.

    In ASCII SQLite's own way is the quickest; where a letter is not Latin it takes
    twice to three times as long as asking Python. The column may not be null.
    """
    if db.engine.dialect.name != "sqlite":
        return func.strpos(column, part) > 0
    if part.isascii() and len(part) < LONG and not _WILD.intersection(part):
        return column.op("GLOB", is_comparison=True)(f"*{part}*")
    return func.holds(cast(column, LargeBinary), part.encode()).is_(true())


@event.listens_for(Engine, "begin")
def _begin(connection: Any) -> None:
    if connection.dialect.name == "sqlite":
        options = connection.get_execution_options()
        only_reads = options.get(READS) or (_reading() and not options.get(APART))
        connection.exec_driver_sql("BEGIN" if only_reads else "BEGIN IMMEDIATE")


@event.listens_for(Session, "before_flush")
def _refuse_writing_while_reading(session: Session, *_: Any) -> None:
    writes = session.new or session.deleted or session.dirty
    if writes and _reading() and not session.info.get(APART):
        raise RuntimeError(f"{request.endpoint} writes on a {request.method}")


def _reading() -> bool:
    return has_request_context() and request.method in SAFE


def init_app(app: Flask) -> None:
    """Open the database, and lay the way for its migrations."""
    options: dict[str, Any] = {}
    if app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"):
        options["connect_args"] = {"timeout": 30}
    app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", options)
    db.init_app(app)
    Migrate(app, db, directory=str(MIGRATIONS), render_as_batch=True)
