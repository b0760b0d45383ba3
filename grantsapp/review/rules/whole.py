"""What somebody with a part in one bid does not see, or do, of all bids of a call."""

from typing import Any
from uuid import UUID

from sqlalchemy import or_, select

from grantsapp.access import Policy, when
from grantsapp.accounts import queries as people
from grantsapp.calls.models import Application, Call, Sponsorship, SponsorStage
from grantsapp.calls.rules import call_manager
from grantsapp.db import db
from grantsapp.i18n import lazy_gettext as _
from grantsapp.review.rules.panel import tied_in


def part_in(person: Any, call: Call) -> set[UUID]:
    """Name the bids of a call to which a tie or a side binds a person.

    Lists of what was given to bids, said of them or decided on them leave these out.
    """
    return tied_in(person, call) | _side_in(person, call)


def _side_in(person: Any, call: Call) -> set[UUID]:
    """Name the bids whose side somebody takes, as `takes_its_side` says of one."""
    groups = people.groups_of(person)
    if not groups.own and not groups.helped:
        return set()
    sponsored = select(Sponsorship.application_id).where(
        Sponsorship.stage == SponsorStage.CONFIRMED,
        Sponsorship.organisation_id.in_(groups.own),
    )
    query = select(Application.id).where(
        Application.call_id == call.id,
        or_(
            Application.organisation_id.in_(groups.own | groups.helped),
            Application.id.in_(sponsored),
        ),
    )
    return set(db.session.scalars(query))


@when(
    _(
        "You have a part in a bid of this call. Somebody else must do what is done "
        "with all of its bids at once."
    )
)
def no_part_in_any(person: Any, call: Call) -> bool:
    """No tie and no side binds them to a bid of the call."""
    return not part_in(person, call)


POLICY: Policy = {("weigh", Call): call_manager & no_part_in_any}
