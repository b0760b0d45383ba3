"""The phases of a call, what is scored in them, and which bids are in them."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from grantsapp.calls import queries as calls
from grantsapp.calls.models import Application, Call
from grantsapp.db import db, locked
from grantsapp.review.models import (
    Assignment,
    Check,
    Criterion,
    Kind,
    Phase,
)


def phases_of(call: Call) -> list[Phase]:
    """List the phases of a call in their order, with their criteria."""
    query = select(Phase).where(Phase.call_id == call.id).order_by(Phase.position)
    return list(db.session.scalars(query.options(selectinload(Phase.criteria))))


def phase_of_kind(call: Call, kind: Kind) -> Phase | None:
    """Find the first phase of a kind."""
    return next((p for p in phases_of(call) if p.kind is kind), None)


def phase(key: UUID, *, lock: bool = False) -> Phase | None:
    """One phase with its call; locked, with its call, whose phases hang together."""
    if lock:
        _hold(key)
    query = select(Phase).where(Phase.id == key).options(selectinload(Phase.criteria))
    whole = joinedload(Phase.call).joinedload(Call.fund)
    return db.session.scalar(query.options(whole))


def _hold(key: Any) -> None:
    """Lock a phase, and before it its call."""
    its_call = select(Phase.call_id).where(Phase.id == key).scalar_subquery()
    db.session.execute(locked(select(Call).where(Call.id == its_call)))
    db.session.execute(locked(select(Phase).where(Phase.id == key)))


def criterion(key: UUID, *, lock: bool = False) -> Criterion | None:
    """One criterion with its phase and call; locked, nobody begins to score on it."""
    if lock:
        where = select(Criterion.phase_id).where(Criterion.id == key).scalar_subquery()
        _hold(where)
        asked = select(Assignment.id).where(Assignment.phase_id == where)
        db.session.execute(asked.order_by(Assignment.id).with_for_update()).all()
    whole = joinedload(Criterion.phase).joinedload(Phase.call).joinedload(Call.fund)
    query = select(Criterion).where(Criterion.id == key).options(whole)
    return db.session.scalar(query)


def checks_of(phase: Phase | None) -> dict[UUID, Check]:
    """Give the eligibility checks of a phase, by application."""
    if phase is None:
        return {}
    query = select(Check).where(Check.phase_id == phase.id)
    return {check.application_id: check for check in db.session.scalars(query)}


def eligible_applications(call: Call) -> list[Application]:
    """List the bids that passed the check, or all where the call has none."""
    bids, phase = (
        calls.submitted_applications(call),
        phase_of_kind(call, Kind.ELIGIBILITY),
    )
    if phase is None:
        return bids
    checks = checks_of(phase)
    return [b for b in bids if b.id in checks and checks[b.id].is_eligible]
