"""Makes a drawn call in the database, and remembers who stands where in it."""

from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

from sqlalchemy import select

from grantsapp import clock, files
from grantsapp.calls import queries as calls
from grantsapp.calls.actions import applying, writing
from grantsapp.calls.models import Application, Duty
from grantsapp.calls.questions import Kind as Asked
from grantsapp.db import db
from grantsapp.review.models import (
    Assignment,
    Check,
    Clearance,
    Conflict,
    Kind,
    Moderator,
    Phase,
    Seat,
    Source,
    Stage,
    Standing,
)
from grantsapp.review.rules import forget_bids_in, forget_ties
from tests import cast as cast_of
from tests.review.leaks import around
from tests.review.leaks.plans import DRAFTING, GROUPS, MEMBERS, Plan

BEGUN = cast_of.NOON
MEETS = {Kind.MODERATION, Kind.RECOMMENDATION}
READ_AT = BEGUN + timedelta(days=6)
APPLICANTS = ("amina", "omar")
STRANGER, PUBLIC = "zed", ""
OUTSIDERS = frozenset({*APPLICANTS, STRANGER, PUBLIC})
READERS = (*MEMBERS, *APPLICANTS, STRANGER, PUBLIC)


@dataclass
class World:
    """A call in the database, with the ids of what was drawn."""

    plan: Plan
    people: dict[str, UUID] = field(default_factory=dict)
    seats: dict[str, UUID] = field(default_factory=dict)  # of the panel's members
    phases: list[UUID] = field(default_factory=list)
    bids: list[UUID] = field(default_factory=list)
    draft: UUID | None = None
    spare: UUID | None = None  # a file of no bid
    assigned: dict[tuple[str, int, int], UUID] = field(default_factory=dict)
    reviews: dict[tuple[str, int, int], Stage] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    def is_tied(self, member: str, bid: int) -> bool:
        """Say whether a tie that nobody waived stands between them."""
        tie = self.plan.pairs[MEMBERS.index(member)][bid].tie
        return tie is not None and tie[1] is not Standing.WAIVED

    def seat(self, member: str) -> Seat:
        return self.plan.seats[MEMBERS.index(member)]

    def is_cleared(self, member: str, bid: int) -> bool:
        pair = self.plan.pairs[MEMBERS.index(member)][bid]
        scored = any(who == member and b == bid for who, b, _p in self.reviews)
        return pair.is_cleared or scored

    def group_of(self, bid: int) -> tuple[str, ...]:
        return GROUPS[bid]

    def is_assigned(self, member: str, bid: int) -> bool:
        return any(key[:2] == (member, bid) for key in self.assigned)

    def goes_on(self, bid: int) -> bool:
        """Say whether it is in the phases after the check."""
        its = self.plan.bids[bid]
        return its.is_eligible and not its.is_withdrawn

    def meets_on(self, bid: int) -> bool:
        """Say whether the panel meets on it: all phases before are closed."""
        return self.goes_on(bid) and any(p.kind in MEETS for p in self.plan.phases)

    def always(self, what: str) -> bool:
        """Say whether every phase in which somebody reads hides this."""
        return all(getattr(p, what) for p in self.plan.phases[1:])


def build(plan: Plan) -> World:
    """Make a call as it was drawn, up to the day on which everybody looks."""
    world = World(plan)
    with clock.stopped_at(BEGUN):
        cast = cast_of.a_cast()
        world.people = {name: getattr(cast, name).id for name in vars(cast)}
        call = _call(cast)
        _phases(world, call)
        _bids(world, call, cast)
        _panel(world, call, cast)
    with clock.stopped_at(BEGUN + timedelta(days=2)):
        _checks(world, cast)
        _reviews(world, cast)
        _ties(world)
        around.talk(world, cast)
        around.decide(world, cast)
    with clock.stopped_at(READ_AT):
        _sign_in(world, cast)
    return world


def _call(cast: Any) -> Any:
    fund = cast_of.a_fund(cast.stella)
    writing.give_role(cast.otto, Duty.MANAGER, fund=fund)
    call = cast_of.a_call(fund, cast.stella, published=False)
    section = calls.sections_of(call)[0]
    for code, kind, sealed in (
        ("sealed", Asked.LONG, True),
        ("mail", Asked.EMAIL, False),
    ):
        facts = {"label": cast_of.text(code), "code": code, "kind": kind}
        facts |= {"help": cast_of.text("h"), "is_required": False}
        writing.add_question(
            section, call, by=cast.stella, is_sensitive=sealed, **facts
        )
        db.session.flush()
        db.session.refresh(section, ["questions"])
    db.session.commit()
    call = calls.call("CF1")
    writing.open_call(call, by=cast.stella)
    db.session.commit()
    return calls.call("CF1")


def _phases(world: World, call: Any) -> None:
    """Give the call its phases; their dates are in a row, and the last day is near."""
    query = select(Phase).where(Phase.call_id == call.id).order_by(Phase.position)
    known = list(db.session.scalars(query))
    for place, plan in enumerate(world.plan.phases):
        phase = known[place] if place < len(known) else None
        if phase is None:
            title = cast_of.text(f"{plan.kind} {place}")
            phase = Phase(call_id=call.id, code=f"p{place}", title=title)
            db.session.add(phase)
        phase.kind, phase.position = plan.kind, place
        phase.hides_organisation = plan.hides_organisation
        phase.hides_people = plan.hides_people
        phase.hides_moderators = plan.hides_moderators
        phase.scores_seen, phase.asks_confidence = plan.seen, plan.asks_confidence
        phase.flag_spread, phase.due_at = 100, READ_AT + timedelta(days=7)
        db.session.flush()
        world.phases.append(phase.id)
    around.more_criteria(world)
    db.session.commit()


def _bids(world: World, call: Any, cast: Any) -> None:
    for place, plan in enumerate(world.plan.bids):
        group = cast_of.a_group(
            *(getattr(cast, name) for name in GROUPS[place]),
            name=f"{plan.name} {place}",
        )
        bid = _draft(call, group, getattr(cast, GROUPS[place][0]), place)
        for number in range(plan.files):
            _attach(bid, f"{place}-{number}-budget.txt", bid.by)
        applying.submit_application(bid, by=bid.by, at=clock.now())
        bid.language = plan.language
        db.session.commit()
        world.bids.append(bid.id)
    other = getattr(cast, DRAFTING)
    group = cast_of.a_group(other, name="Nothing sent yet")
    world.draft = _draft(call, group, other, 9).id
    received = files.receive(BytesIO(b"another file, and a longer one"), "other.txt")
    world.spare = files.keep(received, by=None).id
    db.session.commit()


def _draft(call: Any, group: Any, by: Any, place: int) -> Application:
    typed = {
        "title": [f"Project {place}"],
        "need": [f"What we need, {place}."],
        "sealed": [f"Sealed words {place}."],
        "mail": [f"group{place}@example.net"],
    }
    return cast_of.a_draft(call, group, by, **typed)


def _attach(bid: Application, name: str, by: Any) -> None:
    received = files.receive(BytesIO(f"A file, {name}.".encode()), name)
    applying.attach(bid, "evidence", files.keep(received, by=by), by=by)
    db.session.commit()


def _panel(world: World, call: Any, cast: Any) -> None:
    for member, seat in zip(MEMBERS, world.plan.seats, strict=True):
        found = cast_of.a_moderator(call, getattr(cast, member), cast.stella)
        found.seat, found.capacity = seat, 3
        found.languages = ["en", "ar"] if member in {"rosa", "eva"} else ["en"]
        world.seats[member] = found.id
    db.session.commit()
    around.belong(world)


def _bid(world: World, place: int) -> Application:
    bid = calls.application(world.bids[place])
    assert bid is not None
    return bid


def _checks(world: World, cast: Any) -> None:
    for place, plan in enumerate(world.plan.bids):
        if plan.is_eligible:
            cast_of.eligible(_bid(world, place), cast.stella)
            continue
        facts = {"reason": "The call cannot fund it.", "by_name": "Stella"}
        check = Check(
            phase_id=world.phases[0], application_id=world.bids[place], **facts
        )
        check.is_eligible, check.at = False, clock.now()
        db.session.add(check)
    db.session.commit()


def _reviews(world: World, cast: Any) -> None:
    """Let the moderators score what they were asked to, by the ways of the house."""
    for place, plan in enumerate(world.plan.bids):
        asked = [
            member
            for member, line in zip(MEMBERS, world.plan.pairs, strict=True)
            if plan.is_eligible
            and line[place].is_assigned
            and world.seat(member) is Seat.MODERATOR
        ]
        seats = [db.session.get_one(Moderator, world.seats[m]) for m in asked]
        found = cast_of.assigned(_bid(world, place), *seats, by=cast.stella)
        for member, assignment in zip(asked, found, strict=True):
            world.assigned[member, place, 1] = assignment.id
            _review(world, member, place, assignment)
        if plan.is_withdrawn:
            cast_of.withdrawn(_bid(world, place), getattr(cast, GROUPS[place][0]))
    around.score_again(world)
    around.let_on(world)


def _review(world: World, member: str, place: int, assignment: Assignment) -> None:
    pair = world.plan.pairs[MEMBERS.index(member)][place]
    if pair.review is None:
        return
    values = (pair.value, 3, 4)
    cast_of.scored(assignment, *values, submit=pair.review is Stage.SUBMITTED)
    review = assignment.review
    review.comment, review.confidence = f"{member} of {place}", 2
    if pair.is_reopened and pair.review is Stage.SUBMITTED:
        review.stage, review.submitted_at = Stage.DRAFT, None
        review.reopened_at = clock.now()
    world.reviews[member, place, 1] = review.stage
    db.session.commit()


def _ties(world: World) -> None:
    """Clear and tie; what was declared stands, the others wait or were looked at."""
    for member, line in zip(MEMBERS, world.plan.pairs, strict=True):
        seat = world.seats[member]
        for place, pair in enumerate(line):
            pairing = {"moderator_id": seat, "application_id": world.bids[place]}
            known = select(Clearance.id).filter_by(**pairing)
            if pair.is_cleared and db.session.scalar(known) is None:
                db.session.add(Clearance(**pairing))
            if pair.tie:
                db.session.add(_tie(pairing, *pair.tie, member))
    db.session.commit()
    forget_ties()
    forget_bids_in()


def _tie(pairing: Any, source: Source, standing: Standing, member: str) -> Conflict:
    found = Conflict(**pairing, source=source, standing=standing)
    found.reason, found.by_name = f"A tie of {member}.", member
    if standing is not Standing.FOUND:
        found.settled_by, found.settled_at = "Stella", clock.now()
        found.settled_because = f"Stella looked at {member}."
    return found


def _sign_in(world: World, cast: Any) -> None:
    from grantsapp.accounts import actions as accounts

    for name in (*READERS, "stella"):
        if name:
            person = getattr(cast, name)
            world.tokens[name] = accounts.open_sign_in(person, browser="test")
    db.session.commit()
