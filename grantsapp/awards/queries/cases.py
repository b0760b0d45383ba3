"""What may be wrong with an award; for managers only."""

from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from grantsapp.accounts.models import Organisation
from grantsapp.awards.models import Award, Irregularity, Outcome
from grantsapp.calls.models import Call
from grantsapp.db import db, locked


def open_case(award: Award) -> Irregularity | None:
    """The case that suspends the payments of an award, if one is open."""
    query = _of(award).where(Irregularity.closed_at.is_(None))
    return db.session.scalar(query.limit(1))


def has_ended(award: Award) -> bool:
    """Say whether a case ended an award, so that nothing more is paid for it."""
    query = _of(award).where(Irregularity.outcome == Outcome.ENDED)
    return db.session.scalar(query.limit(1)) is not None


def awards_with_open_cases(call: Call) -> set[UUID]:
    """Name the awards of a call whose payments are suspended."""
    query = select(Irregularity.award_id).join(Award)
    query = query.where(Award.call_id == call.id, Irregularity.closed_at.is_(None))
    return set(db.session.scalars(query))


def cases_of(award: Award) -> list[Irregularity]:
    """List the cases of an award, the newest first."""
    query = _of(award).order_by(Irregularity.number.desc())
    people = joinedload(Irregularity.opened_by), joinedload(Irregularity.closed_by)
    return list(db.session.scalars(query.options(*people)))


def _of(award: Award) -> Select[Irregularity]:
    return select(Irregularity).where(Irregularity.award_id == award.id)


def case(key: UUID, *, lock: bool = False) -> Irregularity | None:
    """One case with its award."""
    query = select(Irregularity).where(Irregularity.id == key)
    if lock:
        return db.session.scalar(locked(query))
    award = joinedload(Irregularity.award)
    whole = award.joinedload(Award.organisation)
    return db.session.scalar(
        query.options(
            award.joinedload(Award.call).joinedload(Call.fund),
            whole.selectinload(Organisation.memberships),
        )
    )


def next_number(award: Award) -> int:
    """Say the number of the next case of an award; its row is locked."""
    query = select(func.max(Irregularity.number))
    query = query.where(Irregularity.award_id == award.id)
    return (db.session.scalar(query) or 0) + 1
