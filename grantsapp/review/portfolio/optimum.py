"""The set of bids with the highest total under a wish, and what each rule costs.

The total of a set is the sum of its bids' points above the least score (above zero
where none is set). A sum favours many small bids over few large ones, for ten bids of
3 are worth more than five of 5: the least score tempers that, since a bid just above it
adds next to nothing, and one below it is never funded unless a hand says so.

It is a mixed integer programme, solved by HiGHS through scipy to a gap of nothing. What
stops it early is a number of nodes, never time, so that a replay gives the same set;
then `gap` says how much higher a total could still be. Scores become whole numbers over
their common denominator, or over `FINEST` where that is larger.

Of sets with the same total, the one whose places, counted from the end of the ranking,
have the larger sum is taken: more bids, and better ranked ones. For that each bid's
value is raised by its place over one more than the sum of all places, so that all bids
together are raised by less than the smallest step between two totals. What is equal
even then falls as the solver's search, which has no chance in it, comes upon it.

Limits always hold. Where the asks are too much together, each in turn (bids to be
funded by hand, then the themes in the order of the wish, then boroughs) is met as far
as the limits and the asks before it let; what is missing is in `given_up`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, lcm

from grantsapp.review.portfolio.programme import NotSolved, Programme, Row
from grantsapp.review.portfolio.sums import (
    Broken,
    Candidate,
    Code,
    Rule,
    Sums,
    Wish,
    in_rank_order,
    plain,
    sums,
)

FINEST = 10_000
NODES = 5_000
NODES_PER_COST = 100


@dataclass(frozen=True)
class Cost:
    """What a rule costs: points of the total, and the bids that would change.

    All other rules stay as they were met. Points are what was found without the rule,
    `at_most` what the solver could not rule out; they differ only where the nodes
    ended the search. Of sets with the same total the one with the fewest changes is
    shown.
    """

    rule: Rule
    points: Fraction
    at_most: Fraction
    enter: tuple[str, ...] = ()
    leave: tuple[str, ...] = ()


@dataclass(frozen=True)
class Portfolio:
    """The best set in rank order, its sums, and the plain ranking's set beside it."""

    chosen: tuple[str, ...]
    sums: Sums
    gap: Fraction
    costs: tuple[Cost, ...]
    plain: tuple[str, ...]
    plain_sums: Sums

    @property
    def given_up(self) -> tuple[Broken, ...]:
        """Say which asks could not be met, and how far they were."""
        return self.sums.broken

    @property
    def in_both(self) -> tuple[str, ...]:
        """List the bids that the plain ranking funds too."""
        return tuple(key for key in self.chosen if key in set(self.plain))

    @property
    def only_here(self) -> tuple[str, ...]:
        """List the bids that the plain ranking would not fund."""
        return tuple(key for key in self.chosen if key not in set(self.plain))

    @property
    def only_plain(self) -> tuple[str, ...]:
        """List the bids that only the plain ranking would fund."""
        return tuple(key for key in self.plain if key not in set(self.chosen))


def best(
    candidates: Iterable[Candidate],
    wish: Wish,
    *,
    nodes: int = NODES,
    nodes_per_cost: int = NODES_PER_COST,
) -> Portfolio:
    """Find the set with the highest total, and what each rule of the wish costs."""
    ranking = in_rank_order(candidates)
    if len({bid.key for bid in ranking}) < len(ranking):
        raise ValueError("Two bids have one key.")
    search = _Search(ranking, wish)
    settled, found = search.main(wish, nodes)
    costs = {c.rule: c for c in search.costs(settled, found, nodes_per_cost)}
    chosen = tuple(bid.key for bid in ranking if bid.key in found.chosen)
    ranked = plain(ranking, wish)
    return Portfolio(
        chosen=chosen,
        sums=sums(ranking, chosen, wish),
        gap=Fraction(found.bound - found.value, search.unit),
        costs=tuple(costs[rule] for rule in settled.rules()),
        plain=ranked,
        plain_sums=sums(ranking, ranked, wish),
    )


@dataclass(frozen=True)
class _Found:
    """A set, its total in units, and the highest total there can be."""

    chosen: frozenset[str]
    value: int
    bound: int


class _Search:
    """The scores in whole units, and the programme that is solved again and again."""

    def __init__(self, ranking: Sequence[Candidate], wish: Wish) -> None:
        scores = [bid.score - (wish.least_score or 0) for bid in ranking]
        self.ranking = ranking
        self.programme = Programme(ranking, spared=wish.must)
        self.unit = min(lcm(*(score.denominator for score in scores)), FINEST)
        self.values = [round(score * self.unit) for score in scores]

    def by_place(self) -> dict[int, float]:
        """Aim at the score, and between equals at the better places."""
        count = len(self.ranking)
        step = 1 / (count * (count + 1) / 2 + 1)
        return {i: v + (count - i) * step for i, v in enumerate(self.values)}

    def by_change(self, kept: frozenset[str]) -> dict[int, float]:
        """Aim at the score, and between equals at the fewest changes."""
        step = 1 / (len(self.ranking) + 1)
        signs = (step if bid.key in kept else -step for bid in self.ranking)
        return {
            i: v + s for i, (v, s) in enumerate(zip(self.values, signs, strict=True))
        }

    def run(
        self, wish: Wish, aim: Mapping[int, float], asks: Iterable[Row], nodes: int
    ) -> _Found | None:
        """Find the set with the highest total; None if the asks are too much."""
        solved = self.programme.solve(wish, aim, asks, nodes)
        if solved is None:
            return None
        value = sum(self.values[i] for i in solved.funded)
        bound = value if solved.is_proved else max(value, self._bound(solved.highest))
        chosen = frozenset(self.ranking[i].key for i in solved.funded)
        return _Found(chosen, value, bound)

    def _bound(self, highest: float) -> int:
        """Read the solver's bound; what parts equals moves it by less than one unit."""
        everything = sum(value for value in self.values if value > 0)
        return ceil(min(highest - 1e-6, everything))

    def main(self, wish: Wish, nodes: int) -> tuple[Wish, _Found]:
        """Find the best set, and the wish as far as its asks can be met."""
        found = self.run(wish, self.by_place(), self.programme.asks(wish), nodes)
        if found is None:
            levels = self._levels(wish, nodes)
            found = self.run(wish, self.by_place(), levels, nodes)
        if found is None:
            raise NotSolved("The asks are too much as they were met.")
        return _as_met(wish, sums(self.ranking, found.chosen, wish)), found

    def _levels(self, wish: Wish, nodes: int) -> list[Row]:
        """Meet each ask as far as the limits and the asks before it let."""
        levels: list[Row] = []
        for ask in self.programme.asks(wish):
            most = self.programme.solve(wish, ask.numbers, levels, nodes)
            if most is None:
                raise NotSolved("The limits alone are too much.")
            reached = self.programme.reached(ask, most.funded)
            levels.append(replace(ask, low=min(ask.low, reached)))
        return levels

    def costs(self, wish: Wish, main: _Found, nodes: int) -> Iterator[Cost]:
        """Say what each rule costs, loose ones together first.

        Without more rules a total is never lower. So where a whole group costs
        nothing, none of its rules does; a group that costs something is halved.
        """
        near = self._near(wish, main.chosen)
        rules = wish.rules()
        groups = [[rule] for rule in rules if _is_near(rule, near)]
        groups.append([rule for rule in rules if not _is_near(rule, near)])
        while groups:
            group = groups.pop()
            found = self._without(wish, group, main, nodes) if group else main
            if found.value == main.value or len(group) == 1:
                yield from (self._cost(rule, main, found) for rule in group)
            else:
                groups += [group[: len(group) // 2], group[len(group) // 2 :]]

    def _without(
        self, wish: Wish, rules: Sequence[Rule], main: _Found, nodes: int
    ) -> _Found:
        """Find the best set without some rules, which the best set itself keeps."""
        other = wish.without(rules)
        asks = self.programme.asks(other)
        try:
            found = self.run(other, self.by_change(main.chosen), asks, nodes)
        except NotSolved as stopped:
            bound = self._bound(stopped.highest)
            return replace(main, bound=max(bound, main.value))
        if found is None:
            raise NotSolved("The best set does not keep its own rules.")
        if found.value > main.value:
            return found
        return replace(main, bound=max(found.bound, main.value))

    def _cost(self, rule: Rule, main: _Found, found: _Found) -> Cost:
        keys = [bid.key for bid in self.ranking]
        return Cost(
            rule=rule,
            points=Fraction(found.value - main.value, self.unit),
            at_most=Fraction(found.bound - main.value, self.unit),
            enter=tuple(k for k in keys if k in found.chosen - main.chosen),
            leave=tuple(k for k in keys if k in main.chosen - found.chosen),
        )

    def _near(self, wish: Wish, chosen: frozenset[str]) -> set[Rule]:
        """Find the rules that one bid more or one bid less would break."""
        broken: set[Rule] = set()
        for bid in self.ranking:
            other = sums(self.ranking, chosen ^ {bid.key}, wish)
            broken |= {Rule(b.code, b.of) for b in other.broken}
        return broken


_OF_ALL = {Code.BOROUGH_BIDS, Code.ORGANISATION, Code.LEAST_SCORE}


def _is_near(rule: Rule, near: set[Rule]) -> bool:
    if rule.code in _OF_ALL:
        return any(other.code is rule.code for other in near)
    return rule in near


def _as_met(wish: Wish, found: Sums) -> Wish:
    """Lower the asks to what a set keeps of them."""
    missing = {b.of for b in found.broken if b.code is Code.FUND}
    return replace(
        wish,
        must=tuple(key for key in wish.must if key not in missing),
        themes={
            name: replace(theme, least=min(theme.least, found.themes.get(name, 0)))
            for name, theme in wish.themes.items()
        },
        boroughs=min(wish.boroughs, len(found.boroughs)),
    )
