"""A drawn call in a database of its own, and what somebody is told of it."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask

from grantsapp.accounts.models import Person
from grantsapp.db import db
from tests.conftest import _empty
from tests.review.leaks.addresses import Wanted, keys_in_database
from tests.review.leaks.crawling import Reader, letters_to
from tests.review.leaks.hidden import Secret, secrets
from tests.review.leaks.plans import Plan
from tests.review.leaks.worlds import READ_AT, build

MOST = 4  # pages at which something is looked for that somebody was told


class Room:
    """A drawn call in a database that can be put back as it was."""

    wanted: Wanted | None = None  # learnt once, from the first call

    def __init__(self, app: Flask, plan: Plan) -> None:
        self.app = app
        db.session.remove()  # a connection that is open keeps the old database
        _empty(app)
        self.world = build(plan)
        self.keys = keys_in_database()
        self.known = {str(k).encode() for keys in self.keys.values() for k in keys}
        self.secrets = secrets(self.world)
        self.file = Path(app.config["DATA"]) / "grantsapp.db"
        db.session.close()
        db.engine.dispose()
        self.drawn = self.file.with_suffix(f".{hash(plan)}")
        shutil.copy(self.file, self.drawn)
        if Room.wanted is None:
            askers = [self.reader(n).ask for n in ("stella", "rosa", "amina")]
            Room.wanted = Wanted(app, askers, self.keys)

    def put_back(self) -> None:
        """Have the database again as it was drawn."""
        db.session.close()
        db.engine.dispose()
        for suffix in ("-wal", "-shm"):
            Path(f"{self.file}{suffix}").unlink(missing_ok=True)
        shutil.copy(self.drawn, self.file)
        db.session.info.clear()

    def reader(self, name: str) -> Reader:
        return Reader(self.app, self.world.tokens.get(name, ""), self.known)

    def own(self, name: str) -> set[Any]:
        """The keys that are somebody's own."""
        world = self.world
        asked = {k for (who, *_), k in world.assigned.items() if who == name}
        return asked | ({world.seats[name]} if name in world.seats else set())

    def told(self, name: str) -> dict[Any, Any]:
        """All that somebody is told, with the letters of the next days."""
        assert self.wanted is not None
        told: dict[Any, Any] = dict(
            self.reader(name).crawl(self.wanted, self.keys, self.own(name))
        )
        if name:
            email = db.session.get_one(Person, self.world.people[name]).email
            days = [READ_AT + timedelta(days=n, hours=1) for n in (0, 5)]
            told["letters", name] = letters_to(email, days)
        self.put_back()
        return told

    def change(self, *chosen: Secret) -> None:
        for secret in chosen:
            secret.change()
        db.session.commit()
        db.session.info.clear()


def leaks(room: Room, name: str) -> list[str]:
    """Name what somebody is told of what is hidden from them."""
    hidden = [s for s in room.secrets if name in s.hidden_from]
    before = room.told(name)
    room.change(*hidden)
    after = room.told(name)
    differing = [
        k for k in before.keys() | after.keys() if before.get(k) != after.get(k)
    ]
    told = {s.but_at for s in hidden if s.but_at}
    differing = [k for k in differing if k[1].partition("\n")[0] not in told]
    if not differing:
        return []
    found = [leak for s in hidden for leak in _blame(room, name, s, before, differing)]
    return found or [f"{name or 'anybody'} is told at {differing[:3]}"]


def _blame(
    room: Room, name: str, secret: Secret, before: Any, differing: list[Any]
) -> Iterator[str]:
    """Change one thing alone, and look again where something differed."""
    room.change(secret)
    pages = sorted(k for k in differing if k[0] in {"GET", "POST"} and k in before)
    pages = pages[:MOST]
    seen = room.reader(name).again(pages)
    room.put_back()
    for key in pages:
        if seen[key] != before[key]:
            where = before[key].differs_in(seen[key])
            yield f"{name or 'anybody'} is told {secret.name} by {key}: {where}"
