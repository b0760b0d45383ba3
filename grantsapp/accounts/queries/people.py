"""What the pages of this room read."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from grantsapp import clock
from grantsapp.accounts import codes
from grantsapp.accounts.models import Membership, Organisation, Person, Rescue, SignIn
from grantsapp.db import db, locked


def person_with(email: str) -> Person | None:
    """Find a person by address."""
    return db.session.scalar(select(Person).where(Person.email == email))


def sign_in_with(token: str) -> SignIn | None:
    """Find a sign-in by its token, ended and expired ones too."""
    digest = codes.digest(token, salt="sign-in")
    query = select(SignIn).options(joinedload(SignIn.person))
    return db.session.scalar(query.where(SignIn.digest == digest))


def is_live(sign_in: SignIn) -> bool:
    """Say whether a sign-in still counts."""
    return sign_in.ended_at is None and clock.now() < sign_in.expires_at


def sign_ins_of(person: Any) -> list[SignIn]:
    """List where a person is signed in now, the last used first."""
    query = select(SignIn).where(SignIn.person_id == person.id)
    live = query.where(SignIn.ended_at.is_(None), SignIn.expires_at > clock.now())
    return list(db.session.scalars(live.order_by(SignIn.seen_at.desc())))


def sign_in(key: UUID) -> SignIn | None:
    """Find one sign-in."""
    return db.session.get(SignIn, key)


def rescue(key: UUID) -> Rescue | None:
    """Find what was kept."""
    return db.session.get(Rescue, key)


def rescues_of(person: Any) -> list[Rescue]:
    """List what is kept for a person and not yet taken back, newest first."""
    query = select(Rescue).where(Rescue.person_id == person.id)
    waiting = query.where(Rescue.taken_at.is_(None))
    return list(db.session.scalars(waiting.order_by(Rescue.made_at.desc())))


def organisation(key: UUID, *, lock: bool = False) -> Organisation | None:
    """One organisation with its members."""
    query = select(Organisation).where(Organisation.id == key)
    query = query.options(selectinload(Organisation.memberships))
    return db.session.scalar(locked(query) if lock else query)


def organisations_of(person: Any) -> list[Organisation]:
    """List the organisations that a person acts for, by name."""
    query = select(Organisation).join(Membership).order_by(Organisation.name)
    return list(db.session.scalars(query.where(Membership.person_id == person.id)))
