"""What a worker works out, or worked out, for the moderation of a call."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import defer, joinedload

from grantsapp.calls.models import Call
from grantsapp.db import db, locked
from grantsapp.review.models import Phase, Solve, Wanted


def solve(key: UUID, *, lock: bool = False) -> Solve | None:
    """One solve with its call and phase."""
    query = select(Solve).where(Solve.id == key)
    if lock:
        return db.session.scalar(locked(query))
    whole = joinedload(Solve.call).joinedload(Call.fund)
    return db.session.scalar(query.options(whole, joinedload(Solve.phase)))


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
