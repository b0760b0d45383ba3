"""People are asked onto the panel, and answer."""

from grantsapp import audit, clock, mail
from grantsapp.accounts import actions as accounts
from grantsapp.accounts import queries as people
from grantsapp.accounts.models import Person
from grantsapp.calls.models import Call
from grantsapp.db import db
from grantsapp.errors import Refused
from grantsapp.i18n import gettext as _
from grantsapp.review import queries
from grantsapp.review.models import (
    Answered,
    Moderator,
)


def invite(
    call: Call, *, email: str, name: str, expertise: list[str], by: Person
) -> Moderator:
    """Ask somebody onto the panel, by letter; raises Refused where they are on it."""
    person = people.person_with(email) or accounts.add_person(email, name=name)
    if any(m.person_id == person.id for m in queries.panel_of(call)):
        raise Refused(_("This person is on the panel."))
    moderator = Moderator(call=call, person=person, expertise=expertise)
    db.session.add(moderator)
    audit.record("invited a moderator", call, by=by, name=person.called)
    mail.post(
        "staff/moderator_invited",
        f"invited:{moderator.id}",
        to=person.email,
        language=person.language,
        call=call,
        person=person,
        url=mail.address(f"/invitations/{moderator.id}"),
    )
    return moderator


def answer_invitation(moderator: Moderator, *, accepts: bool, by: Person) -> None:
    """Accept the terms of reference, or decline."""
    moderator.answered = Answered.ACCEPTED if accepts else Answered.DECLINED
    moderator.answered_at = clock.now()
    words = "accepted the invitation" if accepts else "declined the invitation"
    audit.record(words, moderator.call, by=by)
