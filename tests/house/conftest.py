"""The demonstration, told once for each worker where its database can be copied."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask

from grantsapp.db import db
from grantsapp.demo import fill


@pytest.fixture
def story(app: Flask) -> None:
    """A database in which the story of the demonstration has been told."""
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
    if db.engine.dialect.name == "sqlite":
        with (
            closing(sqlite3.connect(file)) as one,
            closing(sqlite3.connect(told)) as two,
        ):
            one.backup(two)
