"""How quick the programme page is, with five hundred awards.

Its floor, in the same run: the bare SQL that reads the same rows, asked again, and the
same template with what was made of them as plain values; see `tests.bench.pages`.
"""

import sqlite3
import sys
import tempfile
from pathlib import Path
from typing import Any

from sqlalchemy import event

from grantsapp.db import db
from tests.bench import programme_of_many
from tests.bench.pages import Bench, Client, compare


class Programme(Bench):
    """A house with one fund of many awards."""

    def fill(self) -> None:
        """Fill it."""
        self.fund, self.call = programme_of_many.fill(self.cast)


def statements(ask: Any) -> list[tuple[str, Any]]:
    """Note what a request asks the database, and with what."""
    seen: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            seen.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", note)
    ask()
    event.remove(db.engine, "before_cursor_execute", note)
    return seen


def main() -> None:
    """Print a line a page."""
    with tempfile.TemporaryDirectory() as folder:
        bench = Programme(folder)
        stella, visitor = bench.client(bench.cast.stella), Client(bench.app)
        page = f"/staff/funds/{bench.fund.id}/programme"
        book = sqlite3.connect(Path(folder) / "grantsapp.db")
        for name, limit, path in (
            ("programme of 500 awards", 3, page),
            ("of one call, by what is next", 3, f"{page}?call=CF1&sort=deadline"),
            ("filtered by borough", 6, f"{page}?borough=E09000014"),
        ):
            stella.get(path)
            bare = statements(lambda p=path: stella.get(p))
            floor = bench.floor_of(stella, path)

            def at_least(bare: Any = bare, floor: str = floor) -> None:
                for statement, parameters in bare:
                    book.execute(statement, parameters).fetchall()
                visitor.get(floor)

            compare(name, limit, lambda p=path: stella.get(p), at_least)
        book.close()
        bench.close()


if __name__ == "__main__":
    sys.exit(main())
