"""What a worker works out, or worked out, for the moderation of a call."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import defer, joinedload

from grantsapp import clock, jobs
from grantsapp.calls.models import Call
from grantsapp.db import db, locked
from grantsapp.review.models import Phase, Solve, SolveStage, Wanted


def solve(key: UUID, *, lock: bool = False) -> Solve | None:
    """One solve with its call and phase."""
    query = select(Solve).where(Solve.id == key)
    if lock:
        return db.session.scalar(locked(query))
    whole = joinedload(Solve.call).joinedload(Call.fund)
    return db.session.scalar(query.options(whole, joinedload(Solve.phase)))


def job_key(found: Solve) -> str:
    """Give the key of the job that works it out."""
    return f"solve:{found.id}"


def is_last_try(found: Solve) -> bool:
    """Say whether no worker takes it again after the one that has it now."""
    job = jobs.asked(job_key(found))
    return job is not None and job.attempts >= jobs.MOST_ATTEMPTS


def is_given_up(found: Solve) -> bool:
    """Say whether nobody works it out any more, though nothing came of it.

    It failed as often as a worker tries; or the last worker died over it, and its
    lease has run out.
    """
    if found.stage is not SolveStage.ASKED:
        return found.stage is SolveStage.FAILED
    job = jobs.asked(job_key(found))
    if job is None or job.attempts < jobs.MOST_ATTEMPTS:
        return False
    return job.leased_until is None or job.leased_until < clock.now()


def last_solve(call: Call, *wanted: Wanted, phase: Phase | None = None) -> Solve | None:
    """Find the newest solve of one of these kinds, whatever became of it.

    Its snapshot, which may be large, is read only where somebody asks for it.
    """
    query = select(Solve).where(Solve.call_id == call.id, Solve.wanted.in_(wanted))
    if phase is not None:
        query = query.where(Solve.phase_id == phase.id)
    return db.session.scalar(
        query.options(defer(Solve.snapshot))
        .order_by(Solve.made_at.desc(), Solve.id)
        .limit(1)
    )
