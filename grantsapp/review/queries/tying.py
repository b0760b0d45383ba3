"""What a search for ties reads, and the ties as managers look at them."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from grantsapp.accounts.models import Membership, Organisation, Person
from grantsapp.calls.models import Application, Call, Sponsorship, Stage
from grantsapp.db import db
from grantsapp.review import ties
from grantsapp.review.models import (
    Answered,
    Assignment,
    Conflict,
    Moderator,
    Objection,
    Review,
    Source,
    Standing,
)
from grantsapp.review.queries.conflicts import conflicts_in
from grantsapp.review.queries.reasons import reasons_of

_ORDER = {Standing.FOUND: 0, Standing.CONFIRMED: 1, Standing.WAIVED: 2}


def members_to_search(call: Call, only: UUID | None = None) -> list[ties.Member]:
    """Read the panel as the search wants it: who accepted, and where they belong."""
    acts_for = joinedload(Moderator.person).selectinload(Person.memberships)
    query = select(Moderator).where(
        Moderator.call_id == call.id, Moderator.answered == Answered.ACCEPTED
    )
    if only is not None:
        query = query.where(Moderator.id == only)
    query = query.options(acts_for, selectinload(Moderator.affiliations))
    found = db.session.scalars(query.execution_options(populate_existing=True))
    return [_member(moderator) for moderator in found]


def _member(moderator: Moderator) -> ties.Member:
    person = moderator.person
    return ties.Member(
        str(moderator.id),
        person.name,
        person.email,
        tuple(ties.Past(a.name, a.ended_on) for a in moderator.affiliations),
        frozenset(str(m.organisation_id) for m in person.memberships),
    )


def bids_to_search(call: Call, only: UUID | None = None) -> list[ties.Bid]:
    """Read what was handed in as the search wants it; drafts are their authors'."""
    group = joinedload(Application.organisation)
    sponsor = joinedload(Application.sponsorship).joinedload(Sponsorship.organisation)
    query = select(Application).where(
        Application.call_id == call.id, Application.stage == Stage.SUBMITTED
    )
    if only is not None:
        query = query.where(Application.id == only)
    query = query.options(
        *(
            of.selectinload(Organisation.memberships).joinedload(Membership.person)
            for of in (group, sponsor)
        )
    )
    bids = list(db.session.scalars(query.order_by(Application.number)))
    named = _names_by_bid(bid.id for bid in bids)
    return [_bid(bid, named.get(bid.id, ())) for bid in bids]


def _bid(bid: Application, named: tuple[str, ...]) -> ties.Bid:
    standing = bid.sponsorship
    sponsor = standing.organisation if standing and standing.is_confirmed else None
    groups = [bid.organisation, *([sponsor] if sponsor else [])]
    people = {m.person for group in groups for m in group.memberships}
    return ties.Bid(
        str(bid.id),
        ties.Named(bid.organisation.name, str(bid.organisation_id)),
        tuple(
            ties.Person(p.name, p.email) for p in sorted(people, key=lambda p: p.email)
        ),
        ties.Named(sponsor.name, str(sponsor.id)) if sponsor else None,
        named_by_applicants=named,
    )


def _names_by_bid(bids: Iterable[UUID]) -> dict[UUID, tuple[str, ...]]:
    query = select(Objection).where(Objection.application_id.in_(list(bids)))
    found: dict[UUID, tuple[str, ...]] = {}
    for one in db.session.scalars(query.order_by(Objection.made_at, Objection.id)):
        found[one.application_id] = (*found.get(one.application_id, ()), one.name)
    return found


def found_before(
    call: Call, moderator: UUID | None = None, bid: UUID | None = None
) -> list[Conflict]:
    """List the ties that a search found earlier, whatever became of them."""
    said = {Source.DECLARED, Source.STAFF}
    query = select(Conflict).join(Moderator, Moderator.id == Conflict.moderator_id)
    query = query.where(Moderator.call_id == call.id, Conflict.source.not_in(said))
    if moderator is not None:
        query = query.where(Conflict.moderator_id == moderator)
    if bid is not None:
        query = query.where(Conflict.application_id == bid)
    return list(db.session.scalars(query))


def said_before(moderator: Moderator, bid: UUID, source: Source) -> Conflict | None:
    """Find the tie that a person declared between the two, if one did."""
    query = select(Conflict).where(
        Conflict.moderator_id == moderator.id,
        Conflict.application_id == bid,
        Conflict.source == source,
    )
    return db.session.scalar(query)


def hold(call: Call) -> None:
    """Let one search at a time go over a call."""
    db.session.execute(select(Call.id).where(Call.id == call.id).with_for_update())


class Tied(NamedTuple):
    """A tie on the page of managers: plain values, with its reason in sentences."""

    key: UUID
    moderator: str
    reference: str
    title: str
    language: str
    source: Source
    standing: Standing
    reasons: list[str]
    typed: str
    settled_by: str
    settled_at: datetime | None
    settled_because: str
    is_gone: bool
    has_more: bool
    work: str  # "", "asked" or "begun": what the member was to do with the bid


def tied(conflict: Conflict, work: str = "") -> Tied:
    """Make what a page shows of a tie."""
    bid, detail = conflict.application, conflict.detail
    return Tied(
        conflict.id,
        conflict.moderator.person.called,
        bid.reference,
        bid.title,
        bid.language,
        conflict.source,
        conflict.standing,
        reasons_of(conflict),
        conflict.reason,
        conflict.settled_by,
        conflict.settled_at,
        conflict.settled_because,
        bool(detail.get("gone")),
        bool(detail.get("since")) and conflict.standing is not Standing.FOUND,
        work,
    )


def ties_in(call: Call) -> list[Tied]:
    """List the ties of a call: what is to be looked at first, then by the bid."""
    work = _work_in(call)
    found = conflicts_in(call)
    found.sort(
        key=lambda c: (
            not (c.standing is Standing.FOUND or c.detail.get("since")),
            _ORDER[c.standing],
            c.application.number,
            c.made_at,
        )
    )
    return [tied(c, work.get((c.moderator_id, c.application_id), "")) for c in found]


def _work_in(call: Call) -> dict[tuple[UUID, UUID], str]:
    """Say what members are asked to score, and whether they have begun."""
    query = (
        select(Assignment.moderator_id, Assignment.application_id, Review.id)
        .join(Moderator, Moderator.id == Assignment.moderator_id)
        .outerjoin(Review, Review.assignment_id == Assignment.id)
        .where(Moderator.call_id == call.id, Assignment.declined_at.is_(None))
    )
    work: dict[tuple[UUID, UUID], str] = {}
    for moderator, bid, review in db.session.execute(query):
        if review is not None or (moderator, bid) not in work:
            work[moderator, bid] = "begun" if review is not None else "asked"
    return work


def others_blocking(conflict: Conflict) -> int:
    """Count the other ties that keep the bid closed to the same member."""
    query = select(func.count()).where(
        Conflict.moderator_id == conflict.moderator_id,
        Conflict.application_id == conflict.application_id,
        Conflict.id != conflict.id,
        Conflict.standing != Standing.WAIVED,
    )
    return db.session.scalar(query) or 0


def objections_of(application: Application) -> list[Objection]:
    """List whom the applicants of a bid do not want to read it."""
    query = select(Objection).where(Objection.application_id == application.id)
    return list(db.session.scalars(query.order_by(Objection.made_at, Objection.id)))


def objections_in(call: Call) -> list[Objection]:
    """List whom applicants do not want to read their bids, once these are in."""
    query = (
        select(Objection)
        .join(Application, Application.id == Objection.application_id)
        .where(Application.call_id == call.id, Application.stage == Stage.SUBMITTED)
        .options(joinedload(Objection.application).joinedload(Application.call))
    )
    return list(db.session.scalars(query.order_by(Application.number)))


def objection(key: UUID) -> Objection | None:
    """One person whom an applicant named."""
    query = select(Objection).where(Objection.id == key)
    return db.session.scalar(query.options(joinedload(Objection.application)))
