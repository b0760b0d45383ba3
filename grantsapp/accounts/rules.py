"""Who may do what with accounts and organisations."""

from typing import Any

from flask_login import AnonymousUserMixin

from grantsapp.access import Policy, signed_in, when, who
from grantsapp.accounts.models import (
    Answered,
    Helping,
    Invitation,
    Membership,
    Organisation,
    Person,
    Rescue,
    SignIn,
)
from grantsapp.i18n import lazy_gettext as _


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


@who
def fellow_member(person: Any, thing: Membership | Invitation | Helping) -> bool:
    """Somebody who acts for the organisation that it is about."""
    return member.why_not(person, thing.organisation) is None


@who
def addressee(person: Any, invitation: Invitation) -> bool:
    """The person whose address the invitation went to."""
    return person.is_authenticated and person.email == invitation.email


@who
def the_helper(person: Any, helping: Helping) -> bool:
    """The person who helps."""
    return person.is_authenticated and person.id == helping.person_id


@when(_("This invitation was taken back. Ask the group whether it was a mistake."))
def not_taken_back(_person: Any, invitation: Invitation) -> bool:
    """The group still wants the person."""
    return invitation.stage is not Answered.REVOKED


@when(_("This invitation has been answered already. Nothing was changed."))
def unanswered(_person: Any, invitation: Invitation) -> bool:
    """Nobody has said yes or no."""
    return invitation.stage not in {Answered.ACCEPTED, Answered.DECLINED}


@when(_("This invitation has expired. Ask the group to send a new one."))
def not_expired(_person: Any, invitation: Invitation) -> bool:
    """It has not waited too long."""
    return not invitation.is_expired


@when(_("You are the last one in this group, so you cannot leave it."))
def not_the_last(_person: Any, membership: Membership) -> bool:
    """Somebody else stays, who can act for the group."""
    return len(membership.organisation.memberships) > 1


@when(_("This help has ended already."))
def still_helps(_person: Any, helping: Helping) -> bool:
    """The helper can still come in."""
    return helping.is_live


_WAITS = not_taken_back & unanswered & not_expired

POLICY: Policy = {
    ("edit", Person): themselves,
    ("edit", AnonymousUserMixin): signed_in,  # who is not signed in edits nobody
    ("end", SignIn): own_sign_in,
    ("read", Rescue): author,
    ("make", Organisation): signed_in,
    ("edit", Organisation): member,
    ("invite to", Organisation): member,
    ("end", Membership): fellow_member & not_the_last,
    ("read", Invitation): addressee,
    ("answer", Invitation): addressee & _WAITS,
    ("revoke", Invitation): fellow_member & not_taken_back & unanswered,
    ("end", Helping): (fellow_member | the_helper) & still_helps,
}
