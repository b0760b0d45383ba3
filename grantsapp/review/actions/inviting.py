"""People are asked onto the panel, answer, and say what they can do."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from grantsapp import audit, clock, i18n, mail
from grantsapp.accounts import actions as accounts
from grantsapp.accounts import queries as people
from grantsapp.accounts.models import Person
from grantsapp.calls.models import Call
from grantsapp.db import db
from grantsapp.errors import Late, Refused
from grantsapp.i18n import gettext as _
from grantsapp.review import queries
from grantsapp.review.actions import proposing, reviewing, tying
from grantsapp.review.models import (
    Affiliation,
    Answered,
    Moderator,
    Seat,
)
from grantsapp.review.queries import outstanding, terms
from grantsapp.review.queries.panel import has_bids_to_score
from grantsapp.review.rules import forget_ties

NOT_ON_IT = {Answered.DECLINED, Answered.LEFT}
Belonging = tuple[str, date | None]  # an organisation, and its last day there


def invite(
    call: Call, *, email: str, name: str, expertise: list[str], by: Person, **facts: Any
) -> Moderator:
    """Ask somebody onto the panel, by letter; raises Refused where they are on it.

    Whoever declined or left can be asked again. `facts` are seat, languages, capacity.
    """
    person = people.person_with(email) or accounts.add_person(email, name=name)
    known = {m.person_id: m for m in queries.panel_of(call)}.get(person.id)
    if known is not None and known.answered not in NOT_ON_IT:
        raise Refused(_("This person is on the panel."))
    moderator = known or Moderator(call=call, person=person)
    moderator.expertise, moderator.answered = expertise, Answered.INVITED
    moderator.answered_at = None
    for fact, value in facts.items():
        setattr(moderator, fact, value)
    db.session.add(moderator)
    db.session.flush()
    audit.record("invited to the panel", call, by=by, name=person.called)
    mail.post(
        "staff/moderator_invited",
        f"invited:{moderator.id}:{clock.now().isoformat()}",
        to=person.email,
        language=person.language,
        call=call,
        person=person,
        seat=moderator.seat,
        url=mail.address(f"/invitations/{moderator.id}"),
    )
    return moderator


def withdraw_invitation(moderator: Moderator, *, by: Person) -> None:
    """Take back an invitation that nobody has answered."""
    call, name = moderator.call, moderator.person.called
    audit.record("withdrew an invitation to the panel", call, by=by, name=name)
    db.session.delete(moderator)


def end_seat(moderator: Moderator, *, because: str, by: Person) -> None:
    """Take somebody off the panel who had accepted, and tell them why.

    What they handed in stays and counts. What they had not scored yet goes back, for
    others; their drafts are kept for them.
    """
    waiting = outstanding.waiting_of(moderator)
    for assignment in waiting:
        reviewing.give_back(assignment, because=because, by=by)
    moderator.answered, moderator.answered_at = Answered.LEFT, clock.now()
    call, them = moderator.call, moderator.person
    audit.record("took off the panel", call, by=by, name=them.called, because=because)
    forget_ties()
    for phase in {one.phase for one in waiting}:
        proposing.ask_for_help(phase, by=by)
    mail.post(
        "staff/seat_ended",
        f"seat-ended:{moderator.id}:{clock.now().isoformat()}",
        to=them.email,
        language=them.language,
        call=call,
        person=them,
        because=because,
    )


def answer_invitation(
    moderator: Moderator,
    *,
    accepts: bool,
    by: Person,
    language: str = "",
    seen: str = "",
) -> None:
    """Accept the terms of reference, or decline; what was agreed to is kept.

    `seen` is the hash of the terms that the page showed in a language: raises Late
    where they are not the same any more.
    """
    call, now = moderator.call, clock.now()
    if accepts:
        shown = terms.agreement(call, moderator.seat, language or i18n.language())
        if seen and seen != shown.hash:
            raise Late(_("The terms have changed meanwhile. Read them again."))
        moderator.agreed_to = {
            "text": shown.plain,
            "language": shown.language,
            "hash": shown.hash,
            "at": now.isoformat(),
        }
    moderator.answered = Answered.ACCEPTED if accepts else Answered.DECLINED
    moderator.answered_at = now
    words = "accepted the invitation" if accepts else "declined the invitation"
    told = {"terms": moderator.agreed_to["hash"]} if accepts else {}
    audit.record(words, call, by=by, **told)
    if accepts:
        tying.ask_to_find(call)


def edit_member(moderator: Moderator, *, by: Person, **facts: Any) -> None:
    """Change what is known of a member; who has bids to score goes on scoring."""
    seat = facts.get("seat", moderator.seat)
    leaves = moderator.seat is Seat.MODERATOR and seat is not Seat.MODERATOR
    if leaves and has_bids_to_score(moderator):
        raise Refused(_("They have bids to score. Give those to others first."))
    changed = [
        name for name, value in facts.items() if _differs(moderator, name, value)
    ]
    for name in changed:
        setattr(moderator, name, facts[name])
    if changed:
        audit.record("changed on the panel", moderator, by=by, facts=sorted(changed))


def _differs(moderator: Moderator, name: str, value: Any) -> bool:
    return getattr(moderator, name) != value


def say_where_they_belong(
    moderator: Moderator, belongings: Iterable[Belonging], *, by: Person
) -> None:
    """Note the organisations of a member, now and lately; a search looks at them."""
    wanted = list(dict.fromkeys(belongings))
    if wanted == [(a.name, a.ended_on) for a in moderator.affiliations]:
        return
    now = clock.now()
    moderator.affiliations = [
        Affiliation(name=name, ended_on=ended, made_at=now + timedelta(microseconds=n))
        for n, (name, ended) in enumerate(wanted)
    ]
    told = [[name, ended.isoformat() if ended else ""] for name, ended in wanted]
    audit.record("said where they belong", moderator, by=by, organisations=told)
    if moderator.answered is Answered.ACCEPTED:
        tying.ask_to_find(moderator.call)
