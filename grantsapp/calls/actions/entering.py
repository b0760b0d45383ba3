"""Staff enter a bid that came on paper or by phone, for a group that they describe."""

from typing import Any

from grantsapp import audit, i18n
from grantsapp.accounts import actions as accounts
from grantsapp.accounts import queries as people
from grantsapp.accounts.models import Person
from grantsapp.calls.actions import applying
from grantsapp.calls.models import Application, Call, Channel, Entry


def enter(
    call: Call,
    *,
    channel: Channel,
    note: str,
    late_because: str,
    language: str,
    contact: tuple[str, str],
    group: dict[str, Any],
    by: Person,
) -> Application:
    """Begin a bid on behalf of a group; its contact can sign in and read it."""
    name, email = contact
    person = people.person_with(email) if email else None
    spoken = language if language in i18n.LANGUAGES else "en"
    if email and person is None:
        person = accounts.add_person(email, name=name, language=spoken)
    organisation = accounts.describe_for(person, by=by, language=language, **group)
    begun = applying.start_application(call, organisation, by=by, language=language)
    begun.entry = Entry(
        channel=channel,
        note=note,
        late_because=late_because,
        by_id=by.id,
        by_name=by.called,
    )
    audit.record(
        "entered on behalf",
        begun,
        by=by,
        channel=channel,
        note=note,
        late_because=late_because,
    )
    return begun
