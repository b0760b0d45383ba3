"""Who is on a panel, and what they are asked."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from grantsapp import i18n
from grantsapp.calls.models import Call
from grantsapp.db import db
from grantsapp.review.models import (
    Answered,
    Moderator,
    Seat,
)


def panel_of(call: Call) -> list[Moderator]:
    """List the moderators of a call, by name."""
    query = select(Moderator).where(Moderator.call_id == call.id)
    found = db.session.scalars(query.options(joinedload(Moderator.person)))
    return sorted(found, key=lambda m: i18n.fold(m.person.called))


def moderator(key: UUID, *, lock: bool = False) -> Moderator | None:
    """One place on a panel."""
    query = select(Moderator).where(Moderator.id == key)
    whole = joinedload(Moderator.call).joinedload(Call.fund)
    query = query.options(joinedload(Moderator.person), whole)
    return db.session.scalar(query.with_for_update(of=Moderator) if lock else query)


def _seats_of(person: Any) -> set[tuple[Seat, Answered]]:
    """Read where a person sits, or is asked to; a session keeps it."""
    if not person.is_authenticated:
        return set()
    known = db.session.info.setdefault("seats", {})
    if person.id not in known:
        query = select(Moderator.seat, Moderator.answered)
        rows = db.session.execute(query.where(Moderator.person_id == person.id))
        known[person.id] = {(row[0], row[1]) for row in rows}
    return known[person.id]


def is_moderator(person: Any) -> bool:
    """Say whether somebody is, or is asked to be, on a panel; not as a translator."""
    return bool(_seats_of(person) - {(Seat.TRANSLATOR, Answered.ACCEPTED)})


def is_translator(person: Any) -> bool:
    """Say whether somebody translates bids for a panel."""
    return (Seat.TRANSLATOR, Answered.ACCEPTED) in _seats_of(person)


def invitations_of(person: Any) -> list[Moderator]:
    """List the invitations that a person has not answered."""
    query = select(Moderator).where(
        Moderator.person_id == person.id, Moderator.answered == Answered.INVITED
    )
    return list(db.session.scalars(query.options(joinedload(Moderator.call))))
