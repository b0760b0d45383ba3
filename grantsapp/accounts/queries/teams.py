"""Who acts for an organisation, who helps it, and who is asked to."""

from collections.abc import Iterable
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import false, func, select, true, union_all
from sqlalchemy.orm import joinedload

from grantsapp import clock
from grantsapp.accounts.models import (
    Answered,
    Helping,
    Invitation,
    Membership,
    Organisation,
    Person,
)
from grantsapp.db import db, locked


def members_of(organisation: Organisation) -> list[Membership]:
    """List who acts for an organisation, the longest first."""
    query = select(Membership).options(joinedload(Membership.person))
    query = query.where(Membership.organisation_id == organisation.id)
    return list(db.session.scalars(query.order_by(Membership.made_at)))


def membership(key: UUID) -> Membership | None:
    """One person's part in an organisation."""
    query = select(Membership).where(Membership.id == key)
    whole = joinedload(Membership.organisation)
    query = query.options(
        joinedload(Membership.person), whole.selectinload(Organisation.memberships)
    )
    return db.session.scalar(query)


def acts_for(email: str, organisation: Organisation) -> bool:
    """Say whether somebody with this address is in the organisation."""
    return any(m.person.email == email for m in members_of(organisation))


def invitation(key: UUID, *, lock: bool = False) -> Invitation | None:
    """One invitation, with the organisation it is for."""
    query = select(Invitation).where(Invitation.id == key)
    if lock:
        db.session.scalar(locked(query))
    whole = joinedload(Invitation.organisation)
    query = query.options(
        joinedload(Invitation.by), whole.selectinload(Organisation.memberships)
    )
    return db.session.scalar(query)


def invitations_for(organisation: Organisation) -> list[Invitation]:
    """List the addresses that an organisation waits for."""
    query = select(Invitation).where(Invitation.organisation_id == organisation.id)
    waiting = query.where(
        Invitation.stage == Answered.OPEN, Invitation.expires_at > clock.now()
    )
    return list(db.session.scalars(waiting.order_by(Invitation.made_at)))


def invitations_to(person: Any) -> list[Invitation]:
    """List what waits for a person's answer."""
    query = select(Invitation).options(joinedload(Invitation.organisation))
    waiting = query.where(
        Invitation.email == person.email,
        Invitation.stage == Answered.OPEN,
        Invitation.expires_at > clock.now(),
    )
    return list(db.session.scalars(waiting.order_by(Invitation.made_at)))


def helping(key: UUID) -> Helping | None:
    """One helper's access to one organisation's drafts."""
    whole = joinedload(Helping.organisation)
    query = select(Helping).where(Helping.id == key)
    query = query.options(
        joinedload(Helping.person), whole.selectinload(Organisation.memberships)
    )
    return db.session.scalar(query)


def helping_of(person: Any, organisation_id: UUID) -> Helping | None:
    """Say how a person helps an organisation today, read anew each time."""
    query = select(Helping).where(
        Helping.person_id == person.id, Helping.organisation_id == organisation_id
    )
    found = db.session.scalar(query)
    return found if found is not None and found.is_live else None


def ever_helped_by(person: Any) -> set[UUID]:
    """Give the organisations that a person helps or helped; a session keeps them."""
    if not person.is_authenticated:
        return set()
    known = db.session.info.setdefault("ever_helped", {})
    if person.id not in known:
        query = select(Helping.organisation_id)
        query = query.where(Helping.person_id == person.id)
        known[person.id] = set(db.session.scalars(query))
    return known[person.id]


class Groups(NamedTuple):
    """The organisations that a person belongs to, and those they ever helped."""

    own: set[UUID]
    helped: set[UUID]


def groups_of(person: Any) -> Groups:
    """Give both at once; a session keeps them."""
    if not person.is_authenticated:
        return Groups(set(), set())
    known = db.session.info.setdefault("groups", {})
    if person.id not in known:
        own = select(Membership.organisation_id, true()).where(
            Membership.person_id == person.id
        )
        helped = select(Helping.organisation_id, false()).where(
            Helping.person_id == person.id
        )
        found = Groups(set(), set())
        for key, is_own in db.session.execute(union_all(own, helped)):
            (found.own if is_own else found.helped).add(key)
        known[person.id] = found
    return known[person.id]


def read_helpings(people: Iterable[Person]) -> None:
    """Read at once whom many people ever helped, for `ever_helped_by`."""
    known = db.session.info.setdefault("ever_helped", {})
    new = {person.id for person in people} - known.keys()
    if not new:
        return
    known |= {key: set() for key in new}
    query = select(Helping.person_id, Helping.organisation_id)
    rows = db.session.execute(query.where(Helping.person_id.in_(new)))
    for person, organisation in rows:
        known[person].add(organisation)


def helpings_for(organisation: Organisation) -> list[Helping]:
    """List everybody who ever helped an organisation, the last first."""
    query = select(Helping).options(joinedload(Helping.person))
    query = query.where(Helping.organisation_id == organisation.id)
    return list(db.session.scalars(query.order_by(Helping.made_at.desc())))


def helpings_by(person: Any) -> list[Helping]:
    """List whom a person helps today, by the names of the groups."""
    whole = joinedload(Helping.organisation)
    query = select(Helping).join(Helping.organisation).options(whole)
    query = query.where(Helping.person_id == person.id, Helping.ended_at.is_(None))
    query = query.where(Helping.until >= clock.now().date())
    return list(db.session.scalars(query.order_by(func.lower(Organisation.name))))
