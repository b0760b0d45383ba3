"""Assignments as a table, out and in: looked at first, then stored as a whole."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from grantsapp import sheets, unseen
from grantsapp.accounts.models import Person
from grantsapp.errors import Refused
from grantsapp.i18n import gettext as _
from grantsapp.review import rosters
from grantsapp.review.actions import assigning
from grantsapp.review.actions.solving import digest_of
from grantsapp.review.models import Origin, Phase
from grantsapp.review.queries.assigning import Bar, Board, Held, Pair, board_of


class Refusal(NamedTuple):
    """A row that cannot be, or a begun review that no row names (row 0)."""

    why: Bar | str
    row: int
    bid: str
    who: str


@dataclass(frozen=True)
class Preview:
    """What a table would change, as pairs; with a refusal it changes nothing."""

    wanted: frozenset[Pair]
    added: list[Pair]
    removed: list[Pair]
    unchanged: list[Pair]
    refusals: list[Refusal]
    state: str  # of the assignments that it was compared with


def sheet_of(board: Board) -> bytes:
    """Write who reviews what as CSV."""
    return sheets.csv_bytes(rosters.HEADS, [_row(board, p) for p in _in_order(board)])


def _in_order(board: Board) -> list[Pair]:
    place = {bid.id: n for n, bid in enumerate(board.bids)}
    names = {one.id: n for n, one in enumerate(board.panel)}
    here = [one.pair for those in board.on.values() for one in those]
    return sorted(here, key=lambda pair: (place[pair[1]], names[pair[0]]))


def _row(board: Board, pair: Pair) -> tuple[Any, ...]:
    bid, person = board.bids_by_id[pair[1]], board.panel_by_id[pair[0]].person
    return bid.reference, person.email, bid.title, person.called


def state_of(board: Board) -> str:
    """Name the assignments as they stand, so that two managers do not cross."""
    pairs = sorted(f"{one.application_id} {one.moderator_id}" for one in board.held)
    return digest_of({"pairs": pairs})


def preview(board: Board, lines: list[rosters.Line]) -> Preview:
    """Compare a table with what is assigned, and find every fault."""
    bids = {bid.reference.casefold(): bid.id for bid in board.bids}
    panel = {one.person.email.casefold(): one.id for one in board.panel}
    known = {one.pair: one for those in board.on.values() for one in those}
    wanted: set[Pair] = set()
    refusals: list[Refusal] = []
    for line in lines:
        told = (line.row, line.bid, line.moderator)
        bid = bids.get(line.bid.casefold())
        one = panel.get(line.moderator.casefold())
        if bid is None or one is None:
            why = Bar.NOT_IN_PHASE if bid is None else Bar.NOT_ON_PANEL
            refusals.append(Refusal(why, *told))
        elif (one, bid) in wanted:
            refusals.append(Refusal("twice", *told))
        else:
            wanted.add((one, bid))
            bar = _bar(board, (one, bid), known.get((one, bid)))
            refusals += [Refusal(bar, *told)] if bar else []
    for pair, held in known.items():
        if held.has_begun and pair not in wanted:
            reference, email, *_names = _row(board, pair)
            refusals.append(Refusal("begun", 0, reference, email))
    return Preview(
        wanted=frozenset(wanted),
        added=sorted(wanted - known.keys()),
        removed=sorted(p for p, h in known.items() if p not in wanted | _begun(h)),
        unchanged=sorted(wanted & known.keys()),
        refusals=refusals,
        state=state_of(board),
    )


def _bar(board: Board, pair: Pair, held: Held | None) -> Bar | None:
    """Say why a row cannot be; of what is assigned, only a conflict is held against."""
    bar = board.bar(pair)
    if held is None:
        return bar
    return bar if bar is Bar.CONFLICT and not held.has_begun else None


def _begun(held: Held) -> set[Pair]:
    return {held.pair} if held.has_begun else set()


def carried(found: Preview, lines: list[rosters.Line]) -> list[Any]:
    """Give what the page of a preview carries."""
    return [found.state, [list(line) for line in lines]]


def brought_back(told: Any) -> tuple[str, list[rosters.Line]] | None:
    """Read what the page carried, as strictly as a file; None where it is not ours."""
    if not isinstance(told, list) or len(told) != 2:  # noqa: PLR2004 - a pair
        return None
    state, rows = told
    fits = isinstance(state, str) and isinstance(rows, list)
    if not fits or len(rows) > rosters.MOST_ROWS or not all(map(_is_line, rows)):
        return None
    return state, [rosters.Line(*row) for row in rows]


def _is_line(row: Any) -> bool:
    if not isinstance(row, list) or len(row) != len(rosters.Line._fields):
        return False
    number, *words = row
    return type(number) is int and all(
        isinstance(w, str) and len(w) <= rosters.LONGEST and w == unseen.one_line(w)
        for w in words
    )


def store(
    phase: Phase, state: str, lines: list[rosters.Line], *, by: Person
) -> tuple[int, int]:
    """Store a table as it was previewed; raises Refused where that changed since."""
    board = board_of(phase, lock=True)
    found = preview(board, lines)
    if found.state != state:
        raise Refused(
            _(
                "Somebody changed the assignments since you looked at this file. "
                "Nothing was stored. Bring it in again."
            )
        )
    if found.refusals:
        raise Refused(
            _("This table cannot be stored any more. Nothing was stored.")
            + " "
            + _("Bring it in again to see why.")
        )
    kept = {one.pair for one in board.held if one.application_id not in board.on}
    return assigning.assign(
        phase, set(found.wanted) | kept, by=by, origin=Origin.SHEET, board=board
    )
