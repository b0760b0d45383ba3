"""What a fund says to those who bid, what they ask, and how they heard of a call."""

from typing import Any
from uuid import UUID

from grantsapp import audit, clock, i18n, jobs, mail
from grantsapp.accounts.models import Person
from grantsapp.calls.models import (
    Alternative,
    Announcement,
    Application,
    Audience,
    Call,
    Enquiry,
    Hearing,
    Source,
)
from grantsapp.calls.queries import telling as queries
from grantsapp.db import db

ENQUIRIES_AN_HOUR = 10


def announce(
    call: Call,
    key: UUID,
    *,
    title: i18n.Text,
    text: i18n.Text,
    audience: Audience,
    by: Person,
) -> Announcement:
    """Tell everybody who bids; the key, made with the preview, lets it go out once."""
    if (known := queries.announcement(key)) is not None:
        return known
    people = queries.people_with_bids(call, audience)
    said = Announcement(
        id=key,
        call=call,
        title=title,
        text=text,
        audience=audience,
        by_name=by.called,
        sent_at=clock.now(),
        people=len(people),
    )
    db.session.add(said)
    keys = [str(person.id) for person in people]
    facts = {"announcement": str(key), "people": keys}
    jobs.ask("send_announcement", f"announcement:{key}", **facts)
    audit.record("announced", call, by=by, announcement=str(key), people=len(people))
    return said


def send_announcement(payload: dict[str, Any]) -> None:
    """Write the letters of an announcement, one to each person (a job)."""
    said = queries.announcement(UUID(payload["announcement"]))
    if said is None:
        return
    for person in queries.people_with([UUID(key) for key in payload["people"]]):
        mail.post(
            "announcement",
            f"announcement:{said.id}:{person.id}",
            to=person.email,
            language=person.language,
            announcement=said,
            person=person,
            url=mail.address(f"/calls/{said.call.reference}"),
        )


def ask(call: Call, typed: str, *, language: str, by: Person) -> Enquiry:
    """Ask the fund about a call."""
    enquiry = Enquiry(
        call=call,
        by=by,
        typed=typed,
        language=language,
        question=i18n.Text.plainly({language: typed}),
    )
    db.session.add(enquiry)
    audit.record("asked", enquiry, by=by)
    return enquiry


def answer(
    enquiry: Enquiry,
    *,
    question: i18n.Text,
    answer: i18n.Text,
    is_public: bool,
    by: Person,
) -> None:
    """Answer a question, for everybody or for who asked alone, and write to them."""
    enquiry.question, enquiry.answer, enquiry.is_public = question, answer, is_public
    enquiry.answered_at = clock.now()
    audit.record("published an answer" if is_public else "answered", enquiry, by=by)
    person = enquiry.by
    if person is None:
        return
    mail.post(
        "enquiry_answered",
        f"enquiry-answered:{enquiry.id}",
        to=person.email,
        language=person.language,
        enquiry=enquiry,
        person=person,
        url=mail.address(f"/calls/{enquiry.call.reference}"),
    )


def tell_how_heard(
    application: Application, source: Source, *, other: str, by: Person
) -> None:
    """Note how people heard of a call; who told is not part of the history."""
    told = Hearing(application_id=application.id, source=source, other=other)
    db.session.add(told)
    audit.record("told how they heard of the call", application, by=by)


def link(call: Call, *, by: Person, **facts: Any) -> Alternative:
    """Link to a call in another format."""
    made = Alternative(call_id=call.id, **facts)
    db.session.add(made)
    audit.record("linked", call, by=by, address=made.address, format=made.format)
    return made


def unlink(alternative: Alternative, call: Call, *, by: Person) -> None:
    """Take such a link away."""
    db.session.delete(alternative)
    audit.record("unlinked", call, by=by, address=alternative.address)


JOBS = {"send_announcement": send_announcement}
