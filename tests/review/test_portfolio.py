"""The best set against brute force over every subset, and against sums by hand."""

import json
from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grantsapp.review.portfolio.optimum import best
from grantsapp.review.portfolio.programme import NotSolved
from grantsapp.review.portfolio.snapshots import (
    answer_from_json,
    answer_to_json,
    from_json,
    to_json,
)
from grantsapp.review.portfolio.sums import (
    ASKS,
    Broken,
    Candidate,
    Code,
    Rule,
    Theme,
    Tier,
    Wish,
    plain,
    sums,
)


def bid(key, amount, score, **more):
    return Candidate(key, amount, score, **more)


# Oracle: the rules once more, written from the docstring and without the house's sums.


def keeps_limits(bids, wish):
    def most(name, limit):
        seen = [n for b in bids for n in name(b)]
        return limit is None or all(seen.count(n) <= limit for n in seen)

    return (
        sum(b.amount for b in bids) <= wish.budget
        and all(
            (t.bids is None or len([b for b in bids if b.tier == n]) <= t.bids)
            and (
                t.money is None or sum(b.amount for b in bids if b.tier == n) <= t.money
            )
            for n, t in wish.tiers.items()
        )
        and all(
            t.most is None or len([b for b in bids if n in b.themes]) <= t.most
            for n, t in wish.themes.items()
        )
        and most(lambda b: b.boroughs, wish.per_borough)
        and most(
            lambda b: [b.organisation] if b.organisation else [], wish.per_organisation
        )
        and not any(b.key in wish.must_not for b in bids)
        and not any(
            wish.least_score is not None
            and b.score < wish.least_score
            and b.key not in wish.must
            for b in bids
        )
    )


def met(bids, wish):
    """How far the asks are met, the first ask first."""
    yield len([b for b in bids if b.key in wish.must])
    for name, theme in wish.themes.items():
        yield min(theme.least, len([b for b in bids if name in b.themes]))
    yield min(wish.boroughs, len({n for b in bids for n in b.boroughs}))


def brute(candidates, wish):
    """Best of all subsets: asks in turn, then the total, then places."""
    order = sorted(candidates, key=lambda b: -b.score)
    place = {b.key: len(order) - i for i, b in enumerate(order)}
    least = wish.least_score or 0

    def worth(bids):
        total = sum((b.score - least for b in bids), Fraction(0))
        return (*met(bids, wish), total, sum(place[b.key] for b in bids))

    every = (c for n in range(len(order) + 1) for c in combinations(order, n))
    return max(worth(bids) for bids in every if keeps_limits(bids, wish)), worth


names = st.sampled_from("abc")
scores = st.one_of(
    st.fractions(1, 5, max_denominator=6), st.integers(1, 5).map(Fraction)
)
amounts = st.one_of(st.integers(0, 12).map(lambda n: n * 50_000), st.integers(0, 9**8))


@st.composite
def rounds(draw, most=9):
    candidates = [
        bid(
            str(n),
            draw(amounts),
            draw(scores),
            tier=draw(names),
            themes=tuple(draw(st.sets(names, max_size=2))),
            boroughs=tuple(draw(st.sets(names, max_size=2))),
            organisation=draw(st.one_of(st.none(), names)),
        )
        for n in range(draw(st.integers(0, most)))
    ]
    number, money = (
        st.one_of(st.none(), st.integers(0, 4)),
        st.one_of(st.none(), amounts),
    )
    # a budget that some set just pays, or just does not
    paid = sum(b.amount for b in candidates if draw(st.booleans()))
    by_hand = draw(
        st.dictionaries(st.integers(0, 9).map(str), st.booleans(), max_size=3)
    )
    wish = Wish(
        budget=max(0, paid + draw(st.integers(-1, 1))),
        tiers=draw(st.dictionaries(names, st.builds(Tier, number, money))),
        themes=draw(
            st.dictionaries(names, st.builds(Theme, st.integers(0, 3), number))
        ),
        boroughs=draw(st.integers(0, 4)),
        per_borough=draw(number),
        must=tuple(key for key, wanted in by_hand.items() if wanted),
        must_not=tuple(key for key, wanted in by_hand.items() if not wanted),
        per_organisation=draw(number),
        least_score=draw(st.one_of(st.none(), st.integers(1, 4).map(Fraction))),
    )
    return candidates, wish


@settings(max_examples=60, deadline=None)
@given(rounds())
def test_the_best_set_is_the_best_of_all_subsets(drawn):
    candidates, wish = drawn
    found = best(candidates, wish)

    chosen = [b for b in candidates if b.key in found.chosen]
    most, worth = brute(candidates, wish)
    assert keeps_limits(chosen, wish)
    assert worth(chosen) == most
    assert found.gap == 0
    assert found.sums.total == most[-2]
    assert {b.code for b in found.given_up} <= ASKS


@settings(max_examples=25, deadline=None)
@given(rounds(most=6))
def test_a_rule_costs_what_brute_force_gains_without_it(drawn):
    candidates, wish = drawn
    wish = replace(wish, least_score=None)
    found = best(candidates, wish)
    chosen = [b for b in candidates if b.key in found.chosen]
    # the asks as they were met, so that another ask does not use what comes free
    reached = replace(
        wish,
        must=tuple(b.key for b in chosen if b.key in wish.must),
        themes={
            n: replace(t, least=min(t.least, len([b for b in chosen if n in b.themes])))
            for n, t in wish.themes.items()
        },
        boroughs=min(wish.boroughs, len({n for b in chosen for n in b.boroughs})),
    )

    for cost in found.costs:
        most, _worth = brute(candidates, reached.without([cost.rule]))
        assert cost.points == cost.at_most == most[-2] - found.sums.total >= 0
        there = set(found.chosen) - set(cost.leave) | set(cost.enter)
        score = sum(b.score for b in candidates if b.key in there)
        assert score == found.sums.total + cost.points


@settings(max_examples=20, deadline=None)
@given(rounds())
def test_no_cost_is_negative_and_a_replay_from_paper_gives_the_same(drawn):
    candidates, wish = drawn
    found = best(candidates, wish)
    paper = json.loads(json.dumps(to_json(candidates, wish)))

    assert all(0 <= c.points <= c.at_most for c in found.costs)
    assert from_json(paper) == (candidates, wish)
    assert best(*from_json(paper)) == found
    answer = json.loads(json.dumps(answer_to_json(found)))
    assert answer_from_json(answer, candidates, wish) == found


@settings(max_examples=60, deadline=None)
@given(rounds(), st.sets(st.integers(0, 9).map(str)))
def test_a_set_put_together_by_hand_breaks_a_rule_exactly_if_it_does(drawn, keys):
    candidates, wish = drawn
    chosen = [b for b in candidates if b.key in keys]
    broken = sums(candidates, keys, wish).broken

    assert keeps_limits(chosen, wish) == all(b.code in ASKS for b in broken)
    asked = (len(wish.must), *(t.least for t in wish.themes.values()), wish.boroughs)
    assert (tuple(met(chosen, wish)) == asked) == all(
        b.code not in ASKS for b in broken
    )


# Three large bids and four small ones; the ranking is A B C D E F G.
HAND = [
    bid("A", 600, 5, tier="large", themes=("need",), boroughs=("Brent",)),
    bid("B", 500, 4.5, tier="large", themes=("need",), boroughs=("Brent",)),
    bid("C", 300, 4, tier="small", themes=("arts",), boroughs=("Barnet",)),
    bid("D", 200, 3.5, tier="small", themes=("need",), boroughs=("Camden",)),
    bid("E", 200, 3, tier="small", themes=("need",), boroughs=("Brent",)),
    bid("F", 100, 2, tier="small", themes=("arts",), boroughs=("Ealing",)),
]


def test_the_highest_total_is_not_the_plain_ranking():
    # Budget 1000. Down the ranking: A 600, B does not fit, C 900, D and E do not fit,
    # F 1000: A C F, 11 points. With A there are 400 for the others: D E, 11.5. Without:
    # B and 500: C D 12, D E F 13. Without both: C D E F 12.5. So B D E F.
    found = best(HAND, Wish(budget=1000))

    assert found.plain == ("A", "C", "F")
    assert found.chosen == ("B", "D", "E", "F")
    assert (found.sums.total, found.sums.money, found.sums.left) == (13, 1000, 0)
    assert (found.in_both, found.only_here) == (("F",), ("B", "D", "E"))
    assert found.only_plain == ("A", "C")
    assert found.plain_sums.total == 11


def test_a_least_score_counts_only_the_points_above_it():
    # Above 3: A 2, B 1.5, C 1, D .5, E 0, F out. A D E 2.5, A C 3 (900), B C D 3
    # (1000). A tie: the places from the end are A 6 B 5 C 4 D 3; A C 10, B C D 12.
    found = best(HAND, Wish(budget=1000, least_score=Fraction(3)))

    assert found.chosen == ("B", "C", "D")
    assert (found.sums.total, found.sums.score) == (3, 12)


def test_each_rule_says_what_it_costs_and_who_would_change():
    # Two small bids at most, so two of C D E F, with B: C D, 12. With A: D E, 11.5.
    # Without the limit B D E F, 13 as above: one point, E and F come in for C.
    [limit] = best(HAND, Wish(1000, tiers={"small": Tier(bids=2)})).costs[:1]

    assert limit.rule == Rule(Code.TIER_BIDS, "small")
    assert limit.points == limit.at_most == 1
    assert (limit.enter, limit.leave) == (("E", "F"), ("C",))


def test_rules_that_only_cost_together_cost_nothing_one_by_one():
    # F set aside by hand and two small bids at most: B C D, 12. Without the hand the
    # limit still holds F out; without the limit B D E is 11 and C D E 10.5.
    tiers = {"small": Tier(bids=2)}
    found = best(HAND, Wish(1000, tiers=tiers, must_not=("F",)))

    assert found.chosen == ("B", "C", "D")
    assert [c.points for c in found.costs] == [0, 0, 0]
    assert [c.rule.code for c in found.costs] == [
        Code.NOT_FUND,
        Code.TIER_BIDS,
        Code.ORGANISATION,
    ]


def test_asks_that_are_too_much_are_met_in_turn_and_named():
    # A and B by hand cost 1100 of 1000: one of them. Then two of the arts (C, F, 400):
    # with A that is 1000, with B 900. Four boroughs: A or B in Brent, C Barnet and F
    # Ealing are three, and B leaves 100, too little for Camden. A scores more.
    wish = Wish(1000, must=("A", "B"), themes={"arts": Theme(2)}, boroughs=4)
    found = best(HAND, wish)

    assert found.chosen == ("A", "C", "F")
    assert found.given_up == (
        Broken(Code.FUND, "B", 0, 1),
        Broken(Code.BOROUGHS, "", 3, 4),
    )


def test_a_hand_goes_over_the_least_score_but_not_over_the_budget():
    low = Wish(1000, must=("F",), least_score=Fraction(3))
    assert "F" in best(HAND, low).chosen
    assert best(HAND, low).given_up == ()

    dear = best(HAND, Wish(500, must=("A",)))
    assert dear.given_up == (Broken(Code.FUND, "A", 0, 1),)
    assert "A" not in dear.chosen


def test_a_bid_to_be_funded_that_is_not_there_is_given_up():
    found = best(HAND, Wish(1000, must=("Z",)))

    assert found.given_up == (Broken(Code.FUND, "Z", 0, 1),)
    assert found.chosen == ("B", "D", "E", "F")


def test_the_plain_ranking_says_which_rules_it_would_break():
    wish = Wish(1000, must=("E",), must_not=("A",), boroughs=4, per_borough=0)
    broken = sums(HAND, plain(HAND, wish), wish).broken  # A C F

    assert broken == (
        Broken(Code.FUND, "E", 0, 1),
        Broken(Code.NOT_FUND, "A", 1, 0),
        Broken(Code.BOROUGHS, "", 3, 4),
        Broken(Code.BOROUGH_BIDS, "Barnet", 1, 0),
        Broken(Code.BOROUGH_BIDS, "Brent", 1, 0),
        Broken(Code.BOROUGH_BIDS, "Ealing", 1, 0),
    )


def test_nothing_fits():
    found = best(HAND, Wish(99, boroughs=2))

    assert found.chosen == found.plain == ()
    assert (found.sums.total, found.sums.left) == (0, 99)
    assert found.given_up == (Broken(Code.BOROUGHS, "", 0, 2),)


def test_no_candidates():
    found = best([], Wish(1000, must=("A",), themes={"need": Theme(1)}))

    assert found.chosen == ()
    assert [b.code for b in found.given_up] == [Code.FUND, Code.THEME_LEAST]
    assert best([], Wish(1000)).given_up == ()


def test_of_equals_the_first_are_funded():
    equals = [bid(key, 100, Fraction(10, 3)) for key in "abcdefgh"]

    assert best(equals, Wish(350)).chosen == ("a", "b", "c")
    assert best(equals[::-1], Wish(350)).chosen == ("h", "g", "f")


def test_one_bid_an_organisation_unless_it_is_turned_off():
    twice = [bid("A", 1, 5, organisation="o"), bid("B", 1, 4, organisation="o")]

    assert best(twice, Wish(10)).chosen == ("A",)
    assert best(twice, Wish(10, per_organisation=None)).chosen == ("A", "B")


def many():
    """Sixty bids that one node is too little for."""
    chance = Random(2)  # noqa: S311
    money = [
        (chance.randint(10**6, 10**7), chance.randint(300, 1500)) for _ in range(60)
    ]
    places = "abcdefghijkl"
    bids = [
        bid(
            str(n),
            amount,
            score,
            themes=tuple(chance.sample("abc", 1)),
            boroughs=tuple(chance.sample(places, 2)),
        )
        for n, (amount, score) in enumerate(money)
    ]
    budget = sum(b.amount for b in bids) // 4
    return bids, Wish(budget, per_borough=3, themes={"a": Theme(most=5)})


def test_a_search_that_ends_early_says_how_far_off_it_may_be():
    bids, wish = many()
    whole = best(bids, wish, nodes_per_cost=5_000)
    assert all(c.points == c.at_most for c in whole.costs)

    for nodes in (0, 1):
        early = best(bids, wish, nodes_per_cost=nodes)
        assert early.chosen == whole.chosen
        for short, full in zip(early.costs, whole.costs, strict=True):
            assert 0 <= short.points <= full.points <= short.at_most

    other = wish.without([Rule(Code.THEME_MOST, "a"), Rule(Code.ORGANISATION)])
    short = best(bids, other, nodes=1, nodes_per_cost=0)
    full = best(bids, other, nodes_per_cost=0)
    assert full.gap == 0 < short.gap
    assert short.sums.total <= full.sums.total <= short.sums.total + short.gap
    with pytest.raises(NotSolved):
        best(bids, wish, nodes=0)


def test_a_wish_that_says_nothing_sensible_is_refused():
    with pytest.raises(ValueError, match="both"):
        Wish(1, must=("A",), must_not=("A",))
    with pytest.raises(ValueError, match="limit"):
        Wish(1, tiers={"small": Tier(bids=-1)})
    with pytest.raises(ValueError, match="less than nothing"):
        bid("A", -1, 3)
    with pytest.raises(ValueError, match="one key"):
        best([HAND[0], HAND[0]], Wish(1))
    with pytest.raises(ValueError, match="stays"):
        Wish(1).without([Rule(Code.BUDGET)])
