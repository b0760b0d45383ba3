"""The demonstration, told once for each worker and put back for each test."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from grantsapp.db import Model, db
from grantsapp.demo import fill


@pytest.fixture(scope="session")
def told_story() -> dict[str, bytes]:
    """What each table held of PostgreSQL once the story was told; empty before."""
    return {}


@pytest.fixture
def story(app: Flask, told_story: dict[str, bytes]) -> None:
    """A database in which the story of the demonstration has been told."""
    if db.engine.dialect.name == "sqlite":
        _in_a_file(app)
        return
    if told_story:
        _put_back(told_story)
        return
    fill()
    db.session.commit()
    driver = _driver()
    for table in _tables():
        with driver.cursor() as cursor, _copying(cursor, table, "TO STDOUT") as copy:
            told_story[table] = b"".join(map(bytes, copy))
    db.session.rollback()


def _in_a_file(app: Flask) -> None:
    file = Path(app.config["DATA"]) / "grantsapp.db"
    told = file.with_suffix(".story")
    if told.exists():
        db.session.remove()
        db.engine.dispose()
        for suffix in ("-wal", "-shm"):
            Path(f"{file}{suffix}").unlink(missing_ok=True)
        shutil.copy(told, file)
        return
    fill()
    db.session.commit()
    with (
        closing(sqlite3.connect(file)) as one,
        closing(sqlite3.connect(told)) as two,
    ):
        one.backup(two)


def _put_back(told: dict[str, bytes]) -> None:
    # The rows were checked when they were written, and some tables lead in a circle.
    db.session.execute(text("SET LOCAL session_replication_role = replica"))
    driver = _driver()
    for table, rows in told.items():
        with driver.cursor() as cursor, _copying(cursor, table, "FROM STDIN") as copy:
            copy.write(rows)
    db.session.commit()


def _tables() -> Iterator[str]:
    return (table.name for table in Model.metadata.sorted_tables)


def _driver() -> Any:
    return db.session.connection().connection.driver_connection


def _copying(cursor: Any, table: str, way: str) -> Any:
    return cursor.copy(f"COPY {table} {way} (FORMAT binary)")
