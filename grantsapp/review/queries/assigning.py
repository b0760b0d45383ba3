"""Who can be asked to review what in a phase, and who is: read once, as one board."""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from grantsapp import clock, i18n
from grantsapp.accounts.models import Organisation
from grantsapp.calls.models import Application, Call
from grantsapp.calls.models import Stage as BidStage
from grantsapp.calls.queries.standing import with_sponsor
from grantsapp.db import db, locked
from grantsapp.review.models import (
    Answered,
    Assignment,
    Conflict,
    Kind,
    Moderator,
    Origin,
    Phase,
    Review,
    Seat,
    Stage,
)
from grantsapp.review.queries.conflicts import blocked_pairs, blocking
from grantsapp.review.queries.phases import phases_of
from grantsapp.review.rules import bids_in, forget_bids_in, forget_ties

Pair = tuple[UUID, UUID]  # a moderator and an application


class Bar(StrEnum):
    """Why somebody cannot be asked to review a bid."""

    NOT_IN_PHASE = "not_in_phase"
    NOT_ON_PANEL = "not_on_panel"
    NOT_ACCEPTED = "not_accepted"
    NO_SCORER = "no_scorer"
    AWAY = "away"
    CONFLICT = "conflict"
    DECLINED = "declined"


class Held(NamedTuple):
    """An assignment as plain values; `stage` is that of its review, once begun."""

    id: UUID
    moderator_id: UUID
    application_id: UUID
    origin: Origin
    why: dict[str, Any]
    declined_at: Any
    declined_because: str
    stage: Stage | None

    @property
    def pair(self) -> Pair:
        """Who, and which bid."""
        return self.moderator_id, self.application_id

    @property
    def has_begun(self) -> bool:
        """Say whether something of the review is written."""
        return self.stage is not None


@dataclass(frozen=True)
class Board:
    """A phase with its bids, the panel of its call, and who is asked to review what."""

    phase: Phase
    bids: list[Application]  # in the phase, by number
    panel: list[Moderator]  # of every seat and answer, by name
    held: list[Held]  # without those that were declined
    declined: dict[Pair, Held]
    ties: dict[Pair, Conflict]
    blocked: set[Pair]  # ties, and who takes a bid's side

    @cached_property
    def bids_by_id(self) -> dict[UUID, Application]:
        """Its bids by their ids."""
        return {bid.id: bid for bid in self.bids}

    @cached_property
    def panel_by_id(self) -> dict[UUID, Moderator]:
        """Its panel by their ids."""
        return {one.id: one for one in self.panel}

    @cached_property
    def scoring(self) -> list[Moderator]:
        """Those who score, and are there while the phase runs."""
        return [one for one in self.panel if one.scores and self.is_there(one)]

    @cached_property
    def on(self) -> dict[UUID, list[Held]]:
        """Who is asked, bid by bid."""
        found: dict[UUID, list[Held]] = {bid.id: [] for bid in self.bids}
        for one in self.held:
            if one.application_id in found and one.moderator_id in self.panel_by_id:
                found[one.application_id].append(one)
        return found

    @cached_property
    def load(self) -> Counter[UUID]:
        """How many bids each of the panel is asked to review."""
        return Counter(one.moderator_id for those in self.on.values() for one in those)

    def counts(self, one: Held) -> bool:
        """Say whether a review by them is there or can still come."""
        moderator = self.panel_by_id.get(one.moderator_id)
        if one.pair in self.blocked or moderator is None:
            return False
        return moderator.scores or one.stage is Stage.SUBMITTED

    def lacking(self, bid: UUID) -> int:
        """Count the reviews that a bid still lacks somebody for."""
        given = sum(self.counts(one) for one in self.on[bid])
        return max(0, self.phase.reviews - given)

    @cached_property
    def gaps(self) -> set[UUID]:
        """The bids that lack somebody."""
        return {bid.id for bid in self.bids if self.lacking(bid.id)}

    @property
    def wanted(self) -> int:
        """Count the reviews that all bids want."""
        return len(self.bids) * self.phase.reviews

    @property
    def missing(self) -> int:
        """Count the reviews that nobody is asked for."""
        return sum(self.lacking(bid.id) for bid in self.bids)

    @cached_property
    def held_by_pair(self) -> dict[Pair, Held]:
        """Who is asked about which bid."""
        return {one.pair: one for one in self.held}

    @cached_property
    def kept_aside(self) -> set[Pair]:
        """What a grid of those who score now has no box for."""
        there = {one.id for one in self.scoring}
        return {
            (who, bid)
            for who, bid in self.held_by_pair
            if who not in there or bid not in self.bids_by_id
        }

    def languages_of(self, one: Moderator) -> list[str]:
        """Name what somebody reads."""
        return languages_of(one, self.phase.call)

    def is_there(self, one: Moderator) -> bool:
        """Say whether somebody is available on any day that is left of the phase."""
        first, last = days_of(self.phase)
        starts, ends = one.available_from, one.available_until
        return (starts is None or starts <= last) and (ends is None or ends >= first)

    def bar(self, pair: Pair) -> Bar | None:
        """Say why somebody cannot be asked to review a bid; None where they can."""
        moderator = self.panel_by_id.get(pair[0])
        if pair[1] not in self.bids_by_id:
            return Bar.NOT_IN_PHASE
        if moderator is None:
            return Bar.NOT_ON_PANEL
        if moderator.answered is not Answered.ACCEPTED:
            return Bar.NOT_ACCEPTED
        if moderator.seat is not Seat.MODERATOR:
            return Bar.NO_SCORER
        if pair in self.blocked:
            return Bar.CONFLICT
        if pair in self.declined:
            return Bar.DECLINED
        return None if self.is_there(moderator) else Bar.AWAY

    def reads(self, one: Moderator, language: str) -> bool:
        """Say whether they read a language; unknown, they read the call's first."""
        return language in languages_of(one, self.phase.call)


def languages_of(one: Moderator, call: Call) -> list[str]:
    """Name what somebody reads."""
    return one.languages or call.languages[:1]


def days_of(phase: Phase) -> tuple[Any, Any]:
    """Give the first and the last day that are left of a phase, today at least."""
    zone = ZoneInfo(phase.call.fund.time_zone)
    first = max(phase.opens_at or clock.now(), clock.now())
    last = max(phase.due_at or first, first)
    return first.astimezone(zone).date(), last.astimezone(zone).date()


def board_of(phase: Phase, *, lock: bool = False) -> Board:
    """Read the board of a phase; with a lock nobody else changes it meanwhile."""
    found = _held_in(phase, lock=lock)
    if lock:
        forget_ties()
        forget_bids_in()
    inside = bids_in(phase)
    bids = [bid for bid in _bids_of(phase.call) if bid.id in inside]
    panel = _panel_of(phase.call)
    return Board(
        phase=phase,
        bids=bids,
        panel=panel,
        held=[one for one in found if one.declined_at is None],
        declined={one.pair: one for one in found if one.declined_at is not None},
        ties=blocking(phase.call),
        blocked=blocked_pairs(phase.call, panel, bids),
    )


def _held_in(phase: Phase, *, lock: bool) -> list[Held]:
    """Read every assignment of a phase, the oldest first.

    The rows are locked before their reviews are read: who begins one at this moment is
    either seen here, or waits and finds the assignment gone.
    """
    mine = Assignment.phase_id == phase.id
    if lock:
        db.session.execute(locked(select(Phase).where(Phase.id == phase.id)))
        db.session.execute(select(Assignment.id).where(mine).with_for_update()).all()
    columns = (getattr(Assignment, name) for name in Held._fields[:-1])
    query = select(*columns, Review.stage).join(Assignment.review, isouter=True)
    rows = db.session.execute(
        query.where(mine).order_by(Assignment.made_at, Assignment.id)
    )
    return [Held(*row) for row in rows]


def _bids_of(call: Call) -> list[Application]:
    """Read what was handed in, with all whose side somebody may take."""
    organisation = joinedload(Application.organisation)
    query = select(Application).options(
        joinedload(Application.call),
        organisation.selectinload(Organisation.memberships),
        *with_sponsor(),
    )
    handed_in = Application.stage == BidStage.SUBMITTED
    found = query.where(Application.call_id == call.id, handed_in)
    return list(db.session.scalars(found.order_by(Application.number)))


def _panel_of(call: Call) -> list[Moderator]:
    query = select(Moderator).where(Moderator.call_id == call.id)
    whole = (joinedload(Moderator.person), selectinload(Moderator.affiliations))
    found = db.session.scalars(query.options(*whole))
    return sorted(found, key=lambda m: (i18n.fold(m.person.called), m.id))


def scoring_phases(call: Call) -> list[Phase]:
    """List the phases in which bids are scored, in their order."""
    return [p for p in phases_of(call) if p.kind is Kind.SCORING]
