"""What a proposal costs, counted from its pairs alone; it knows nothing of a solver."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from .problem import FAR, Bid, Moderator, Pair, Problem, Rule, Weights


@dataclass(frozen=True)
class Piece:
    """Bids and moderators that hang together by reviews."""

    bids: tuple[str, ...]
    moderators: tuple[str, ...]


def load_price(
    one: Moderator, fair: tuple[int, int], load: int, weights: Weights
) -> int:
    """Count the points of one moderator's load."""
    counts = _load_breaches(one, fair, load)
    return sum(weights[rule] * count for rule, count in counts.items())


def _load_breaches(one: Moderator, fair: tuple[int, int], load: int) -> Counter[Rule]:
    low, high = fair
    off = max(low - load, load - high, 0)
    return Counter(
        {
            Rule.UNEVEN_LOAD: off + max(0, off - FAR),
            Rule.OVER_CAPACITY: max(0, load - one.capacity),
        }
    )


def _bid_breaches(bid: Bid, those: Collection[Moderator], places: int) -> Counter[Rule]:
    counts: Counter[Rule] = Counter()
    counts[Rule.MISSING_REVIEW] = places - len(those)
    counts[Rule.NOT_READ] = sum(not one.reads(bid) for one in those)
    if bid.wanted:
        known = {area for one in those for area in one.expertise}
        counts[Rule.MISSING_EXPERTISE] = len(bid.expertise - known)
        counts[Rule.NOBODY_READS] = not any(one.reads(bid) for one in those)
    sharing = Counter(name for one in those for name in one.institutions)
    counts[Rule.SAME_INSTITUTION] = sum(n - 1 for n in sharing.values())
    return counts


def pieces_of(pairs: Iterable[Pair]) -> list[Piece]:
    """Find what hangs together, the largest first."""
    above: dict[tuple[str, str], tuple[str, str]] = {}

    def top(node: tuple[str, str]) -> tuple[str, str]:
        above.setdefault(node, node)
        while above[node] != node:
            above[node] = above[above[node]]
            node = above[node]
        return node

    for bid, moderator in sorted(pairs):
        above[top(("bid", bid))] = top(("moderator", moderator))
    groups: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for node in sorted(above):
        groups.setdefault(top(node), []).append(node)
    pieces = [
        Piece(
            tuple(key for kind, key in nodes if kind == "bid"),
            tuple(key for kind, key in nodes if kind == "moderator"),
        )
        for nodes in groups.values()
    ]
    return sorted(pieces, key=lambda piece: (-len(piece.bids), piece.bids))


def partitions(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Give all the pieces, and where they are many each one with the rest as one."""
    found = [list(pieces)]
    for piece in pieces if len(pieces) > 2 else ():  # noqa: PLR2004 - a pair is both
        rest = [other for other in pieces if other is not piece]
        bids = tuple(bid for other in rest for bid in other.bids)
        moderators = tuple(one for other in rest for one in other.moderators)
        found.append([Piece(bids, moderators), piece])
    return found


class Sheet:
    """A proposal laid out by bid and by moderator, to be priced and explained."""

    def __init__(self, problem: Problem, pairs: Collection[Pair]) -> None:
        self.problem, self.weights = problem, problem.weights
        self.people = {one.key: one for one in problem.moderators}
        self.places, self.fair = problem.places(), problem.fair_shares()
        self.on: dict[str, list[Moderator]] = {bid.key: [] for bid in problem.bids}
        for bid, moderator in sorted(pairs):
            self.on[bid].append(self.people[moderator])
        self.load = Counter(moderator for _bid, moderator in pairs)
        self.pieces = pieces_of(pairs)

    def breaches(self) -> Counter[Rule]:
        """Count how often each rule is broken."""
        counts: Counter[Rule] = Counter()
        for bid in self.problem.bids:
            counts.update(_bid_breaches(bid, self.on[bid.key], self.places[bid.key]))
        for one in self.problem.moderators:
            counts.update(_load_breaches(one, self.fair[one.key], self.load[one.key]))
        if self.problem.wants_overlap():
            counts[Rule.NO_OVERLAP] = max(0, len(self.pieces) - 1)
        return counts

    def points(self) -> int:
        """Price it."""
        return sum(self.weights[rule] * n for rule, n in self.breaches().items())

    def bid_points(self, bid: Bid, those: Collection[Moderator]) -> int:
        """Price one bid with these moderators."""
        counts = _bid_breaches(bid, those, self.places[bid.key])
        return sum(self.weights[rule] * n for rule, n in counts.items())

    def step(self, one: Moderator, by: int) -> int:
        """Price one review more or fewer for a moderator."""
        load, fair = self.load[one.key], self.fair[one.key]
        now, then = (load_price(one, fair, n, self.weights) for n in (load, load + by))
        return then - now


def price(problem: Problem, pairs: Collection[Pair]) -> int:
    """Count the points that a proposal costs."""
    return Sheet(problem, pairs).points()
