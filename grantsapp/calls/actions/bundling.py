"""All bids of a call as one file: asked for, made by a worker, kept for a week."""

import zipfile
from tempfile import TemporaryFile
from typing import Any
from uuid import UUID

from sqlalchemy import update

from grantsapp import audit, clock, files, i18n, jobs
from grantsapp.accounts.models import Person
from grantsapp.calls.actions import bids as tables
from grantsapp.calls.actions import zipping
from grantsapp.calls.models import Bundle, Call
from grantsapp.calls.models.bundles import KEPT_FOR
from grantsapp.calls.queries import bids, bundles
from grantsapp.calls.queries.bids import Wish
from grantsapp.calls.queries.papers import papers
from grantsapp.db import db, snapshot

PART = 20  # bids between two lines of progress
ZIP = "application/zip"


def ask_for(call: Call, *, by: Person, language: str) -> Bundle:
    """Ask for all bids of a call as a file; asking twice for the same gives one."""
    digest = bundles.digest_of(call, language)
    standing = bundles.standing(call, digest)
    if standing is not None:
        return standing
    keys = [str(key) for key in bids.ordered(call, Wish(stage=""))]
    bundle = Bundle(
        call=call, by=by, language=language, digest=digest, bids=keys, total=len(keys)
    )
    db.session.add(bundle)
    audit.record("asked for all bids", call, by=by, count=len(keys), hash=digest)
    jobs.ask("bundle", bundles.job_key(bundle.id), bundle=str(bundle.id))
    return bundle


def make(payload: dict[str, Any]) -> None:
    """Make the file of a bundle (a job), without holding up those who write."""
    bundle = bundles.bundle(UUID(payload["bundle"]))
    if bundle is None or bundle.ready_at is not None:
        return
    keys = [UUID(key) for key in bundle.bids]
    key, reference = bundle.id, bundle.call.reference
    with i18n.writing_in(bundle.language):
        overview, _count = tables.as_csv(bundle.call, Wish(stage=""))
    db.session.commit()  # lets go of the books: what follows only reads
    with TemporaryFile() as made:
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr(f"{reference}/bids.csv", overview)
            _pack(packed, key, keys, reference)
        made.seek(0)
        received = files.made_here(made, f"{reference}-bids.zip", ZIP)
    _finish(key, received)


def _pack(packed: zipfile.ZipFile, key: UUID, keys: list[UUID], folder: str) -> None:
    with snapshot() as reading:
        for at in range(0, len(keys), PART):
            part = papers(reading, keys[at : at + PART])
            reading.expunge_all()
            for paper in part:
                zipping.add(packed, paper, f"{folder}/{paper.reference}/")
            _tell(key, min(at + PART, len(keys)))


def _tell(key: UUID, done: int) -> None:
    """Say how far it is, and that nobody else needs to begin."""
    db.session.execute(update(Bundle).where(Bundle.id == key).values(done=done))
    jobs.carry_on(bundles.job_key(key))
    db.session.commit()


def _finish(key: UUID, received: files.Received) -> None:
    """Keep the file; the worker commits this with the end of the job."""
    bundle = bundles.bundle(key)
    if bundle is None or bundle.ready_at is not None:
        return
    bundle.file = files.keep(received, by=bundle.by)
    bundle.ready_at = now = clock.now()
    due = now + KEPT_FOR
    jobs.ask("drop bundle", f"drop bundle:{key}", due_at=due, bundle=str(key))


def drop(payload: dict[str, Any]) -> None:
    """Forget the file of a bundle when its week is over (a job)."""
    bundle = bundles.bundle(UUID(payload["bundle"]))
    if bundle is not None and bundle.file is not None:
        file, bundle.file = bundle.file, None
        db.session.flush()
        files.remove(file)


def take(bundle: Bundle, *, by: Person) -> None:
    """Write down who took the file of a bundle."""
    digest = bundle.file.digest if bundle.file else ""
    count = bundle.total
    audit.record("took all bids", bundle.call, by=by, count=count, hash=digest)


JOBS = {"bundle": make, "drop bundle": drop}
