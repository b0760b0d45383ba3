"""Who may do what with accounts and organisations."""

from typing import Any

from flask_login import AnonymousUserMixin

from grantsapp.access import Policy, signed_in, who
from grantsapp.accounts.models import Organisation, Person, Rescue, SignIn


@who
def themselves(person: Any, other: Person) -> bool:
    """The person it is about."""
    return person.is_authenticated and person.id == other.id


@who
def own_sign_in(person: Any, sign_in: SignIn) -> bool:
    """The person who signed in there."""
    return person.is_authenticated and person.id == sign_in.person_id


@who
def author(person: Any, rescue: Rescue) -> bool:
    """The person who typed it."""
    return person.is_authenticated and person.id == rescue.person_id


@who
def member(person: Any, organisation: Organisation) -> bool:
    """Somebody who acts for the organisation."""
    return person.is_authenticated and any(
        m.person_id == person.id for m in organisation.memberships
    )


POLICY: Policy = {
    ("edit", Person): themselves,
    ("edit", AnonymousUserMixin): signed_in,  # who is not signed in edits nobody
    ("end", SignIn): own_sign_in,
    ("read", Rescue): author,
    ("make", Organisation): signed_in,
    ("edit", Organisation): member,
}
