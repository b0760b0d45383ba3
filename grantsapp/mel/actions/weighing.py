"""A worker weighs the answers of a call that are too many for a request."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from grantsapp import clock, jobs
from grantsapp.calls.models import Call
from grantsapp.db import db, let_go, snapshot
from grantsapp.mel import queries
from grantsapp.mel.models import Weighing

JOB = "mel.weigh"


def ask_to_weigh(call: Call) -> None:
    """Have a worker weigh a call as it is now; asking again changes nothing."""
    key = queries.job_key(call, queries.state_of(call))
    jobs.ask(JOB, key, call=str(call.id))


def weigh_in_job(payload: dict[str, Any]) -> None:
    """Weigh a call and keep what was found (a job); nothing is held meanwhile."""
    key = UUID(payload["call"])
    call = db.session.get(Call, key)
    if call is None:
        return
    at, state = clock.now(), queries.state_of(call)
    let_go()
    with snapshot() as session:
        found = queries.weigh(session.get_one(Call, key), session).as_json()
    query = select(Weighing).where(Weighing.call_id == key).with_for_update()
    kept = db.session.scalar(query) or Weighing(call_id=key)
    kept.made_at, kept.state, kept.found = at, state, found
    db.session.add(kept)


JOBS = {JOB: weigh_in_job}
