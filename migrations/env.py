"""How migrations run: on the app's own database, one transaction each."""

from typing import Any

from alembic import context
from sqlalchemy import TypeDecorator, text

from grantsapp.db import Model, db


def naming(_context: Any, _revision: Any, directives: list[Any]) -> None:
    """Make no empty migration."""
    if directives and directives[0].upgrade_ops.is_empty():
        directives[:] = []


def plainly(kind: str, thing: Any, _context: Any) -> Any:
    """Write our column types as what they are stored in: migrations outlive them."""
    if kind == "type" and isinstance(thing, TypeDecorator):
        return f"sa.{thing.impl_instance!r}"
    return False


def run() -> None:
    """Migrate; SQLite's foreign keys rest, or a batch would cascade."""
    with db.engine.connect() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        if is_sqlite:
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
        context.configure(
            connection=connection,
            target_metadata=Model.metadata,
            render_as_batch=True,
            compare_type=True,
            process_revision_directives=naming,
            render_item=plainly,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
        if is_sqlite:
            faults = connection.execute(text("PRAGMA foreign_key_check")).all()
            connection.rollback()
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=ON")
            if faults:
                raise RuntimeError(f"Foreign keys broken: {faults[:5]}")


run()
