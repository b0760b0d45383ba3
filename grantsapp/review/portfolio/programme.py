"""A wish as rows of a mixed integer programme, and the one call to its solver.

A column per bid (fund it or not), after them one per borough (reached or not). Limits
and asks are rows; what may not be funded at all is closed. Plain values only.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import gcd, inf

from grantsapp.review.portfolio.sums import Candidate, Wish

INFEASIBLE = 2  # scipy's word for "no set keeps all rows"


class NotSolved(RuntimeError):
    """The solver stopped without any set; `highest` is what it could not rule out."""

    def __init__(self, message: str, highest: float = inf) -> None:
        super().__init__(message)
        self.highest = highest


@dataclass(frozen=True)
class Row:
    """Numbers by column, and between what their sum is to lie."""

    numbers: Mapping[int, int]
    low: float = -inf
    high: float = inf


@dataclass(frozen=True)
class Solved:
    """The columns of the funded bids, and the most that the aim can come to."""

    funded: frozenset[int]
    highest: float
    is_proved: bool


class Programme:
    """The bids in rank order as columns; `spared` are the keys that may be too low."""

    def __init__(self, ranking: Sequence[Candidate], spared: Iterable[str]) -> None:
        self.ranking = ranking
        self.spared = frozenset(spared)
        self.boroughs = sorted({name for bid in ranking for name in bid.boroughs})
        # money in the largest coin that pays every bid: small numbers are exact
        self.coin = gcd(*(bid.amount for bid in ranking)) or 1

    def limits(self, wish: Wish) -> Iterator[Row]:
        """Write the rows that funding nothing keeps."""
        everything = range(len(self.ranking))
        yield self._money(everything, wish.budget)
        tiers = self._groups((bid.tier,) for bid in self.ranking)
        for name, tier in wish.tiers.items():
            if tier.bids is not None:
                yield Row(dict.fromkeys(tiers[name], 1), high=tier.bids)
            if tier.money is not None:
                yield self._money(tiers[name], tier.money)
        themes = self._groups(bid.themes for bid in self.ranking)
        for name, theme in wish.themes.items():
            if theme.most is not None:
                yield Row(dict.fromkeys(themes[name], 1), high=theme.most)
        if wish.per_borough is not None:
            places = self._groups(bid.boroughs for bid in self.ranking)
            yield from self._each(places, wish.per_borough)
        if wish.per_organisation is not None:
            named = ((b.organisation,) if b.organisation else () for b in self.ranking)
            yield from self._each(self._groups(named), wish.per_organisation)

    def asks(self, wish: Wish) -> Iterator[Row]:
        """Write the rows that ask for bids, the first to be kept first."""
        if wish.must:
            wanted = [i for i, b in enumerate(self.ranking) if b.key in wish.must]
            yield Row(dict.fromkeys(wanted, 1), low=len(wish.must))
        themes = self._groups(bid.themes for bid in self.ranking)
        for name, theme in wish.themes.items():
            if theme.least:
                yield Row(dict.fromkeys(themes[name], 1), low=theme.least)
        if wish.boroughs:
            first = len(self.ranking)
            columns = range(first, first + len(self.boroughs))
            yield Row(dict.fromkeys(columns, 1), low=wish.boroughs)

    def reached(self, row: Row, funded: frozenset[int]) -> int:
        """Say what the numbers of a row come to in a set."""
        covered = {name for i in funded for name in self.ranking[i].boroughs}
        first = len(self.ranking)
        places = {first + i for i, b in enumerate(self.boroughs) if b in covered}
        return sum(n for column, n in row.numbers.items() if column in funded | places)

    def solve(
        self, wish: Wish, aim: Mapping[int, float], asks: Iterable[Row], nodes: int
    ) -> Solved | None:
        """Find the set with the most of the aim; None if no set keeps the rows."""
        rows = [*self.limits(wish), *self._links(), *asks]
        columns = len(self.ranking) + len(self.boroughs)
        if not columns:
            return (
                None
                if any(row.low > 0 for row in rows)
                else Solved(frozenset(), 0, is_proved=True)
            )
        return self._ask_the_solver(aim, rows, self._open(wish), nodes)

    def _ask_the_solver(
        self,
        aim: Mapping[int, float],
        rows: Sequence[Row],
        is_open: Sequence[int],
        nodes: int,
    ) -> Solved | None:
        from scipy.optimize import milp

        bids, columns = len(self.ranking), len(is_open)
        found = milp(
            [-aim.get(column, 0) for column in range(columns)],
            integrality=[1] * bids + [0] * (columns - bids),
            bounds=([0] * columns, is_open),
            constraints=(
                _matrix(rows, columns),
                [row.low for row in rows],
                [row.high for row in rows],
            ),
            options={"mip_rel_gap": 0, "node_limit": nodes},
        )
        if found.status == INFEASIBLE:
            return None
        bound = found.get("mip_dual_bound")
        highest = inf if bound is None else -bound
        if found.x is None:
            raise NotSolved(found.message, highest)
        funded = frozenset(i for i in range(bids) if found.x[i] > 0.5)  # noqa: PLR2004
        if found.status == 0:
            return Solved(funded, -found.fun, is_proved=True)
        # any other word with a set beside it is the end of the nodes
        return Solved(funded, highest, is_proved=False)

    def _open(self, wish: Wish) -> list[int]:
        """Close the bids set aside by hand and those too low; boroughs are open."""
        least = wish.least_score
        closed = frozenset(wish.must_not)
        bids = [
            bid.key not in closed
            and (least is None or bid.score >= least or bid.key in self.spared)
            for bid in self.ranking
        ]
        return [int(is_open) for is_open in bids] + [1] * len(self.boroughs)

    def _links(self) -> Iterator[Row]:
        """Count a borough as reached only if a bid there is funded."""
        places = self._groups(bid.boroughs for bid in self.ranking)
        for column, name in enumerate(self.boroughs, len(self.ranking)):
            yield Row(dict.fromkeys(places[name], 1) | {column: -1}, low=0)

    def _money(self, columns: Iterable[int], most: int) -> Row:
        amounts = {i: self.ranking[i].amount // self.coin for i in columns}
        return Row(amounts, high=most // self.coin)

    def _groups(self, names: Iterable[Iterable[str]]) -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for column, own in enumerate(names):
            for name in own:
                found[name].append(column)
        return found

    def _each(self, groups: Mapping[str, Sequence[int]], most: int) -> Iterator[Row]:
        for columns in groups.values():
            if len(columns) > most:
                yield Row(dict.fromkeys(columns, 1), high=most)


def _matrix(rows: Sequence[Row], columns: int):
    from scipy.sparse import csr_array

    cells = [(r, c, n) for r, row in enumerate(rows) for c, n in row.numbers.items()]
    across, down, numbers = zip(*cells, strict=True) if cells else ((), (), ())
    return csr_array((numbers, (across, down)), shape=(len(rows), columns), dtype=float)
