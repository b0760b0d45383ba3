"""The ties between a panel and the bids."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import aliased, joinedload

from grantsapp.accounts import queries as people
from grantsapp.accounts.models import Helping, Membership
from grantsapp.calls.models import Application, Call, Sponsorship, SponsorStage
from grantsapp.calls.rules import takes_its_side
from grantsapp.db import db, locked
from grantsapp.review.models import Assignment, Conflict, Moderator, Standing

Pairs = set[tuple[UUID, UUID]]  # a moderator and an application


def conflicts_in(call: Call) -> list[Conflict]:
    """List every tie between the panel and the bids of a call, waived ones too."""
    query = select(Conflict).join(Moderator, Moderator.id == Conflict.moderator_id)
    whole = joinedload(Conflict.moderator).joinedload(Moderator.person)
    query = query.options(whole, joinedload(Conflict.application))
    query = query.where(Moderator.call_id == call.id).order_by(Conflict.made_at)
    return list(db.session.scalars(query))


def conflict(key: UUID, *, lock: bool = False) -> Conflict | None:
    """One tie with its moderator and bid."""
    query = select(Conflict).where(Conflict.id == key)
    if lock:
        return db.session.scalar(locked(query))
    moderator = joinedload(Conflict.moderator)
    whole = moderator.joinedload(Moderator.call).joinedload(Call.fund)
    person = moderator.joinedload(Moderator.person)
    return db.session.scalar(
        query.options(whole, person, joinedload(Conflict.application))
    )


def blocking(call: Call) -> dict[tuple[UUID, UUID], Conflict]:
    """Give the ties that keep bids closed, by moderator and application."""
    found = (c for c in conflicts_in(call) if c.standing is not Standing.WAIVED)
    return {(c.moderator_id, c.application_id): c for c in found}


def blocked_pairs(
    call: Call, panel: Iterable[Moderator], bids: Iterable[Application]
) -> Pairs:
    """Name each moderator and bid that must not meet: ties, and who takes its side."""
    pairs, panel, bids = set(blocking(call)), list(panel), list(bids)
    people.read_helpings(moderator.person for moderator in panel)
    for moderator in panel:
        sides = (
            bid for bid in bids if takes_its_side.why_not(moderator.person, bid) is None
        )
        pairs |= {(moderator.id, bid.id) for bid in sides}
    return pairs


def is_kept_out() -> ColumnElement[bool]:
    """Say in SQL, of an Assignment, that its moderator may not touch its bid.

    A tie stands, or they take its side, perhaps only since they scored it: as
    `blocked_pairs` says of a moderator and a bid.
    """
    tie = exists().where(
        Conflict.moderator_id == Assignment.moderator_id,
        Conflict.application_id == Assignment.application_id,
        Conflict.standing != Standing.WAIVED,
    )
    bid, seat = aliased(Application), aliased(Moderator)
    this = (seat.id == Assignment.moderator_id, bid.id == Assignment.application_id)
    of_its_group = exists().where(
        *this,
        Membership.person_id == seat.person_id,
        Membership.organisation_id == bid.organisation_id,
    )
    its_helper = exists().where(
        *this,
        Helping.person_id == seat.person_id,
        Helping.organisation_id == bid.organisation_id,
    )
    of_its_sponsor = exists().where(
        *this,
        Sponsorship.application_id == bid.id,
        Sponsorship.stage == SponsorStage.CONFIRMED,
        Membership.organisation_id == Sponsorship.organisation_id,
        Membership.person_id == seat.person_id,
    )
    return or_(tie, of_its_group, its_helper, of_its_sponsor)
