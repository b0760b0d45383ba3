"""How often something asks the database."""

from sqlalchemy import event

from grantsapp.db import db


def counted(ask):
    """Count the statements of a request, without its BEGIN and COMMIT."""
    seen = []

    def note(_connection, _cursor, statement, *_more):
        seen.append(statement)

    engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    page = ask()
    event.remove(engine, "before_cursor_execute", note)
    assert page.status < 400
    return len([s for s in seen if not s.startswith("BEGIN")])
