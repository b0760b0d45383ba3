"""One solve for all bids at once, by HiGHS through scipy.

A pair is a column of nought or one; the pieces beyond one are a whole number. All else
is whole by itself then: a slack for each wish that may be given up, and each load in
steps of rising price. What the slacks cost is exactly what `pricing` says that the
pairs cost, so that the solver's bound is a bound on the proposal.

Ties: each pair costs a random sliver more, drawn by the seed. All weights are whole, so
two proposals that differ in price differ by a point at least; the slivers of all the
reviews together stay below half a point, so they choose between equals only.

Gap: one point for each wanted review is added to what is minimised, so that a proposal
with nothing given up does not divide by nought. One per cent means: no other proposal
is cheaper by more than a hundredth of (its points + the reviews wanted).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from math import ceil, inf
from typing import Any

from .explaining import Run, Solution, Stopped, explained
from .pricing import Piece, load_price, partitions, pieces_of, price
from .problem import FAR, Bid, Moderator, Pair, Problem

ROUNDS = 60  # of cuts, before an assignment that stays in pieces is handed over
SLIVERS = 0.5  # points, of all the reviews together
FINE = 1000  # lengths of slivers; finer ones only strain the solver
SLACK = 1e-6  # points, by the solver's own tolerance
WHOLE = 0.5  # a column of nought or one is one above this


def solve(problem: Problem) -> Solution:
    """Propose who reviews what; never fails, but says what it gave up."""
    program = _Program(problem)
    if not program.pairs:
        nothing: frozenset[Pair] = frozenset()
        run = Run(price(problem, nothing), 0, 0, Stopped.GAP)
        return explained(problem, nothing, run)
    best, bound, nodes, rounds = problem.kept, 0, 0, 0
    while True:
        answer = program.run()
        bound, nodes = max(bound, answer.bound), nodes + answer.nodes
        best = min(best, answer.pairs, key=lambda pairs: price(problem, pairs))
        pieces = pieces_of(answer.pairs)
        is_paid = not program.is_overlapping or len(pieces) - 1 <= answer.apart
        if is_paid or rounds == ROUNDS:
            break
        for parts in partitions(pieces):
            program.cut(parts, answer.pairs)
        rounds += 1
    reached = Stopped.GAP if is_paid else Stopped.ROUNDS
    stopped = reached if answer.is_done else Stopped.NODES
    return explained(problem, best, Run(bound, nodes, rounds, stopped))


def repair(
    problem: Problem, solution: Solution, lost: Collection[Pair]
) -> tuple[Problem, Solution]:
    """Fill the places of lost pairs and leave all others; gives the problem to replay.

    Lost are those named, which are never proposed again, and what the problem no longer
    allows: a conflict found since, or a moderator who left. Bids that left are dropped.
    """
    here = {bid.key for bid in problem.bids}
    people = {one.key for one in problem.moderators}
    forbidden = problem.forbidden | frozenset(lost)
    pairs = {pair for pair in solution.pairs if pair[0] in here}
    left = {p for p in pairs if p not in forbidden and p[1] in people}
    changed = replace(
        problem,
        forbidden=forbidden,
        fixed=frozenset(left),
        only=frozenset(bid for bid, _moderator in pairs - left),
    )
    return changed, solve(changed)


@dataclass(frozen=True)
class _Answer:
    pairs: frozenset[Pair]
    apart: int  # pieces beyond one that the program itself has paid for
    bound: int
    nodes: int
    is_done: bool


@dataclass
class _Rows:
    """Rows of a sparse matrix as they are gathered."""

    at: list[int] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)

    def add(
        self,
        terms: Collection[tuple[int, float]],
        lower: float = -inf,
        upper: float = inf,
    ) -> None:
        """Add one: lower <= sum of value * column <= upper."""
        self.at += [len(self.lower)] * len(terms)
        self.columns += [column for column, _value in terms]
        self.values += [value for _column, value in terms]
        self.lower.append(lower)
        self.upper.append(upper)


class _Program:
    """The mixed-integer program of a problem."""

    def __init__(self, problem: Problem) -> None:
        self.problem, self.weights = problem, problem.weights
        self.bids = sorted(problem.bids, key=lambda bid: bid.key)
        self.moderators = sorted(problem.moderators, key=lambda one: one.key)
        self.places = problem.places()
        self.shares = problem.fair_shares()
        self.is_overlapping = problem.wants_overlap()
        self.costs: list[float] = []
        self.upper: list[float] = []
        self.lower: list[float] = []
        self.rows = _Rows()
        self.pairs: dict[Pair, int] = {}
        self.missing: dict[str, int] = {}
        self._add_pairs()
        self.offset = sum(bid.wanted for bid in self.bids)
        for bid in self.bids:
            self._add_bid(bid)
        for one in self.moderators:
            self._add_load(one)
        self.apart = self._column(self.weights.no_overlap)
        self._column(self.offset, lower=1, upper=1)

    def _column(self, cost: float, lower: float = 0, upper: float = inf) -> int:
        self.costs.append(cost)
        self.lower.append(lower)
        self.upper.append(upper)
        return len(self.costs) - 1

    def _add_pairs(self) -> None:
        """Give every allowed pair a column; who does not read costs at once."""
        from numpy.random import PCG64, Generator

        problem, kept = self.problem, self.problem.kept
        chance = Generator(PCG64(problem.seed))
        size = (len(self.bids), len(self.moderators))
        slivers = chance.integers(1, FINE, size, endpoint=True) / FINE
        slivers *= SLIVERS / (sum(self.places.values()) + 1)
        for bid, row in zip(self.bids, slivers.tolist(), strict=True):
            is_open = problem.only is None or bid.key in problem.only
            for one, sliver in zip(self.moderators, row, strict=True):
                pair = (bid.key, one.key)
                must = pair in kept
                if pair in problem.forbidden or not (must or is_open):
                    continue
                unread = 0 if one.reads(bid) else self.weights.not_read
                self.pairs[pair] = self._column(unread + sliver, lower=must, upper=1)

    def _add_bid(self, bid: Bid) -> None:
        """Ask for the reviews, the areas, a reader, and institutions apart."""
        those = [
            (self.pairs[bid.key, one.key], one)
            for one in self.moderators
            if (bid.key, one.key) in self.pairs
        ]
        places = self.places[bid.key]
        slack = self._column(self.weights.missing_review)
        self.missing[bid.key] = slack
        everybody = [(column, 1.0) for column, _one in those]
        self.rows.add([*everybody, (slack, 1)], places, places)
        if bid.wanted:
            for area in sorted(bid.expertise):
                knowing = [column for column, one in those if area in one.expertise]
                self._ask_for_one(knowing, self.weights.missing_expertise)
            reading = [column for column, one in those if one.reads(bid)]
            self._ask_for_one(reading, self.weights.nobody_reads)
        for columns in _by_institution(those):
            slack = self._column(self.weights.same_institution)
            terms = [(column, 1.0) for column in columns]
            self.rows.add([*terms, (slack, -1)], upper=1)

    def _ask_for_one(self, columns: Sequence[int], weight: int) -> None:
        slack = self._column(weight)
        self.rows.add([*((column, 1.0) for column in columns), (slack, 1)], lower=1)

    def _add_load(self, one: Moderator) -> None:
        """Lay a moderator's load out in steps; dearer ones are filled last."""
        low, high = self.shares[one.key]
        most = len(self.bids)
        bends = {low - FAR, low, high, high + FAR, one.capacity, most}
        marks = [0, *sorted(bend for bend in bends if 0 < bend <= most)]
        prices = [load_price(one, (low, high), mark, self.weights) for mark in marks]
        self.offset += prices[0]
        terms: list[tuple[int, float]] = []
        for (start, end), (less, more) in zip(
            pairwise(marks), pairwise(prices), strict=True
        ):
            width = end - start
            terms.append((self._column((more - less) / width, upper=width), -1))
        for bid in self.bids:
            if (bid.key, one.key) in self.pairs:
                terms.append((self.pairs[bid.key, one.key], 1))
        self.rows.add(terms, 0, 0)

    def cut(self, pieces: Sequence[Piece], pairs: frozenset[Pair]) -> None:
        """Ask that k pieces be tied by k - 1 pairs across, or pay for being apart.

        It holds for every assignment, whatever its pieces: reviewed bids of k
        pieces lie in no fewer than (k - pairs across) pieces. Whether a piece is
        still reviewed is told by one bid of it.
        Nodes without reviews count with the first piece.
        """
        bids = {key: n for n, piece in enumerate(pieces) for key in piece.bids}
        people = {key: n for n, piece in enumerate(pieces) for key in piece.moderators}
        terms = [(self.apart, 1.0)]
        for (bid, one), column in self.pairs.items():
            if bids.get(bid, 0) != people.get(one, 0):
                terms.append((column, 1.0))
        asked = -1
        for piece in pieces:
            whole = [
                bid
                for bid in piece.bids
                if sum((bid, one) in pairs for one in piece.moderators)
                == self.places[bid]
            ]
            if whole:
                slack = self.missing[whole[0]]
                terms.append((slack, 1 / self.places[whole[0]]))
                asked += 1
            else:
                some = min(p for p in pairs if p[0] == piece.bids[0])
                terms.append((self.pairs[some], -1.0))
        self.rows.add(terms, lower=asked)

    def run(self) -> _Answer:
        """Solve without whole numbers, keep the pairs that came out whole, do the rest.

        That is mostly as good as the bound of the first solve allows, and much quicker
        than all at once, which is done where it is not.
        """
        loose = self._solved(self.lower, is_whole=False)
        if loose.status == 0:
            lower = list(self.lower)
            for column in self.pairs.values():
                lower[column] = float(loose.x[column] > 1 - SLACK)
            near = self._solved(lower)
            if near.x is not None:
                room = self.problem.gap * near.fun + SLACK
                if near.fun - loose.fun <= room:
                    return self._read(near, loose.fun, is_done=True)
        found = self._solved(self.lower)
        return self._read(found, found.mip_dual_bound, is_done=found.status == 0)

    def _solved(self, lower: Sequence[float], *, is_whole: bool = True) -> Any:
        """Hand it to HiGHS as it stands."""
        from numpy import zeros
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import csr_array

        rows, width = self.rows, len(self.costs)
        matrix = csr_array(
            (rows.values, (rows.at, rows.columns)), shape=(len(rows.lower), width)
        )
        whole = zeros(width)
        whole[[self.apart, *self.pairs.values()]] = is_whole
        limits: list[Any] = [lower, self.upper, rows.lower, rows.upper]
        stops = {"mip_rel_gap": self.problem.gap, "node_limit": self.problem.nodes}
        return milp(
            self.costs,
            integrality=whole,
            bounds=Bounds(*limits[:2]),
            constraints=LinearConstraint(matrix, *limits[2:]),
            options=stops if is_whole else {},
        )

    def _read(self, found: Any, dual: float | None, *, is_done: bool) -> _Answer:
        """Take the pairs; whole prices lift the bound to the next whole point."""
        pairs, apart, bound = self.problem.kept, len(self.bids), 0
        if found.x is not None:
            x = found.x.tolist()
            pairs = frozenset(p for p, c in self.pairs.items() if x[c] > WHOLE)
            apart = round(x[self.apart])
        if dual is not None and dual > -inf:
            more = sum(bid.wanted for bid in self.bids) + SLIVERS + SLACK
            bound = max(0, ceil(dual - more))
        return _Answer(pairs, apart, bound, int(found.mip_node_count or 0), is_done)


def _by_institution(those: Sequence[tuple[int, Moderator]]) -> list[list[int]]:
    """Gather the columns of each institution that has two or more."""
    places: dict[str, list[int]] = {}
    for column, one in those:
        for institution in one.institutions:
            places.setdefault(institution, []).append(column)
    return [places[name] for name in sorted(places) if len(places[name]) > 1]
