"""What people do in this room: sign in and out, describe themselves and groups."""

import json
import secrets
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from grantsapp import audit, clock, jobs, mail
from grantsapp.accounts import codes, queries
from grantsapp.accounts.models import (
    Code,
    Kind,
    Membership,
    Organisation,
    Person,
    Rescue,
    SignIn,
    Tries,
)
from grantsapp.db import apart, db
from grantsapp.errors import Refused
from grantsapp.i18n import gettext as _

CODE_MINUTES = 15
CODE_TRIES = 5
LETTERS_AN_HOUR = 6
IDLE = timedelta(days=1)
LONGEST = timedelta(days=30)
SEEN_EVERY = timedelta(minutes=5)
RESCUE_DAYS = 60
MOST_TYPED = 2_000_000


class TooMany(Refused):
    """Too many tries; the message says when to come back."""


def count_try(
    bucket: str, *, limit: int, minutes: int, by_the_hour: bool = False
) -> None:
    """Count one try and keep the count whatever becomes of the request.

    Raises TooMany beyond the limit, until the window of time has passed. By the hour,
    the window begins on the hour, and the row does not say when somebody came.
    """
    try:
        count = _counted(bucket, minutes, by_the_hour)
    except IntegrityError:  # two first tries at once
        count = _counted(bucket, minutes, by_the_hour)
    if count > limit:
        raise TooMany(
            _(
                "Too many tries. Wait %(minutes)s minutes and try again.",
                minutes=minutes,
            )
        )


def _counted(bucket: str, minutes: int, by_the_hour: bool) -> int:
    now = clock.now()
    begun = clock.whole_hour(now) if by_the_hour else now
    with apart() as session:
        query = select(Tries).where(Tries.bucket == bucket).with_for_update()
        tries = session.scalar(query)
        if tries is None:
            tries = Tries(bucket=bucket, count=0, made_at=begun, ends_at=begun)
            session.add(tries)
        if tries.ends_at <= now:
            tries.count, tries.ends_at = 0, begun + timedelta(minutes=minutes)
        tries.count += 1
        return tries.count


def send_code(email: str, *, language: str, address: str) -> Code:
    """Send a one-time code by letter, the same whether we know the address or not."""
    count_try(f"code-from:{address}", limit=60, minutes=60)
    count_try(f"code-to:{email}", limit=LETTERS_AN_HOUR, minutes=60)
    secret = codes.new_code()
    expires = clock.now() + timedelta(minutes=CODE_MINUTES)
    code = Code(email=email, digest="", expires_at=expires)
    db.session.add(code)
    db.session.flush()
    code.digest = codes.digest(secret, salt=str(code.id))
    person = queries.person_with(email)
    mail.post(
        "sign_in_code",
        f"code:{code.id}",
        to=email,
        language=person.language if person else language,
        secret=True,
        code=secret,
        minutes=CODE_MINUTES,
    )
    return code


def sign_in(
    code_id: UUID, typed: str, *, language: str, browser: str
) -> tuple[str, Person]:
    """Take a code, sign its person in, and give the token for the cookie.

    Somebody new becomes a person here. Raises Refused with the reason.
    """
    count_try(f"code:{code_id}", limit=CODE_TRIES, minutes=CODE_MINUTES)
    query = select(Code).where(Code.id == code_id).with_for_update()
    code = db.session.scalar(query)
    if code is None or clock.now() >= code.expires_at:
        raise Refused(_("This code has expired. Ask for a new one."))
    if code.used_at is not None:
        raise Refused(_("This code has been used already. Ask for a new one."))
    mine = codes.digest(codes.as_typed(typed), salt=str(code.id))
    if not codes.same(code.digest, mine):
        raise Refused(_("This is not the code that we sent. Check it and try again."))
    code.used_at = clock.now()
    person = queries.person_with(code.email) or add_person(
        code.email, language=language
    )
    return open_sign_in(person, browser=browser), person


def add_person(email: str, *, name: str = "", language: str = "en") -> Person:
    """Make the account of an address that we meet for the first time."""
    person = Person(email=email, name=name, language=language)
    db.session.add(person)
    audit.record("joined", person, by=person)
    return person


def open_sign_in(person: Person, *, browser: str) -> str:
    """Sign a person in and give the token; only its digest stays here."""
    token, now = secrets.token_urlsafe(32), clock.now()
    sign_in = SignIn(
        digest=codes.digest(token, salt="sign-in"),
        person_id=person.id,
        browser=browser[:200],
        seen_at=now,
        expires_at=now + IDLE,
    )
    db.session.add(sign_in)
    audit.record("signed in", person, by=person)
    return token


def mark_seen(sign_in: SignIn) -> None:
    """Note that a sign-in is in use, at most once in five minutes."""
    now = clock.now()
    if now - sign_in.seen_at < SEEN_EVERY:
        return
    key, until = sign_in.id, min(now + IDLE, sign_in.made_at + LONGEST)
    with apart() as session:
        seen = update(SignIn).where(SignIn.id == key)
        session.execute(seen.values(seen_at=now, expires_at=until))


def sign_out(sign_in: SignIn, *, by: Person) -> None:
    """End a sign-in, here or in another browser."""
    sign_in.ended_at = clock.now()
    audit.record("signed out", sign_in.person, by=by)


def edit_person(person: Person, *, name: str, language: str) -> None:
    """Change what a person is called and written to in."""
    person.name, person.language = name, language
    audit.record("edited", person, by=person)


def add_organisation(by: Person, **facts: Any) -> Organisation:
    """Describe a group for the first time; who describes it acts for it."""
    organisation = Organisation(**_organisation_facts(facts))
    db.session.add(organisation)
    db.session.flush()
    membership = Membership(person_id=by.id, organisation_id=organisation.id)
    db.session.add(membership)
    audit.record("described", organisation, by=by)
    return organisation


def describe_for(contact: Person | None, *, by: Person, **facts: Any) -> Organisation:
    """Describe a group on its behalf; its contact, if there is one, acts for it."""
    organisation = Organisation(**_organisation_facts(facts))
    db.session.add(organisation)
    db.session.flush()
    if contact is not None:
        organisation.memberships.append(Membership(person=contact))
    audit.record("described on behalf", organisation, by=by)
    return organisation


def edit_organisation(organisation: Organisation, by: Person, **facts: Any) -> None:
    """Describe a group anew."""
    for name, value in _organisation_facts(facts).items():
        setattr(organisation, name, value)
    audit.record("edited", organisation, by=by)


def _organisation_facts(facts: dict[str, Any]) -> dict[str, Any]:
    register, number = facts.pop("register", ""), facts.pop("number", "")
    org_id = f"{register}-{number}" if register and number else None
    return {**facts, "kind": Kind(facts["kind"]), "org_id": org_id}


def keep_typed(path: str, typed: dict[str, list[str]], *, by: UUID | None) -> UUID:
    """Keep what a person typed that could not be saved; gives the key to it."""
    with apart() as session:
        rescue = _rescue(path, typed, by)
        session.add(rescue)
        session.flush()
        return rescue.id


def keep_beside(path: str, typed: dict[str, list[str]], *, by: Person) -> None:
    """Keep what lost against somebody else's text, with the rest of the deed."""
    db.session.add(_rescue(path, typed, by.id))


def _rescue(path: str, typed: dict[str, list[str]], by: UUID | None) -> Rescue:
    words = json.dumps(typed, ensure_ascii=False)
    if len(words) > MOST_TYPED:
        raise Refused(_("This is too long to keep. Save it on your own device."))
    return Rescue(person_id=by, path=path, typed=words)


def claim_rescue(key: UUID, *, by: Person) -> None:
    """Give what was kept before a sign-in to the person who signed in."""
    rescue = db.session.get(Rescue, key)
    if rescue is not None and rescue.person_id is None:
        rescue.person_id = by.id


def drop_rescue(rescue: Rescue) -> None:
    """Mark what was kept as taken back; it goes for good with the next tidying."""
    rescue.taken_at = clock.now()


def tidy(_payload: dict[str, Any]) -> None:
    """Forget what is no longer needed, and ask to do so again tomorrow (a job)."""
    now = clock.now()
    db.session.execute(delete(Code).where(Code.expires_at < now - timedelta(days=1)))
    db.session.execute(delete(Tries).where(Tries.ends_at < now))
    db.session.execute(delete(SignIn).where(SignIn.expires_at < now - LONGEST))
    old = now - timedelta(days=RESCUE_DAYS)
    taken = Rescue.taken_at < now - timedelta(days=1)
    db.session.execute(delete(Rescue).where((Rescue.made_at < old) | taken))
    mail.forget_secrets()
    ask_to_tidy(now + timedelta(days=1))


def ask_to_tidy(at: Any) -> None:
    """Ask for one tidying a day, however many workers ask."""
    jobs.ask("tidy", f"tidy:{at:%Y-%m-%d}", due_at=at)


JOBS = {"tidy": tidy}
