"""Long reasoning: asked for on a snapshot, worked out by a worker, settled by a person.

Whoever asks takes the snapshot within the request. The worker knows nothing else, and
holds nothing while it thinks; so what it finds can be found again from the same row.
"""

import hashlib
import json
import logging
from collections.abc import Callable
from typing import Any
from uuid import UUID

from grantsapp import audit, clock, jobs
from grantsapp.accounts.models import Person
from grantsapp.calls.models import Call
from grantsapp.db import db
from grantsapp.errors import Late
from grantsapp.i18n import gettext as _
from grantsapp.review.actions import calibrating
from grantsapp.review.models import Phase, Solve, SolveStage, Wanted
from grantsapp.review.queries.solving import is_last_try, job_key, solve

log = logging.getLogger("grantsapp.jobs")
Plain = dict[str, Any]
Worker = Callable[[Plain, Plain], Plain]  # a snapshot and settings; gives the answer
# Each reasons on plain values alone; heavy libraries load when it is called.
WORKERS: dict[Wanted, Worker] = {Wanted.CALIBRATION: calibrating.work}


def ask(
    call: Call,
    wanted: Wanted,
    *,
    snapshot: Plain,
    settings: Plain,
    by: Person,
    phase: Phase | None = None,
) -> Solve:
    """Ask a worker to work something out; nothing else changes by it."""
    asked = Solve(
        call_id=call.id,
        phase_id=phase.id if phase else None,
        wanted=wanted,
        snapshot=snapshot,
        settings=settings,
        digest=digest_of(snapshot),
        by_id=by.id,
    )
    db.session.add(asked)
    db.session.flush()
    audit.record(f"asked for: {wanted}", call, by=by, hash=asked.digest)
    jobs.ask("review.solve", job_key(asked), solve=str(asked.id))
    return asked


def digest_of(snapshot: Plain) -> str:
    """Name a snapshot, so that one can see whether things changed since."""
    whole = json.dumps(snapshot, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(whole.encode()).hexdigest()


def work_out(payload: Plain) -> None:
    """Work out what was asked (a job); what cannot be worked out says why."""
    key = UUID(payload["solve"])
    found = solve(key)
    if found is None or found.stage is not SolveStage.ASKED:
        return
    worker, snapshot, settings = WORKERS[found.wanted], found.snapshot, found.settings
    is_last = is_last_try(found)
    db.session.commit()  # holds nothing while it thinks
    try:
        answer = worker(snapshot, settings)
    except Exception as error:
        if not is_last:
            raise  # the job is put off, and tried again
        log.exception("gave up on solve %s", key)
        _give_up(key, error)
        return
    found = solve(key, lock=True)
    if found is not None and found.stage is SolveStage.ASKED:
        found.answer, found.ready_at = answer, clock.now()
        found.stage = SolveStage.READY


def _give_up(key: UUID, error: Exception) -> None:
    """Note that it failed as often as a worker tries, so that nobody waits for it."""
    db.session.rollback()
    found = solve(key, lock=True)
    if found is not None and found.stage is SolveStage.ASKED:
        found.stage, found.fault = SolveStage.FAILED, f"{type(error).__name__}: {error}"


def settle(found: Solve, stage: SolveStage, *, by: Person) -> None:
    """Note that somebody applied or dropped it; raises Late where somebody has."""
    if found.stage is not SolveStage.READY:
        raise Late(_("Somebody has applied or dropped this proposal already."))
    found.stage, found.settled_at, found.settled_by = stage, clock.now(), by.called
    audit.record(f"{stage}: {found.wanted}", found.call, by=by, hash=found.digest)


JOBS = {"review.solve": work_out}
