"""Who takes the side of those who are paid, and so settles nothing about them."""

from collections.abc import Set
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select

from grantsapp.access import when, who
from grantsapp.accounts import queries as people
from grantsapp.awards.models import Award, Stage
from grantsapp.calls.models import Call, Fund
from grantsapp.db import db
from grantsapp.i18n import lazy_gettext as _
from grantsapp.review.rules.panel import ties_of


def side_of(person: Any) -> set[UUID]:
    """Name the organisations that somebody belongs to, or ever helped."""
    groups = people.groups_of(person)
    return groups.own | groups.helped


def takes_its_side(person: Any, award: Award) -> bool:
    """Say whether somebody is of an award's group or sponsor, or ever helped them.

    So is who has a tie to the bid that it comes from, on whichever panel they sit.
    """
    groups = {award.organisation_id, award.sponsor_id}
    made = award.decision
    return takes_side_of(person, groups, made.application_id if made else None)


def takes_side_of(person: Any, groups: Set[UUID | None], bid: UUID | None) -> bool:
    """Say the same of what is known of an award, where the award itself is not read."""
    return bool(side_of(person) & groups) or bid in ties_of(person)


def takes_a_side_in(person: Any, call: Call) -> bool:
    """Say whether somebody takes the side of any award of a call."""
    mine = side_of(person)
    if not mine:
        return False
    of_mine = or_(Award.organisation_id.in_(mine), Award.sponsor_id.in_(mine))
    query = select(Award.id).where(Award.call_id == call.id, of_mine)
    return db.session.scalar(query.limit(1)) is not None


def takes_side_of_payee(person: Any, payee_id: UUID, fund: Fund) -> bool:
    """Say whether somebody is of a payee, or of the side of an award paid to it."""
    if payee_id in side_of(person):
        return True
    query = select(Award).join(Call, Call.id == Award.call_id)
    to_it = (Award.sponsor_id == payee_id) | (Award.organisation_id == payee_id)
    paid = db.session.scalars(query.where(Call.fund_id == fund.id, to_it))
    return any(takes_its_side(person, award) for award in paid)


@when(
    _(
        "You belong to this group, help or sponsor it, or have a tie to its bid. "
        "Somebody else must decide."
    ),
    late=True,
)
def no_side(person: Any, award: Award) -> bool:
    """They act neither for the group nor for its sponsor, and never helped it."""
    return not takes_its_side(person, award)


@who
def of_no_side(person: Any, award: Award) -> bool:
    """The same, where the page is none of their business."""
    return not takes_its_side(person, award)


@when(_("This grant was not accepted, so nothing of it can be changed here."))
def accepted(_person: Any, award: Award) -> bool:
    """The group said yes."""
    return award.stage is Stage.ACCEPTED
