"""A set of bids to fund: what is wished of it, and its sums. Plain values only.

A wish knows two sorts of rule. *Limits* say "at most": the budget, bids and money of a
tier, bids of a theme, of one borough, of one organisation, what was set aside by hand,
and the least score. Funding nothing keeps them all. *Asks* say "at least": bids that
are to be funded by hand, bids of a theme, boroughs reached. Only asks can be too much.

A bid of several themes or boroughs counts in each of them. Money is in minor units.
The set of the highest total is found in `optimum`; this file is quick enough for every
view of a page.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from typing import Any


class Code(StrEnum):
    """What a rule is about."""

    BUDGET = "budget"
    TIER_BIDS = "tier_bids"
    TIER_MONEY = "tier_money"
    THEME_LEAST = "theme_least"
    THEME_MOST = "theme_most"
    BOROUGHS = "boroughs"
    BOROUGH_BIDS = "borough_bids"
    ORGANISATION = "organisation"
    FUND = "fund"
    NOT_FUND = "not_fund"
    LEAST_SCORE = "least_score"


ASKS = frozenset({Code.THEME_LEAST, Code.BOROUGHS, Code.FUND})


@dataclass(frozen=True)
class Rule:
    """One rule of a wish; `of` is the tier, theme or bid that it is about, or empty."""

    code: Code
    of: str = ""


@dataclass(frozen=True)
class Broken:
    """A rule that a set does not keep: what was found, and what was wished.

    For the rules on boroughs and organisations `of` is the one that has too many.
    """

    code: Code
    of: str
    found: Fraction | int
    bound: Fraction | int


@dataclass(frozen=True)
class Candidate:
    """A bid that may be funded; a float score counts as it is written."""

    key: str
    amount: int
    score: Fraction
    tier: str = ""
    themes: tuple[str, ...] = ()
    boroughs: tuple[str, ...] = ()
    organisation: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "score", Fraction(str(self.score)))
        object.__setattr__(self, "themes", tuple(dict.fromkeys(self.themes)))
        object.__setattr__(self, "boroughs", tuple(dict.fromkeys(self.boroughs)))
        if self.amount < 0:
            raise ValueError("A bid asks for less than nothing.")


@dataclass(frozen=True)
class Tier:
    """The most bids and the most money of a tier; None is no limit."""

    bids: int | None = None
    money: int | None = None


@dataclass(frozen=True)
class Theme:
    """The least and the most bids of a theme."""

    least: int = 0
    most: int | None = None


@dataclass(frozen=True)
class Wish:
    """What the funded set is to be; themes are asked for in the order given."""

    budget: int
    tiers: Mapping[str, Tier] = field(default_factory=dict)
    themes: Mapping[str, Theme] = field(default_factory=dict)
    boroughs: int = 0
    per_borough: int | None = None
    must: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()
    per_organisation: int | None = 1
    least_score: Fraction | None = None

    def __post_init__(self) -> None:
        if self.least_score is not None:
            object.__setattr__(self, "least_score", Fraction(str(self.least_score)))
        object.__setattr__(self, "must", tuple(dict.fromkeys(self.must)))
        object.__setattr__(self, "must_not", tuple(dict.fromkeys(self.must_not)))
        if set(self.must) & set(self.must_not):
            raise ValueError("A bid is both to be funded and not to be funded.")
        numbers = [self.budget, self.boroughs, self.per_borough, self.per_organisation]
        numbers += [n for t in self.tiers.values() for n in (t.bids, t.money)]
        numbers += [n for t in self.themes.values() for n in (t.least, t.most)]
        if any(n is not None and n < 0 for n in numbers):
            raise ValueError("A limit is less than nothing.")

    def rules(self) -> list[Rule]:
        """List the rules that can be taken away, which the budget cannot."""
        found = [Rule(Code.FUND, key) for key in self.must]
        found += [Rule(Code.NOT_FUND, key) for key in self.must_not]
        for name, tier in self.tiers.items():
            found += [Rule(Code.TIER_BIDS, name)] * (tier.bids is not None)
            found += [Rule(Code.TIER_MONEY, name)] * (tier.money is not None)
        for name, theme in self.themes.items():
            found += [Rule(Code.THEME_LEAST, name)] * (theme.least > 0)
            found += [Rule(Code.THEME_MOST, name)] * (theme.most is not None)
        found += [Rule(Code.BOROUGHS)] * (self.boroughs > 0)
        found += [Rule(Code.BOROUGH_BIDS)] * (self.per_borough is not None)
        found += [Rule(Code.ORGANISATION)] * (self.per_organisation is not None)
        found += [Rule(Code.LEAST_SCORE)] * (self.least_score is not None)
        return found

    def without(self, rules: Iterable[Rule]) -> "Wish":
        """Take rules away."""
        wish = self
        for rule in rules:
            wish = replace(wish, **_lifted(wish, rule))
        return wish


@dataclass(frozen=True)
class Sums:
    """What a set comes to.

    `score` is the sum of the scores. `total` is what the best set has most of: the
    points above the least score, summed. They are the same where no least is set.
    """

    bids: int
    money: int
    left: int
    score: Fraction
    total: Fraction
    tiers: Mapping[str, tuple[int, int]]  # bids and money
    themes: Mapping[str, int]
    boroughs: Mapping[str, int]
    broken: tuple[Broken, ...]


def sums(candidates: Iterable[Candidate], chosen: Iterable[str], wish: Wish) -> Sums:
    """Sum up a set, be it found or put together by hand; unknown keys are passed by."""
    keys = frozenset(chosen)
    bids = [c for c in candidates if c.key in keys]
    money = sum(c.amount for c in bids)
    score = sum((c.score for c in bids), Fraction(0))
    tier_bids = Counter(c.tier for c in bids)
    tier_money = Counter[str]()
    for bid in bids:
        tier_money[bid.tier] += bid.amount
    themes = Counter(theme for c in bids for theme in c.themes)
    boroughs = Counter(borough for c in bids for borough in c.boroughs)
    broken = [
        *_over("", Code.BUDGET, money, wish.budget),
        *_by_hand(bids, wish),
        *_of_tiers(wish, tier_bids, tier_money),
        *_of_themes(wish, themes),
        *_of_places(bids, wish, boroughs),
    ]
    return Sums(
        bids=len(bids),
        money=money,
        left=wish.budget - money,
        score=score,
        total=score - len(bids) * (wish.least_score or 0),
        tiers={name: (n, tier_money[name]) for name, n in tier_bids.items()},
        themes=dict(themes),
        boroughs=dict(boroughs),
        broken=tuple(broken),
    )


def in_rank_order(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Sort best first; equals stay in the order given."""
    return sorted(candidates, key=lambda c: -c.score)


def plain(candidates: Iterable[Candidate], wish: Wish) -> tuple[str, ...]:
    """Fund down the ranking, as without any rule but the budget and the least score.

    A bid that no longer fits into what is left is skipped, and the next one is tried.
    """
    left, chosen = wish.budget, []
    for bid in in_rank_order(candidates):
        if bid.amount <= left and not _is_low(bid, wish):
            left -= bid.amount
            chosen.append(bid.key)
    return tuple(chosen)


def _lifted(wish: Wish, rule: Rule) -> dict[str, Any]:
    """Say what of the wish is another without the rule."""
    match rule.code:
        case Code.BUDGET:
            raise ValueError("The budget stays.")
        case Code.FUND:
            return {"must": tuple(k for k in wish.must if k != rule.of)}
        case Code.NOT_FUND:
            return {"must_not": tuple(k for k in wish.must_not if k != rule.of)}
        case Code.THEME_LEAST:
            theme = replace(wish.themes[rule.of], least=0)
            return {"themes": {**wish.themes, rule.of: theme}}
        case Code.THEME_MOST:
            theme = replace(wish.themes[rule.of], most=None)
            return {"themes": {**wish.themes, rule.of: theme}}
        case Code.TIER_BIDS:
            tier = replace(wish.tiers[rule.of], bids=None)
            return {"tiers": {**wish.tiers, rule.of: tier}}
        case Code.TIER_MONEY:
            tier = replace(wish.tiers[rule.of], money=None)
            return {"tiers": {**wish.tiers, rule.of: tier}}
    return {
        Code.BOROUGHS: {"boroughs": 0},
        Code.BOROUGH_BIDS: {"per_borough": None},
        Code.ORGANISATION: {"per_organisation": None},
        Code.LEAST_SCORE: {"least_score": None},
    }[rule.code]


def _is_low(bid: Candidate, wish: Wish) -> bool:
    return wish.least_score is not None and bid.score < wish.least_score


def _over(of: str, code: Code, found: int, most: int | None) -> Iterator[Broken]:
    if most is not None and found > most:
        yield Broken(code, of, found, most)


def _under(of: str, code: Code, found: int, least: int) -> Iterator[Broken]:
    if found < least:
        yield Broken(code, of, found, least)


def _by_hand(bids: Sequence[Candidate], wish: Wish) -> Iterator[Broken]:
    """Find what goes against a hand, and what is too low and no hand wants."""
    keys = {c.key for c in bids}
    for key in wish.must:
        yield from _under(key, Code.FUND, int(key in keys), 1)
    for key in wish.must_not:
        yield from _over(key, Code.NOT_FUND, int(key in keys), 0)
    for bid in bids:
        if _is_low(bid, wish) and bid.key not in wish.must:
            yield Broken(Code.LEAST_SCORE, bid.key, bid.score, wish.least_score or 0)


def _of_tiers(wish: Wish, bids: Counter[str], money: Counter[str]) -> Iterator[Broken]:
    for name, tier in wish.tiers.items():
        yield from _over(name, Code.TIER_BIDS, bids[name], tier.bids)
        yield from _over(name, Code.TIER_MONEY, money[name], tier.money)


def _of_themes(wish: Wish, themes: Counter[str]) -> Iterator[Broken]:
    for name, theme in wish.themes.items():
        yield from _under(name, Code.THEME_LEAST, themes[name], theme.least)
        yield from _over(name, Code.THEME_MOST, themes[name], theme.most)


def _of_places(
    bids: Sequence[Candidate], wish: Wish, boroughs: Counter[str]
) -> Iterator[Broken]:
    yield from _under("", Code.BOROUGHS, len(boroughs), wish.boroughs)
    for name, found in sorted(boroughs.items()):
        yield from _over(name, Code.BOROUGH_BIDS, found, wish.per_borough)
    organisations = Counter(c.organisation for c in bids if c.organisation)
    for name, found in sorted(organisations.items()):
        yield from _over(name, Code.ORGANISATION, found, wish.per_organisation)
