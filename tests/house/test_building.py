"""The house itself: sizes, contracts, settings, migrations, no drift."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import DBAPIError

from grantsapp import audit, config
from grantsapp.app import create_app
from grantsapp.columns import seal, unseal
from grantsapp.db import Model, db
from grantsapp.demo import fill

TOP = Path(__file__).parents[2]
SOURCES = sorted((TOP / "grantsapp").rglob("*.py"))
TEMPLATES = sorted((TOP / "grantsapp").rglob("*.html"))
# Longer than the house wants, each with its reason.
LONG_FILES = {
    "grantsapp/i18n.py": "all that languages need, read by every room",
}
LONG_TEMPLATES = {
    "grantsapp/templates/fields.html": "the fields of all rooms",
    "grantsapp/templates/ui.html": "the furniture of all rooms",
}


def name(path):
    return str(path.relative_to(TOP))


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_functions_and_files_are_short(path):
    source = path.read_text()
    assert source.count("\n") <= (450 if name(path) in LONG_FILES else 300)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            lines = (node.end_lineno or 0) - node.lineno + 1
            assert lines <= 40, f"{node.name} has {lines} lines"


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_templates_are_short(path):
    most = 330 if name(path) in LONG_TEMPLATES else 80
    assert path.read_text().count("\n") <= most


def test_the_import_contracts_hold():
    done = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=TOP,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_every_setting_stands_in_the_manual():
    manual = (TOP / "docs" / "running.md").read_text()
    for setting in config.SETTINGS:
        assert f"`GRANTSAPP_{setting.name}`" in manual


def test_production_refuses_to_start_without_a_secret(tmp_path):
    with pytest.raises(SystemExit, match="SECRET_KEY must be set"):
        create_app(MODE="production", DATA=str(tmp_path), SECRET_KEY="")


def test_the_demo_pages_exist_only_in_the_demo(app, browser):
    assert browser().get("/mailbox").status == 404
    assert browser().get("/cast").status == 404


def test_the_demo_shows_its_cast_and_its_letters(tmp_path, browser):
    place = {"DATA": str(tmp_path), "DATABASE_URL": "", "SECRET_KEY": "test"}
    browser.app = create_app(**place, MODE="demo", TESTING=True)
    with browser.app.app_context():
        upgrade()
        fill()
        db.session.remove()
        visitor = browser()

        assert "stella@example.org" in visitor.get("/cast").words()
        assert "CGF1-0001" in visitor.get("/mailbox").words()
        db.engine.dispose()


def test_the_database_and_the_models_say_the_same(app):
    with db.engine.connect() as connection:
        options = {"compare_type": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, Model.metadata) == []


def test_migrations_go_up_down_and_up_again(app):
    db.session.remove()
    downgrade(revision="base")
    left = set(inspect(db.engine).get_table_names()) - {"alembic_version"}
    upgrade()

    assert left == set()
    tables = set(inspect(db.engine).get_table_names()) - {"alembic_version"}
    assert tables == set(Model.metadata.tables)


@pytest.mark.parametrize("deed", ["UPDATE events SET verb = 'x'", "DELETE FROM events"])
def test_the_audit_cannot_be_changed_even_by_hand(app, cast, deed):
    with pytest.raises(DBAPIError, match="append-only"):
        db.session.execute(text(deed))
    db.session.rollback()


def test_a_changed_line_breaks_its_chain(app, cast):
    lines = audit.history(cast.fay)
    assert len(lines) == 2
    assert audit.first_break(lines) is None

    lines[1].verb = "became something else"

    assert audit.first_break(lines) == 2
    db.session.rollback()


def test_a_sealed_field_opens_with_an_older_key_too(app):
    sealed = seal("secret")
    old = app.config["FIELD_KEYS"]
    try:
        app.config["FIELD_KEYS"] = f"a-new-key,{old}"
        assert unseal(sealed) == "secret"
        app.config["FIELD_KEYS"] = "a-new-key"
        with pytest.raises(ValueError, match="No key"):
            unseal(sealed)
    finally:
        app.config["FIELD_KEYS"] = old
    assert "secret" not in sealed


def test_every_person_of_the_cast_has_a_line(app, cast):
    verbs = db.session.scalars(select(audit.Event.verb)).all()
    assert verbs.count("joined") == len(cast.__dict__)
