"""Who is on a panel, what it covers and reads, and what it does not."""

from collections import Counter
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from grantsapp import i18n
from grantsapp.calls.models import Application, Call, Fund, Stage
from grantsapp.db import db
from grantsapp.review.models import (
    EXPERTISE,
    Answered,
    Area,
    Assignment,
    Conflict,
    Moderator,
    Phase,
    Seat,
    Standing,
)
from grantsapp.review.rules.panel import seats_held


def panel_of(call: Call, *more: Any) -> list[Moderator]:
    """List the moderators of a call, by name; `more` says what to read with them."""
    query = select(Moderator).where(Moderator.call_id == call.id)
    found = db.session.scalars(query.options(joinedload(Moderator.person), *more))
    return sorted(found, key=lambda m: i18n.fold(m.person.called))


def moderator(key: UUID, *, lock: bool = False) -> Moderator | None:
    """One place on a panel."""
    query = select(Moderator).where(Moderator.id == key)
    whole = joinedload(Moderator.call).joinedload(Call.fund)
    query = query.options(joinedload(Moderator.person), whole)
    if lock:
        query = query.with_for_update(of=Moderator)
        query = query.execution_options(populate_existing=True)
    return db.session.scalar(query)


def is_moderator(person: Any) -> bool:
    """Say whether somebody is, or is asked to be, on a panel; not as a translator."""
    return bool(seats_held(person) - {(Seat.TRANSLATOR, Answered.ACCEPTED)})


def is_translator(person: Any) -> bool:
    """Say whether somebody translates bids for a panel."""
    return (Seat.TRANSLATOR, Answered.ACCEPTED) in seats_held(person)


def invitations_of(person: Any) -> list[Moderator]:
    """List the invitations that a person has not answered."""
    return _places_of(person, Answered.INVITED)


def seats_of(person: Any) -> list[Moderator]:
    """List the panels on which a person has accepted a place, the newest first."""
    return _places_of(person, Answered.ACCEPTED)


def _places_of(person: Any, answered: Answered) -> list[Moderator]:
    query = select(Moderator).where(
        Moderator.person_id == person.id, Moderator.answered == answered
    )
    query = query.options(joinedload(Moderator.call).joinedload(Call.fund))
    return list(db.session.scalars(query.order_by(Moderator.made_at.desc())))


def areas_of(fund: Fund) -> list[Area]:
    """List the areas of expertise that a fund added, in their order."""
    query = select(Area).where(Area.fund_id == fund.id)
    return list(db.session.scalars(query.order_by(Area.position, Area.made_at)))


def area(key: UUID) -> Area | None:
    """One area of a fund's own."""
    query = select(Area).where(Area.id == key).options(joinedload(Area.fund))
    return db.session.scalar(query)


def expertise_in(fund: Fund) -> dict[str, Any]:
    """Name what a panel of a fund can know: the three of every panel, then its own."""
    own = {a.code: str(a.name) for a in areas_of(fund)}
    return {str(code): words for code, words in EXPERTISE.items()} | own


def uses_of(area: Area) -> list[str]:
    """Name the calls whose panel or phases have an area, by reference."""
    found: set[str] = set()
    for table, column in ((Moderator, Moderator.expertise), (Phase, Phase.cover)):
        query = (
            select(Call.reference, column)
            .join(Call, Call.id == table.call_id)
            .where(Call.fund_id == area.fund_id)
        )
        rows = db.session.execute(query)
        found |= {reference for reference, codes in rows if area.code in codes}
    return sorted(found)


class Seated(NamedTuple):
    """A member of the panel as its list shows them."""

    moderator: Moderator
    organisations: list[tuple[str, Any]]  # a name, and when that ended
    ties: int  # to be looked at
    is_up_to_date: bool  # agreed to the terms as they stand


def seated(call: Call, terms_hashes: set[str]) -> list[Seated]:
    """List the panel with where its members belong, and the ties to look at."""
    panel = select(Moderator.id).where(Moderator.call_id == call.id)
    query = select(Conflict.moderator_id, func.count()).where(
        Conflict.moderator_id.in_(panel), Conflict.standing == Standing.FOUND
    )
    pairs = db.session.execute(query.group_by(Conflict.moderator_id))
    ties: dict[UUID, int] = {row[0]: row[1] for row in pairs}
    return [
        Seated(
            m,
            [(a.name, a.ended_on) for a in m.affiliations],
            ties.get(m.id, 0),
            not m.agreed_to or m.agreed_to.get("hash") in terms_hashes,
        )
        for m in panel_of(call, selectinload(Moderator.affiliations))
    ]


class Gaps(NamedTuple):
    """What a panel lacks: fields that nobody knows, languages that nobody reads."""

    expertise: list[str]
    languages: list[tuple[str, int]]  # and how many bids are written in it


def gaps_of(call: Call, panel: list[Moderator]) -> Gaps:
    """Find what none of those who score covers or reads."""
    scoring = [m for m in panel if m.scores]
    known = {code for m in scoring for code in m.expertise}
    read = {code for m in scoring for code in m.languages}
    written = select(Application.language).where(
        Application.call_id == call.id, Application.stage == Stage.SUBMITTED
    )
    counts = Counter(db.session.scalars(written))
    return Gaps(
        [str(w) for code, w in expertise_in(call.fund).items() if code not in known],
        sorted((c, n) for c, n in counts.items() if c not in read),
    )


def has_bids_to_score(moderator: Moderator) -> bool:
    """Say whether somebody is asked to score a bid, and has not declined."""
    asked = select(Assignment.id).where(
        Assignment.moderator_id == moderator.id, Assignment.declined_at.is_(None)
    )
    return bool(db.session.scalar(select(asked.exists())))


def is_scorer(seat: Seat) -> bool:
    """Say whether somebody in this seat scores."""
    return seat is Seat.MODERATOR
