"""The board of a phase as the solver wants it: plain values, the same for the same."""

from math import ceil
from typing import Any
from uuid import UUID

from grantsapp import clock, i18n
from grantsapp.review.assigning import Bid, Moderator, Pair, Problem, Weights
from grantsapp.review.models import Moderator as Member
from grantsapp.review.queries.assigning import Board, Held, languages_of

Plain = dict[str, Any]


def snapshot_of(board: Board, settings: Plain) -> Plain:
    """Take all that a proposal rests on: what is asked, and who is assigned now.

    `time` is what each said that they have time for; the problem fills in the rest.
    """
    now = sorted([str(one.application_id), str(one.moderator_id)] for one in board.held)
    time = {str(one.id): one.capacity for one in board.scoring}
    problem = problem_of(board, settings).to_json()
    return {"problem": problem, "now": now, "time": time}


def problem_of(board: Board, settings: Plain) -> Problem:
    """Put the board as a problem.

    `settings` say whether all that is assigned is kept (`keep`) or only what is begun,
    and whether only gaps are filled (`fill`).
    """
    keeps = settings["keep"] or settings["fill"]
    kept = [one for one in board.held if _is_kept(board, one, keeps=keeps)]
    there = {one.id for one in board.scoring}
    staying = {one.moderator_id for one in kept} - there  # for what they hold alone
    people = [board.panel_by_id[key] for key in there | staying]
    held = {key: [k for k in kept if k.moderator_id == key] for key in staying}
    limits = _capacities(board)
    gaps = frozenset(map(str, board.gaps))
    return Problem(
        bids=tuple(
            Bid(str(b.id), b.language, board.phase.reviews, _cover(board))
            for b in sorted(board.bids, key=lambda b: str(b.id))
        ),
        moderators=tuple(
            _moderator(board, one, limits.get(one.id, len(held.get(one.id, ()))))
            for one in sorted(people, key=lambda one: str(one.id))
        ),
        forbidden=_forbidden(board, {one.id for one in people}, held),
        fixed=frozenset(_pair(one.moderator_id, one.application_id) for one in kept),
        weights=Weights(**settings["weights"]),
        only=gaps if settings["fill"] else None,
        seed=settings["seed"],
        gap=settings["gap"] / 100,
    )


def _pair(moderator: UUID, bid: UUID) -> Pair:
    return str(bid), str(moderator)


def _cover(board: Board) -> frozenset[str]:
    return frozenset(board.phase.cover or ())


def _is_kept(board: Board, one: Held, *, keeps: bool) -> bool:
    """Say whether an assignment stays whatever comes out."""
    is_here = one.application_id in board.bids_by_id
    return is_here and board.counts(one) and (keeps or one.has_begun)


def _forbidden(
    board: Board, people: set[UUID], held: dict[UUID, list[Held]]
) -> frozenset[Pair]:
    """Name who must not get what: conflicts, what was declined, and who is away."""
    barred = board.blocked | board.declined.keys()
    found = {(m, b) for m, b in barred if m in people and b in board.bids_by_id}
    for key, own in held.items():
        found |= {(key, bid) for bid in board.bids_by_id.keys() - _bids(own)}
    return frozenset(_pair(*pair) for pair in found)


def _bids(held: list[Held]) -> set[UUID]:
    return {one.application_id for one in held}


def _moderator(board: Board, one: Member, capacity: int) -> Moderator:
    today = clock.now().date()
    now = (a.name for a in one.affiliations if not a.ended_on or a.ended_on > today)
    return Moderator(
        key=str(one.id),
        capacity=capacity,
        expertise=frozenset(one.expertise),
        languages=frozenset(languages_of(one, board.phase.call)),
        institutions=frozenset(folded for name in now if (folded := i18n.fold(name))),
    )


def _capacities(board: Board) -> dict[UUID, int]:
    """Say how much each has time for.

    Who named no limit gets as much as the others' limits leave for them, and no less
    than anybody else; the solver shares reviews out by capacity.
    """
    named = {m.id: m.capacity for m in board.scoring if m.capacity is not None}
    free = [m.id for m in board.scoring if m.capacity is None]
    if not free:
        return named
    whole = len(board.bids) * board.phase.reviews
    rest = ceil(max(0, whole - sum(named.values())) / len(free))
    even = ceil(whole / len(board.scoring))
    return named | dict.fromkeys(free, max([rest, even, *named.values()]))
