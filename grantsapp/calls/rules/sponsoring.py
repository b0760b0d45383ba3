"""Who may stand behind a bid, and when."""

from typing import Any

from grantsapp.access import Policy, when, who
from grantsapp.calls.models import Sponsorship
from grantsapp.i18n import lazy_gettext as _


@who
def asked_to_sponsor(person: Any, sponsorship: Sponsorship) -> bool:
    """The person whose address the request went to."""
    return person.is_authenticated and person.email == sponsorship.email


@who
def of_the_sponsor(person: Any, sponsorship: Sponsorship) -> bool:
    """Somebody of the organisation that confirmed."""
    return (
        person.is_authenticated
        and sponsorship.organisation is not None
        and any(m.person_id == person.id for m in sponsorship.organisation.memberships)
    )


@who
def waits_for_an_answer(_person: Any, sponsorship: Sponsorship) -> bool:
    """Nobody has said yes or no, and the group still asks."""
    return sponsorship.is_asked


@when(_("This has been answered or taken back already. Nothing was changed."))
def still_asked(_person: Any, sponsorship: Sponsorship) -> bool:
    """It waits for the answer of the one who was asked."""
    return sponsorship.is_asked


@when(_("You do not stand behind this application any more."))
def still_confirmed(_person: Any, sponsorship: Sponsorship) -> bool:
    """The sponsor stands behind it."""
    return sponsorship.is_confirmed


@when(_("This application has been sent. Its sponsor stays as it is."))
def not_sent_yet(_person: Any, sponsorship: Sponsorship) -> bool:
    """Until it is sent, a sponsor can come and go."""
    return sponsorship.application.is_draft


POLICY: Policy = {
    ("read", Sponsorship): asked_to_sponsor | of_the_sponsor,
    ("confirm", Sponsorship): asked_to_sponsor & still_asked & not_sent_yet,
    ("decline", Sponsorship): (
        (asked_to_sponsor & waits_for_an_answer) | (of_the_sponsor & still_confirmed)
    )
    & not_sent_yet,
}
