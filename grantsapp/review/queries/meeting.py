"""What the panel meets on: its bids, what was given, said and agreed on each."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from grantsapp.access import may
from grantsapp.accounts.models import Membership, Organisation
from grantsapp.calls.models import Application, Call
from grantsapp.calls.queries.standing import with_sponsor
from grantsapp.db import db, locked
from grantsapp.review.models import (
    Criterion,
    Kind,
    Moderated,
    Moderator,
    Phase,
    Reading,
    Remark,
    Seat,
)
from grantsapp.review.queries.phases import phases_of
from grantsapp.review.queries.views import BidView, bid_outline
from grantsapp.review.rules import bids_in
from grantsapp.review.rules.panel import cleared_by


def lets_read(phase: Phase, moderator: Moderator) -> bool:
    """Say whether a seat reads in a phase without scoring there."""
    if phase.kind is Kind.SCORING:
        return moderator.seat in {Seat.LAY, Seat.ADVISER}
    return phase.kind is not Kind.ELIGIBILITY


@dataclass(frozen=True)
class PhaseView:
    """A phase on the page of a member, with the bids that its door opens."""

    phase: Phase
    bids: tuple[tuple[BidView, bool], ...]  # and whether they said "no conflict"

    @property
    def is_meeting(self) -> bool:
        """Say whether the panel meets in it."""
        return self.phase.kind is not Kind.SCORING


def phases_for(moderator: Moderator) -> list[PhaseView]:
    """List the phases in which a member reads without scoring, with their bids."""
    phases = [
        p for p in phases_of(moderator.call) if p.has_begun and lets_read(p, moderator)
    ]
    every = {p.id: bids_in(p) for p in phases}
    keys = {bid for bids in every.values() for bid in bids}
    bids = {bid.id: bid for bid in applications(Application.id.in_(keys))}
    return [PhaseView(p, tuple(_open(moderator, p, bids, every[p.id]))) for p in phases]


def _open(
    moderator: Moderator, phase: Phase, bids: dict[UUID, Application], keys: set[UUID]
) -> Iterable[tuple[BidView, bool]]:
    for bid in bids.values():
        reading = Reading(moderator, bid, phase)
        if bid.id in keys and may("see", reading):
            yield bid_outline(reading), bid.id in cleared_by(moderator)


def applications(*where: ColumnElement[bool]) -> list[Application]:
    """Read bids, by number, with all that says who has a part in them."""
    organisation = joinedload(Application.organisation)
    query = select(Application).where(*where).order_by(Application.number)
    query = query.options(
        joinedload(Application.call).joinedload(Call.fund),
        organisation.selectinload(Organisation.memberships).joinedload(
            Membership.person
        ),
        *with_sponsor(),
    )
    return list(db.session.scalars(query))


def remarks_on(bid: Application, until: Phase) -> list[Remark]:
    """List what was said of a bid up to a phase, in the order in which it was."""
    query = select(Remark).join(Phase, Phase.id == Remark.phase_id)
    query = query.where(
        Remark.application_id == bid.id, Phase.position <= until.position
    )
    query = query.options(joinedload(Remark.by))
    return list(db.session.scalars(query.order_by(Remark.made_at, Remark.id)))


def remark_counts(phase: Phase) -> dict[UUID, int]:
    """Count the remarks of a phase, by bid."""
    query = select(Remark.application_id, func.count()).where(
        Remark.phase_id == phase.id
    )
    rows = db.session.execute(query.group_by(Remark.application_id))
    return {row[0]: row[1] for row in rows}


def moderated_rows(bid: Application, until: Phase) -> dict[UUID, Moderated]:
    """Give what was agreed on a bid up to a phase, by criterion; the last counts."""
    query = select(Moderated).join(Phase, Phase.id == Moderated.phase_id)
    query = query.where(
        Moderated.application_id == bid.id, Phase.position <= until.position
    )
    rows = db.session.scalars(query.order_by(Phase.position))
    return {row.criterion_id: row for row in rows}


def moderated(
    phase: Phase, bid: Application, criterion: Criterion, *, lock: bool = False
) -> Moderated | None:
    """What was agreed in this very phase on one criterion."""
    query = select(Moderated).where(
        Moderated.phase_id == phase.id,
        Moderated.application_id == bid.id,
        Moderated.criterion_id == criterion.id,
    )
    return db.session.scalar(locked(query) if lock else query)


def moderated_counts(phase: Phase) -> dict[UUID, int]:
    """Count the criteria that were agreed on in a phase, by bid."""
    query = select(Moderated.application_id, func.count()).where(
        Moderated.phase_id == phase.id
    )
    rows = db.session.execute(query.group_by(Moderated.application_id))
    return {row[0]: row[1] for row in rows}
