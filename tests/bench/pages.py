"""How quick our pages are, beside the machine's own floor in the same run.

The floor of a page: the same template, rendering the same rows from literals, served
the same way, without asking who and without a database. The floor of a save: the same
form, the same rows written by plain SQL in one transaction, and the floor of the page
that it leads to. Both are asked in turn, so that a noisy
machine is noisy to both. Run by `make bench`; nothing passes or fails here.
"""

import re
import sqlite3
import sys
import tempfile
import time
from functools import cached_property
from pathlib import Path
from statistics import median
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

from flask import redirect, render_template, template_rendered
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy import event, select

from grantsapp.access import public
from grantsapp.accounts import actions as accounts
from grantsapp.app import create_app
from grantsapp.calls.models import Application
from grantsapp.db import Model, db
from tests.bench.round_of_a_thousand import fill
from tests.cast import a_cast

ROUNDS = 15
NOBODY = {
    "person": lambda: SimpleNamespace(is_authenticated=True, called="Stella"),
    "may": lambda *_: True,
    "part_in": lambda *_: "member",
    **{
        f"is_{part}": lambda _person, answer=answer: answer
        for part, answer in {
            "manager": True, "evaluator": False, "moderator": False, "grantee": False,
            "translator": False,
        }.items()
    },
}  # fmt: skip


def frozen(thing: Any, known: dict[int, Any] | None = None) -> Any:
    """Make a literal of what a template was given: no rows of the database are left."""
    known = {} if known is None else known
    if id(thing) in known:
        return known[id(thing)]
    if isinstance(thing, list):
        return [frozen(v, known) for v in thing]
    if type(thing) is dict:
        return {k: frozen(v, known) for k, v in thing.items()}
    if not isinstance(thing, Model):
        return thing
    literal = known[id(thing)] = SimpleNamespace()
    loaded = set(thing.__dict__) | _properties(type(thing))
    for name in loaded - SKIP:
        if not name.startswith("_"):
            setattr(literal, name, frozen(getattr(thing, name), known))
    return literal


def _properties(kind: type) -> set[str]:
    kinds = (property, cached_property)
    return {n for n in dir(kind) if isinstance(getattr(kind, n, None), kinds)}


SKIP = {"metadata", "registry"}


class Client(FlaskClient):
    """A browser whose requests share nothing with the context that the bench holds."""

    def __init__(self, app: Any) -> None:
        super().__init__(app, app.response_class)

    def open(self, *words: Any, **more: Any) -> Any:
        """Ask in a context of its own."""
        with self.application.app_context():
            return super().open(*words, **more)


class Bench:
    """An app with a round of a thousand bids, and clients that are signed in."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.app = create_app(DATA=folder, SECRET_KEY="bench", TESTING=True)
        self.context = self.app.app_context()
        self.context.push()
        upgrade()
        self.cast = a_cast()
        self.floors = 0
        self.fill()

    def fill(self) -> None:
        """Fill it with a round."""
        self.call, self.draft = fill(self.cast)

    def close(self) -> None:
        """Let go of the database."""
        db.session.remove()
        db.engine.dispose()

    def client(self, person: Any) -> "Client":
        """A browser with a session of its own."""
        client = Client(self.app)
        token = accounts.open_sign_in(person, browser="bench")
        db.session.commit()
        with client.session_transaction() as session:
            session["token"] = token
        return client

    def floor_of(self, client: Any, path: str) -> str:
        """Make a page that renders what this one rendered, from literals."""
        seen: list[tuple[Any, dict[str, Any]]] = []

        def note(_app: Any, template: Any, context: dict[str, Any], **_: Any) -> None:
            seen.append((template, {k: frozen(v) for k, v in context.items()}))

        with template_rendered.connected_to(note, self.app):
            assert client.get(path).status_code == 200
        template, context = seen[-1]
        for name in ("g", "request", "session", *NOBODY):
            context.pop(name, None)
        self.floors += 1
        place = f"/floor/{self.floors}"

        def floor() -> str:
            public()
            return render_template(template, **{**context, **NOBODY})

        page = path.partition("?")[0]
        room, _page = self.app.url_map.bind("localhost").match(page)[0].split(".")
        self._open_late(place, f"{room}.floor{self.floors}", floor)
        return place

    def floor_of_a_save(self, client: Any, form: dict[str, Any], onward: str) -> Any:
        """Post the same form; the rows that a save writes go in by plain SQL."""
        path = Path(self.folder) / "grantsapp.db"
        book = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
            book.execute(f"PRAGMA {pragma}")

        def floor() -> Any:
            public()
            book.execute("BEGIN IMMEDIATE")
            for statement, facts in rows_of_a_save(self.draft.hex):
                book.execute(statement, facts)
            book.execute("COMMIT")
            return redirect(onward, 303)

        self._open_late("/floor/save", "floor_of_a_save", floor)

        def save() -> None:
            answer = client.post("/floor/save", data=form)
            assert client.get(answer.location).status_code == 200

        return save

    def bid(self) -> Any:
        """The key of a bid that was handed in."""
        query = select(Application.id).where(Application.number == 7)
        found = db.session.scalar(query)
        db.session.rollback()  # let go of the database, or a save waits for us
        return found

    def a_save(self, client: Any) -> tuple[Any, dict[str, Any]]:
        """Save a section with a text that is new each time, and see where it leads."""
        path = f"/applications/{self.draft}/sections/details"
        page = client.get(path).text
        fields = re.findall(r'name="(csrf_token|version-\w+)" value="([^"]*)"', page)
        kept = {"people": "40", "starts": "2027-09-01", "safeguarding": "yes"}
        form = {**dict(fields), **kept, "groups": ["young", "parents"]}
        count = iter(range(10**6))

        def save() -> None:
            number = next(count)
            typed = f"Neighbours do not know each other. {number}"
            new = {"version-need": str(1 + number), "need": typed}
            answer = client.post(path, data={**form, **new})
            assert answer.status_code == 303, answer.status_code
            assert client.get(answer.location).status_code == 200

        return save, {**form, "need": "Neighbours"}

    def _open_late(self, place: str, endpoint: str, view: Any) -> None:
        """Add a page to an app that has answered already; only a bench may."""
        self.app._got_first_request = False
        self.app.add_url_rule(place, endpoint, view, methods=["GET", "POST"])


def rows_of_a_save(draft: str) -> list[tuple[str, tuple[Any, ...]]]:
    """The statements of one save: an answer, its edit, the bid, a line of the audit."""
    key, now = uuid4().hex, "2027-05-05 12:00:00.000000"
    answer = "SELECT id FROM answers WHERE application_id = ? AND question = 'need'"
    line = (
        "applications",
        key,
        1,
        "saved",
        None,
        "Amina",
        now,
        "{}",
        "",
        key,
        key,
        now,
    )
    return [
        (
            "UPDATE answers SET raw = ?, at = ? WHERE application_id = ? "
            "AND question = 'need'",
            ('["Neighbours"]', now, draft),
        ),
        (
            "INSERT INTO edits (answer_id, version, raw, at, by_name, id, made_at) "
            f"SELECT id, ?, '[]', ?, 'Amina', ?, ? FROM ({answer})",
            (uuid4().int % 10**9, now, key, now, draft),
        ),
        (
            "UPDATE applications SET search_text = ? WHERE id = ?",
            (f"neighbours {key}", draft),
        ),
        (f"INSERT INTO events VALUES ({', '.join('?' * len(line))})", line),
    ]


def timed(ask: Any) -> float:
    start = time.perf_counter()
    ask()
    return (time.perf_counter() - start) * 1000


def queries(ask: Any) -> int:
    """Count the statements that a request sends."""
    seen: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    ask()
    event.remove(db.engine, "before_cursor_execute", note)
    return sum(not re.match("BEGIN|COMMIT|ROLLBACK", s) for s in seen)


def compare(name: str, limit: int, ours: Any, floor: Any) -> None:
    """Ask both in turn, and print the medians."""
    db.session.rollback()
    for ask in (ours, floor):
        ask()
    pairs = [(timed(ours), timed(floor)) for _ in range(ROUNDS)]
    mine, theirs = (median(side) for side in zip(*pairs, strict=True))
    print(
        f"{name:30} {mine:8.1f} ms   floor {theirs:8.1f} ms   "
        f"{mine / theirs:5.2f} times (aim {limit})   {queries(ours):3} queries"
    )


def main() -> None:
    """Print a line a page."""
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(folder)
        stella, amina = bench.client(bench.cast.stella), bench.client(bench.cast.amina)
        visitor = Client(bench.app)
        bid = bench.bid()
        places = [
            ("ranking of 1,000 bids", 3, stella, "/staff/calls/CF1/ranking"),
            ("decisions on 1,000 bids", 3, stella, "/staff/calls/CF1/decisions"),
            ("one bid", 6, stella, f"/staff/applications/{bid}"),
            ("one section", 6, amina, f"/applications/{bench.draft}/sections/details"),
        ]
        for name, limit, client, path in places:
            floor = bench.floor_of(client, path)
            asks = (lambda c=client, p=path: c.get(p), lambda p=floor: visitor.get(p))
            compare(name, limit, *asks)
        save, form = bench.a_save(amina)
        check = bench.floor_of(amina, f"/applications/{bench.draft}/check")
        floor = bench.floor_of_a_save(amina, form, check)
        compare("one save, and the next page", 6, save, floor)
        bench.close()


if __name__ == "__main__":
    sys.exit(main())
