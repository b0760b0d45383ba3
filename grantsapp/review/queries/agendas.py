"""The flagged bids of a meeting, and its agenda with who leaves the room when."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from grantsapp.access import may
from grantsapp.calls import queries as calls
from grantsapp.calls.models import Application, Call
from grantsapp.db import db
from grantsapp.review import agenda, scoring
from grantsapp.review.models import (
    EXPERTISE,
    Answered,
    Area,
    Moderator,
    Phase,
    Reading,
    Seat,
)
from grantsapp.review.queries.agreed import scored_before
from grantsapp.review.queries.conflicts import blocked_pairs
from grantsapp.review.queries.meeting import (
    applications,
    moderated_counts,
    remark_counts,
)
from grantsapp.review.queries.panel import panel_of
from grantsapp.review.queries.ranking import Field, field_of, scores_in
from grantsapp.review.queries.translated import TITLE, translations_of
from grantsapp.review.queries.views import BidView, bid_outline

FLAG = 100  # hundredths of a point, where the phase says nothing


@dataclass(frozen=True)
class Talked:
    """A bid of a meeting, as the fund sees it."""

    bid: calls.Line
    standing: scoring.Standing | None
    rank: int | None
    is_flagged: bool
    remarks: int
    moderated: int  # criteria


def flag_of(scored: Phase | None) -> int:
    """Give the spread beyond which a bid is flagged, in hundredths of a point."""
    return FLAG if scored is None or scored.flag_spread is None else scored.flag_spread


def talked_in(phase: Phase, field: Field | None = None) -> list[Talked]:
    """List the bids of a meeting: those flagged first, the farthest apart on top."""
    field = field or field_of(phase.call)
    scored = scored_before(phase, field.phases)
    standings = scores_in(scored, field).standings() if scored else {}
    bids = field.within(phase)
    ranks = scoring.ranked({n: s for n, s in standings.items() if n in _numbers(bids)})
    said, agreed, flag = remark_counts(phase), moderated_counts(phase), flag_of(scored)
    rows = [
        Talked(
            bid=bid,
            standing=(standing := standings.get(bid.number)),
            rank=ranks.get(bid.number),
            is_flagged=standing is not None and scoring.is_apart(standing.spread, flag),
            remarks=said.get(bid.id, 0),
            moderated=agreed.get(bid.id, 0),
        )
        for bid in bids
    ]
    by_number = {row.bid.number: row for row in rows}
    return [by_number[item.number] for item in agenda.in_order(map(_item, rows))]


def _numbers(bids: Iterable[calls.Line]) -> set[int]:
    return {bid.number for bid in bids}


def _item(row: Talked) -> agenda.Item[UUID]:
    spread = row.standing.spread if row.standing else None
    number, nobody = row.bid.number, frozenset[UUID]()
    return agenda.Item(number, nobody, row.is_flagged, spread, row.rank)


@dataclass(frozen=True)
class Entry:
    """One item of an agenda: a bid, who leaves the room, and what is then missing."""

    number: int
    row: Talked
    leave: tuple[str, ...]
    come_back: tuple[str, ...]
    missing: tuple[str, ...]  # expertise that the meeting wants and nobody left has


@dataclass(frozen=True)
class Agenda:
    """The order of a meeting, as the fund prints it."""

    entries: tuple[Entry, ...]
    expertise: tuple[str, ...]
    exits: int


def agenda_of(phase: Phase) -> Agenda:
    """Make the agenda of a meeting from ties and the panel as they are.

    Its order hangs on no score: everybody in the room holds it, and somebody who is
    tied to a bid, or may not see scores, would read them from the places.
    """
    call, field = phase.call, field_of(phase.call)
    rows = {row.bid.number: row for row in talked_in(phase, field)}
    panel = members_who_meet(call)
    away = _away(call, panel, rows.values())
    items = agenda.in_order(agenda.Item(n, away[r.bid.id]) for n, r in rows.items())
    wanted = _wanted(phase, scored_before(phase, field.phases))
    names = _areas(call)
    entries: list[Entry] = []
    out: frozenset[UUID] = frozenset()
    for number, item in enumerate(items, 1):
        known = {k for m in panel if m.id not in item.leave for k in m.expertise}
        entries.append(
            Entry(
                number=number,
                row=rows[item.number],
                leave=_called(panel, item.leave),
                come_back=_called(panel, out - item.leave),
                missing=tuple(names.get(k, k) for k in wanted if k not in known),
            )
        )
        out = item.leave
    every = tuple(names.get(key, key) for key in wanted)
    return Agenda(tuple(entries), every, agenda.exits(items))


def members_who_meet(call: Call) -> list[Moderator]:
    """List who sits in the room: all who accepted, but translators."""
    return [
        member
        for member in panel_of(call)
        if member.answered is Answered.ACCEPTED and member.seat is not Seat.TRANSLATOR
    ]


def _away(
    call: Call, panel: list[Moderator], rows: Iterable[Talked]
) -> dict[UUID, frozenset[UUID]]:
    """Say for each bid which members must not be in the room."""
    bids = applications(Application.id.in_([row.bid.id for row in rows]))
    pairs = blocked_pairs(call, panel, bids)
    sitting = {member.id for member in panel}
    return {
        bid.id: frozenset(m for m, b in pairs if b == bid.id and m in sitting)
        for bid in bids
    }


def _called(panel: list[Moderator], keys: frozenset[UUID]) -> tuple[str, ...]:
    return tuple(member.person.called for member in panel if member.id in keys)


def _wanted(phase: Phase, scored: Phase | None) -> list[str]:
    """Give the expertise that a meeting wants, or else the scores before it did."""
    return list(phase.cover or (scored.cover if scored else []))


def _areas(call: Call) -> dict[str, str]:
    query = select(Area).where(Area.fund_id == call.fund_id).order_by(Area.position)
    own = {area.code: area.name.shown().text for area in db.session.scalars(query)}
    return {str(key): str(words) for key, words in EXPERTISE.items()} | own


@dataclass(frozen=True)
class OwnItem:
    """One item as a member sees it; without a bid they leave the room."""

    number: int
    bid: BidView | None


def own_agenda(moderator: Moderator, phase: Phase) -> list[OwnItem]:
    """List the items of a meeting for a member; of a tied bid its place alone."""
    entries = agenda_of(phase).entries
    keys = [entry.row.bid.id for entry in entries]
    bids = {bid.id: bid for bid in applications(Application.id.in_(keys))}
    known = translations_of(bids.values(), only=TITLE)
    items = []
    for number, key in enumerate(keys, 1):
        reading = Reading(moderator, bids[key], phase)
        view = bid_outline(reading, known=known) if may("see", reading) else None
        items.append(OwnItem(number, view))
    return items
