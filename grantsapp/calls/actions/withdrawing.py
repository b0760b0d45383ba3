"""Taking a bid back, and opening it again before the deadline."""

from grantsapp import audit, clock, mail
from grantsapp.accounts.models import Person
from grantsapp.calls.actions import receiving
from grantsapp.calls.models import Application, Stage


def withdraw(application: Application, *, because: str, by: Person) -> None:
    """Take an application back for good; all of it stays for its authors to read."""
    application.move(Stage.WITHDRAWN)
    application.withdrawn_at = clock.now()
    application.withdrawn_because = because
    audit.record("withdrew", application, by=by, because=because)
    for member in application.organisation.memberships:
        mail.post(
            "application_withdrawn",
            f"withdrawn:{application.id}:{member.person_id}",
            to=member.person.email,
            language=member.person.language,
            application=application,
            person=member.person,
            by=by,
            url=mail.address(f"/applications/{application.id}"),
        )


def reopen(application: Application, *, by: Person) -> None:
    """Let the authors change what they sent; until they send it anew, that counts."""
    receiving.keep_what_was_sent(application, by=by)
    application.reopened_at = clock.now()
    audit.record("reopened", application, by=by)
