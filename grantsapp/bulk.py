"""Many rows at once, made ready before the transaction opens that stores them.

On SQLite everybody waits for whoever writes, so what can be worked out before is: each
value is already what the driver takes. PostgreSQL takes the rows as one stream.
"""

import json
import os
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Uuid
from sqlalchemy.engine import Connection

from grantsapp.db import Model, db

_AT_ONCE = 10_000
Convert = Callable[[Any], Any]


class Rows:
    """Rows of one table that wait to be stored, values in the order of `names`."""

    def __init__(self, kind: type[Model], names: Sequence[str]) -> None:
        self._kind: Any = kind
        table = self._kind.__table__
        self._table, self._names = str(table.name), tuple(names)
        self._convert = [_converter(table.c[name].type) for name in names]
        self.lines: list[tuple[Any, ...]] = []

    def ready(self, values: Sequence[Any]) -> tuple[Any, ...]:
        """Give values as the driver takes them."""
        pairs = zip(self._convert, values, strict=True)
        return tuple([value if do is None else do(value) for do, value in pairs])

    def add(self, values: Sequence[Any]) -> None:
        """Make a row ready."""
        self.lines.append(self.ready(values))

    def write(self, **alike: Any) -> None:
        """Store all of them, within the transaction of the session.

        What is known only now, and of all of them, is given here.
        """
        connection = db.session.connection()
        if not self.lines:
            return
        self._add_to_each(alike)
        if connection.dialect.name == "postgresql":
            self._copy(connection)
        else:
            names, marks = ", ".join(self._names), ", ".join("?" * len(self._names))
            words = f"INSERT INTO {self._table} ({names}) VALUES ({marks})"  # noqa: S608 - names of ours
            connection.exec_driver_sql(words, self.lines)

    def _add_to_each(self, alike: dict[str, Any]) -> None:
        if not alike:
            return
        columns = self._kind.__table__.c
        told = [(_converter(columns[n].type), value) for n, value in alike.items()]
        more = tuple([value if do is None else do(value) for do, value in told])
        self._names += tuple(alike)
        self.lines = [line + more for line in self.lines]

    def _copy(self, connection: Connection) -> None:
        driver: Any = connection.connection.driver_connection
        words = f"COPY {self._table} ({', '.join(self._names)}) FROM STDIN"
        with driver.cursor() as cursor, cursor.copy(words) as stream:
            for line in self.lines:
                stream.write_row(line)


def _converter(kind: Any) -> Convert | None:
    """Find what turns a value into one of the driver's."""
    if isinstance(kind, JSON):
        return _encode
    dialect = db.engine.dialect
    if isinstance(kind, Uuid) and dialect.name != "postgresql":
        return lambda value: value and value.hex
    return kind.dialect_impl(dialect).bind_processor(dialect)


_encode = json.JSONEncoder(check_circular=False).encode


class Keys:
    """New ids that grow, so that a long index is written from one end to the other."""

    def __init__(self) -> None:
        self._left: list[bytes] = []

    def next(self) -> UUID:
        """Give another one; those after it are larger, some thousands at a time."""
        if not self._left:
            found = (os.urandom(16) for _number in range(_AT_ONCE))
            self._left = sorted(found, reverse=True)
        return UUID(bytes=self._left.pop(), version=4)
