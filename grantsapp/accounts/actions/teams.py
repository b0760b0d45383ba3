"""Who acts for an organisation: asking, answering, leaving, helping for a while."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from grantsapp import audit, clock, mail
from grantsapp.accounts import queries
from grantsapp.accounts.actions.people import count_try
from grantsapp.accounts.models import (
    Answered,
    Helping,
    Invitation,
    Membership,
    Organisation,
    Part,
    Person,
)
from grantsapp.db import db
from grantsapp.errors import Refused
from grantsapp.i18n import gettext as _

INVITATION_DAYS = 14
LETTERS_A_DAY = 30
SAME_ADDRESS_A_DAY = 3
DAY = 24 * 60
Words = dict[str, Any]


def count_letter(by: Person, email: str) -> None:
    """Count a letter that a person has us write to any address.

    Counted for the sender alone, so that a refusal says nothing of the address.
    """
    sender = by.id  # the count ends the transaction so far
    count_try(f"letters-of:{sender}", limit=LETTERS_A_DAY, minutes=DAY)
    same = f"letters-of:{sender}:{email}"[:250]
    count_try(same, limit=SAME_ADDRESS_A_DAY, minutes=DAY)


def language_for(email: str, wish: str) -> str:
    """Write in the language of a person we know, else in the one that was wished."""
    known = queries.person_with(email)
    return known.language if known else wish


def invite(
    organisation: Organisation,
    *,
    email: str,
    part: Part,
    language: str,
    by: Person,
    helps_until: date | None = None,
) -> Invitation:
    """Ask an address to act for an organisation, or to help it until a day.

    Known or not, the address gets the same letter, and the asker the same answer.
    """
    _close_expired(organisation, email, part)
    invitation = Invitation(
        organisation=organisation,
        by=by,
        email=email,
        part=part,
        expires_at=clock.now() + timedelta(days=INVITATION_DAYS),
        helps_until=helps_until,
    )
    db.session.add(invitation)
    audit.record("invited", organisation, by=by, email=email, part=part.value)
    mail.post(
        f"invited_{part.value}",
        f"invited:{invitation.id}",
        to=email,
        language=language_for(email, language),
        invitation=invitation,
        organisation=organisation,
        person=by,
        url=mail.address(f"/team/invitations/{invitation.id}"),
    )
    return invitation


def _close_expired(organisation: Organisation, email: str, part: Part) -> None:
    """Make room for a new invitation; one that still waits stays as it is."""
    query = select(Invitation).where(
        Invitation.organisation_id == organisation.id,
        Invitation.email == email,
        Invitation.part == part,
        Invitation.stage == Answered.OPEN,
    )
    waiting = db.session.scalar(query)
    if waiting is None:
        return
    if not waiting.is_expired:
        raise Refused(
            _("This address has an invitation already. Nothing was sent twice.")
        )
    waiting.stage = Answered.REVOKED
    db.session.flush()


def revoke(invitation: Invitation, *, by: Person) -> None:
    """Take an invitation back before it is accepted."""
    invitation.stage = Answered.REVOKED
    audit.record(
        "took back an invitation",
        invitation.organisation,
        by=by,
        email=invitation.email,
    )


def decline(invitation: Invitation, *, by: Person) -> None:
    """Say no to an invitation."""
    invitation.stage = Answered.DECLINED
    audit.record("declined an invitation", invitation.organisation, by=by)


def accept(invitation: Invitation, *, by: Person) -> None:
    """Say yes: the person is a member from now on, or a helper until the day."""
    organisation = invitation.organisation
    if queries.acts_for(by.email, organisation):
        raise Refused(_("You act for this group already."))
    others = queries.members_of(organisation)
    invitation.stage = Answered.ACCEPTED
    if invitation.part is Part.MEMBER:
        membership = Membership(person_id=by.id, organisation_id=organisation.id)
        db.session.add(membership)
        _end_help_of(organisation, by)
        audit.record("joined the group", organisation, by=by)
    else:
        _start_help(invitation, by)
        until = str(invitation.helps_until)
        audit.record("started to help", organisation, by=by, until=until)
    what: Words = {"organisation": organisation, "person": by, "by": by}
    _tell(others, f"accepted_{invitation.part.value}", invitation.id, what)


def _end_help_of(organisation: Organisation, person: Person) -> None:
    """A helper who becomes a member needs no help's access any more."""
    helping = queries.helping_of(person, organisation.id)
    if helping is not None:
        helping.ended_at = clock.now()


def _start_help(invitation: Invitation, person: Person) -> None:
    query = select(Helping).where(
        Helping.person_id == person.id,
        Helping.organisation_id == invitation.organisation_id,
    )
    helping = db.session.scalar(query)
    if helping is None:
        helping = Helping(
            person_id=person.id, organisation_id=invitation.organisation_id
        )
        db.session.add(helping)
    helping.until = invitation.helps_until or clock.now().date()
    helping.ended_at = None


def end_help(helping: Helping, *, by: Person) -> None:
    """Take a helper's access back, or give it back, at once."""
    organisation, helper = helping.organisation, helping.person
    now = helping.ended_at = clock.now()
    audit.record("ended the help", organisation, by=by, helper=helper.called)
    key = f"{helping.id}:{now.isoformat()}"
    what: Words = {"organisation": organisation, "person": helper, "by": by}
    _tell(queries.members_of(organisation), "help_ended", key, what)
    _write("help_ended_yours", key, helper, what)


def end_membership(membership: Membership, *, by: Person) -> None:
    """Let a person go, at once; invitations that they sent go with them."""
    organisation, person = membership.organisation, membership.person
    key = membership.id
    db.session.delete(membership)
    db.session.flush()
    db.session.expire(organisation, ["memberships"])
    _revoke_what_they_sent(organisation, person)
    left = person.id == by.id
    verb = "left the group" if left else "removed a member"
    audit.record(verb, organisation, by=by, person=person.called)
    what: Words = {"organisation": organisation, "person": person, "by": by}
    _tell(queries.members_of(organisation), "member_left", key, what)
    _write("member_left_yours", key, person, what)


def _revoke_what_they_sent(organisation: Organisation, person: Person) -> None:
    for invitation in queries.invitations_for(organisation):
        if invitation.by_id == person.id:
            invitation.stage = Answered.REVOKED


def _tell(members: list[Membership], template: str, key: object, what: Words) -> None:
    """Write to each member about a person and what was done, by whom."""
    for member in members:
        _write(template, key, member.person, what)


def _write(template: str, key: object, to: Person, what: Words) -> None:
    mail.post(
        template,
        f"{template}:{key}:{to.id}",
        to=to.email,
        language=to.language,
        reader=to,
        url=mail.address(f"/organisations/{what['organisation'].id}/team"),
        **what,
    )
