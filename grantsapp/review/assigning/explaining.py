"""A proposal with its reasons: codes and values, of which the pages make sentences."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Self

from .pricing import Piece, Sheet
from .problem import Bid, Moderator, Pair, Problem, Rule, plain


class Stopped(StrEnum):
    """Why the search ended: near enough, or out of nodes, or out of rounds of cuts."""

    GAP = "gap"
    NODES = "nodes"
    ROUNDS = "rounds"


class Why(StrEnum):
    """Why a bid goes without.

    Nobody on the panel would do; those who would are in conflict or opted out; the bid
    was not to be touched; or it would have cost more than it is worth.
    """

    PANEL = "panel"
    BARRED = "barred"
    CLOSED = "closed"
    TRADED = "traded"


@dataclass(frozen=True)
class Run:
    """How a search went; no proposal costs fewer points than `bound`."""

    bound: int
    nodes: int
    rounds: int
    stopped: Stopped


@dataclass(frozen=True)
class PairNote:
    """Why a moderator reviews a bid.

    `covers` are the wanted areas they know, `alone_in` those that nobody else on the
    bid knows, `beside` who of their institutions is there too. `next_best` is who
    would take the place at the least extra cost, and that cost in points (overlap left
    out of account; below nought only within the gap).
    """

    bid: str
    moderator: str
    kept: bool
    reads: bool
    covers: tuple[str, ...]
    alone_in: tuple[str, ...]
    beside: tuple[str, ...]
    load: int
    capacity: int
    next_best: tuple[str, int] | None


@dataclass(frozen=True)
class BidNote:
    """What a bid gets, and what was given up, each with its reason."""

    bid: str
    moderators: tuple[str, ...]
    missing: int
    missing_why: Why | None
    uncovered: tuple[tuple[str, Why], ...]
    unread: Why | None
    not_reading: tuple[str, ...]
    together: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class ModeratorNote:
    """What a moderator carries, what they have time for, and their fair share."""

    moderator: str
    load: int
    capacity: int
    fair: tuple[int, int]


@dataclass(frozen=True)
class Solution:
    """A proposal with its reasons.

    `gap` is (objective - bound) / (objective + reviews wanted). `costs` holds for each
    rule how often it was broken and the points. `revoked` were fixed, and are out
    because of a conflict.
    """

    pairs: tuple[Pair, ...]
    objective: int
    gap: float
    run: Run
    costs: dict[Rule, tuple[int, int]]
    pieces: tuple[Piece, ...]
    reasons: tuple[PairNote, ...]
    bids: tuple[BidNote, ...]
    moderators: tuple[ModeratorNote, ...]
    revoked: tuple[Pair, ...]

    @property
    def is_connected(self) -> bool:
        """Say whether all reviewed bids hang together, as calibration needs."""
        return len(self.pieces) <= 1

    def to_json(self) -> dict[str, Any]:
        """Make plain lists, words and numbers of it."""
        return plain(asdict(self))

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read what `to_json` made."""
        run = {**data["run"], "stopped": Stopped(data["run"]["stopped"])}
        kinds = {
            "pieces": Piece,
            "reasons": PairNote,
            "bids": BidNote,
            "moderators": ModeratorNote,
        }
        read = {n: tuple(k(**_read(r)) for r in data[n]) for n, k in kinds.items()}
        return cls(
            pairs=_tuples(data["pairs"]),
            objective=data["objective"],
            gap=data["gap"],
            run=Run(**run),
            costs={Rule(k): (n, points) for k, (n, points) in data["costs"].items()},
            revoked=_tuples(data["revoked"]),
            **read,
        )


def _tuples(value: Any) -> Any:
    return tuple(_tuples(v) for v in value) if isinstance(value, list) else value


def _read(row: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: _tuples(value) for name, value in row.items()}
    for name in ("missing_why", "unread"):
        found |= {name: Why(found[name])} if found.get(name) else {}
    if "uncovered" in found:
        found["uncovered"] = tuple((area, Why(why)) for area, why in found["uncovered"])
    return found


def explained(problem: Problem, pairs: Collection[Pair], run: Run) -> Solution:
    """Give a proposal its price and its reasons."""
    sheet = Sheet(problem, pairs)
    objective, wanted = sheet.points(), sum(bid.wanted for bid in problem.bids)
    worth = objective + wanted
    counts, weights = sheet.breaches(), problem.weights
    bids = {bid.key: bid for bid in problem.bids}
    return Solution(
        pairs=tuple(sorted(pairs)),
        objective=objective,
        gap=max(0, objective - run.bound) / worth if worth else 0.0,
        run=run,
        costs={rule: (counts[rule], counts[rule] * weights[rule]) for rule in Rule},
        pieces=tuple(sheet.pieces),
        reasons=tuple(
            _pair_note(sheet, bids[bid], sheet.people[moderator])
            for bid, moderator in sorted(pairs)
        ),
        bids=tuple(_bid_note(sheet, bid) for bid in problem.bids),
        moderators=tuple(
            ModeratorNote(
                one.key, sheet.load[one.key], one.capacity, sheet.fair[one.key]
            )
            for one in problem.moderators
        ),
        revoked=tuple(sorted(problem.fixed & problem.forbidden)),
    )


def _pair_note(sheet: Sheet, bid: Bid, one: Moderator) -> PairNote:
    others = [other for other in sheet.on[bid.key] if other.key != one.key]
    known = frozenset(area for other in others for area in other.expertise)
    kept = (bid.key, one.key) in sheet.problem.kept
    return PairNote(
        bid=bid.key,
        moderator=one.key,
        kept=kept,
        reads=one.reads(bid),
        covers=tuple(sorted(bid.expertise & one.expertise)),
        alone_in=tuple(sorted((bid.expertise & one.expertise) - known)),
        beside=tuple(o.key for o in others if o.institutions & one.institutions),
        load=sheet.load[one.key],
        capacity=one.capacity,
        next_best=None if kept else _next_best(sheet, bid, one, others),
    )


def _next_best(
    sheet: Sheet, bid: Bid, one: Moderator, others: Collection[Moderator]
) -> tuple[str, int] | None:
    """Find who would take this place at the least extra cost."""
    saved = sheet.bid_points(bid, [*others, one]) - sheet.step(one, -1)
    taken = {other.key for other in [*others, one]}
    extra = [
        (sheet.bid_points(bid, [*others, other]) + sheet.step(other, 1) - saved, key)
        for key, other in sheet.people.items()
        if key not in taken and (bid.key, key) not in sheet.problem.forbidden
    ]
    if not extra:
        return None
    points, key = min(extra)
    return key, points


def _bid_note(sheet: Sheet, bid: Bid) -> BidNote:
    those = sheet.on[bid.key]
    known = {area for one in those for area in one.expertise}
    missing = sheet.places[bid.key] - len(those)
    asks = bid.wanted > 0
    is_unread = asks and not any(one.reads(bid) for one in those)
    sharing: dict[str, list[str]] = {}
    for one in those:
        for name in one.institutions:
            sharing.setdefault(name, []).append(one.key)
    return BidNote(
        bid=bid.key,
        moderators=tuple(one.key for one in those),
        missing=missing,
        missing_why=_why(sheet, bid, lambda _one: True, missing) if missing else None,
        uncovered=tuple(
            (area, _why(sheet, bid, lambda one, area=area: area in one.expertise))
            for area in sorted(bid.expertise - known if asks else ())
        ),
        unread=_why(sheet, bid, lambda one: one.reads(bid)) if is_unread else None,
        not_reading=tuple(one.key for one in those if not one.reads(bid)),
        together=tuple((n, tuple(k)) for n, k in sorted(sharing.items()) if len(k) > 1),
    )


def _why(
    sheet: Sheet, bid: Bid, fits: Callable[[Moderator], bool], need: int = 1
) -> Why:
    """Say why none (or too few) of those who fit are on the bid."""
    problem, here = sheet.problem, {one.key for one in sheet.on[bid.key]}
    away = [one.key for one in problem.moderators if one.key not in here and fits(one)]
    if len(away) < need:
        return Why.PANEL
    if sum((bid.key, key) not in problem.forbidden for key in away) < need:
        return Why.BARRED
    if problem.only is not None and bid.key not in problem.only:
        return Why.CLOSED
    return Why.TRADED
