"""A worker weighs the answers of a call that are too many for a request."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from grantsapp import clock, jobs
from grantsapp.calls.models import Call
from grantsapp.db import db, let_go, snapshot
from grantsapp.mel import queries
from grantsapp.mel.models import Weighing
from grantsapp.mel.quality.weighing import Weighed

JOB = "mel.weigh"


def ask_to_weigh(call: Call) -> None:
    """Have a worker weigh a call as it is now; asking again changes nothing."""
    key = queries.job_key(call, queries.state_of(call))
    jobs.ask(JOB, key, call=str(call.id))


def weigh_in_job(payload: dict[str, Any]) -> None:
    """Weigh a call and keep what was found (a job)."""
    call = db.session.get(Call, UUID(payload["call"]))
    if call is not None:
        weigh_and_keep(call)


def weigh_and_keep(call: Call) -> None:
    """Weigh a call and keep what was found; nothing is held meanwhile."""
    at, state, key = clock.now(), queries.state_of(call), call.id
    let_go()
    with snapshot() as session:
        found = queries.weigh_whole(session.get_one(Call, key), session)
    _keep(key, at, state, *found)


def weigh_here(call: Call) -> None:
    """Weigh a call as the transaction that is open sees it, and keep it with it."""
    at, state = clock.now(), queries.state_of(call)
    _keep(call.id, at, state, *queries.weigh_whole(call, db.session()))


def _keep(key: UUID, at: datetime, state: str, found: Weighed, flagged: bytes) -> None:
    query = select(Weighing).where(Weighing.call_id == key).with_for_update()
    kept = db.session.scalar(query) or Weighing(call_id=key)
    kept.made_at, kept.state, kept.found = at, state, found.as_json()
    kept.flagged = flagged
    db.session.add(kept)
    db.session.flush()


JOBS = {JOB: weigh_in_job}
