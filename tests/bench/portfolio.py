"""How quick the best set of three hundred bids is, with every rule and what it costs.

Beside a floor in the same run: the same programme's bare solve, without the costs. One
more line says what the sums of a set put together by hand take, for each page view.
Time is the processor's: the solver works on one core, and others may be busy.
"""

import random
import sys
from fractions import Fraction
from time import process_time

from grantsapp.review.portfolio.optimum import Portfolio, best
from grantsapp.review.portfolio.programme import Programme
from grantsapp.review.portfolio.sums import (
    Candidate,
    Theme,
    Tier,
    Wish,
    in_rank_order,
    sums,
)

TIERS = {"micro": (500, 2_500), "small": (2_500, 10_000), "large": (10_000, 60_000)}
THEMES = ("awareness", "resilience", "behaviour", "frontline")
BOROUGHS = [f"borough {n}" for n in range(33)]
LIMIT = 5.0  # seconds


def a_round(seed: int, count: int = 300) -> list[Candidate]:
    chance = random.Random(seed)  # noqa: S311
    tiers = [chance.choice(list(TIERS)) for _ in range(count)]
    return [
        Candidate(
            key=f"bid {n}",
            amount=chance.randint(*TIERS[tier]) * 100,
            score=Fraction(chance.randint(300, 1500), 300),
            tier=tier,
            themes=tuple(chance.sample(THEMES, chance.choice((1, 1, 2)))),
            boroughs=tuple(chance.sample(BOROUGHS, chance.choice((1, 1, 2, 3)))),
            organisation=f"group {chance.randrange(count * 4 // 5)}",
        )
        for n, tier in enumerate(tiers)
    ]


def a_wish(bids: list[Candidate]) -> Wish:
    """Every rule there is: about fifty of the bids for 725,000 pounds."""
    order = [bid.key for bid in in_rank_order(bids)]
    return Wish(
        budget=72_500_000,
        tiers={
            "micro": Tier(bids=15, money=4_000_000),
            "small": Tier(bids=20, money=15_000_000),
            "large": Tier(bids=25, money=60_000_000),
        },
        themes={name: Theme(least=10, most=30) for name in THEMES},
        boroughs=28,
        per_borough=5,
        must=(order[60], order[90]),
        must_not=(order[2], order[5]),
        least_score=Fraction(2),
    )


def main() -> None:
    """Print a line a round."""
    for seed in (1, 2, 3):
        bids = a_round(seed)
        wish = a_wish(bids)
        floor = _seconds(lambda b=bids, w=wish: _bare(b, w))
        found: list[Portfolio] = []
        own = _seconds(lambda b=bids, w=wish, f=found: f.append(best(b, w)))
        [best_set] = found
        loose = sum(cost.points != cost.at_most for cost in best_set.costs)
        verdict = "ok" if own < LIMIT else "SLOW"
        print(
            f"best of 300 bids ({seed}): {own:.2f} s, one bare solve {floor:.2f} s; "
            f"{len(best_set.chosen)} funded, {len(best_set.costs)} rules priced, "
            f"{loose} of them not to the end, gap {float(best_set.gap):g}  {verdict}"
        )
        took = _seconds(lambda b=bids, s=best_set, w=wish: sums(b, s.chosen, w))
        print(f"sums of a set by hand: {took * 1000:.2f} ms")


def _bare(bids: list[Candidate], wish: Wish) -> None:
    """Solve the rows once, with nothing of ours around it."""
    order = in_rank_order(bids)
    programme = Programme(order, spared=wish.must)
    aim = {i: float((bid.score - 2) * 300) for i, bid in enumerate(order)}
    programme.solve(wish, aim, programme.asks(wish), nodes=5_000)


def _seconds(work) -> float:
    start = process_time()
    work()
    return process_time() - start


if __name__ == "__main__":
    sys.exit(main())
