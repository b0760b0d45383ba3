"""Bytes without a row are cleared away; rows without their bytes are found."""

import hashlib
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy import select

from grantsapp import clock, jobs
from grantsapp.db import db
from grantsapp.files.choosing import storage
from grantsapp.files.keeping import File
from grantsapp.files.kinds import CHUNK
from grantsapp.files.receiving import incoming
from grantsapp.files.storage import NotThere, Storage, key_of

DAY = timedelta(days=1)
AT_ONCE = 500
# Beyond so many without a row, and more than half of all, something else is wrong.
MOST_GARBAGE = 20


class TooMuchGarbage(Exception):
    """The files and the database do not belong together; nothing was cleared away."""


def sweep(_payload: dict[str, Any]) -> None:
    """Clear away what no row knows, and ask to do so again tomorrow (a job)."""
    now = clock.now()
    clear_away(storage(), before=now - DAY)
    for path in incoming().iterdir():
        if path.stat().st_mtime < (now - DAY).timestamp():
            path.unlink(missing_ok=True)
    ask_to_sweep(now + DAY)


def ask_to_sweep(at: datetime) -> None:
    """Ask for one sweep a day, however many workers ask."""
    jobs.ask("sweep files", f"sweep files:{at:%Y-%m-%d}", due_at=at)


def clear_away(place: Storage, *, before: datetime) -> int:
    """Remove the bytes that no row knows and that are older; say how many.

    They are what a failed deed left, or a removed row. No lock is held meanwhile: a
    key is used once, so what has no row after a day will never have one.
    """
    found = list(place.all())
    known = {key_of(i) for i in _all_ids()}
    garbage = [k for k, since in found if k not in known and since < before]
    if len(garbage) > max(MOST_GARBAGE, len(found) // 2):
        raise TooMuchGarbage(
            f"{len(garbage)} of {len(found)} files have no row. Do these files belong "
            "to another house, or to a newer copy of the database? None was removed."
        )
    for key in garbage:
        place.remove(key)
    return len(garbage)


def check_all() -> Iterator[tuple[File, str]]:
    """Read every file, and give each row with its fault: "", "missing", "changed"."""
    for some in _in_parts(_all_ids()):
        rows = list(db.session.scalars(select(File).where(File.id.in_(some))))
        db.session.expunge_all()
        db.session.rollback()  # nothing is held while we read
        for row in rows:
            yield row, _fault_of(row)


def rename_old() -> int:
    """Give files that were kept under their hash the name of their row."""
    top, renamed = Path(current_app.config["DATA"]) / "files", set[Path]()
    for file in db.session.scalars(select(File)):
        new, old = top / key_of(file.id), top / file.digest[:2] / file.digest
        if old.is_file() and not new.exists():
            new.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(old, new)
            renamed.add(old)
    for path in renamed:
        path.unlink()
    return len(renamed)


def _fault_of(file: File) -> str:
    digest = hashlib.sha256()
    try:
        with storage().open(key_of(file.id)) as stream:
            while chunk := stream.read(CHUNK):
                digest.update(chunk)
    except NotThere:
        return "missing"
    return "" if digest.hexdigest() == file.digest else "changed"


def _all_ids() -> list[UUID]:
    """Read the id of every row, and let the database go."""
    found = list(db.session.scalars(select(File.id).order_by(File.made_at)))
    db.session.rollback()
    return found


def _in_parts(ids: list[UUID]) -> Iterator[list[UUID]]:
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]


JOBS = {"sweep files": sweep}
