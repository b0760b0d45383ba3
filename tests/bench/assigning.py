"""How quick the assignment of moderators is, beside plain assignments of the same size.

The floor: the same reviews given at the least cost in one call of
`linear_sum_assignment`, and as a linear program with capacities, without any other
rule, in the same run. Aims: a gap of at most 1 %, 300 x 40 in under 10 seconds and
600 x 60 in under 60, on two cores. Nothing passes or fails here.
"""

import sys
import time
from random import Random
from typing import Any

from numpy import array, repeat
from scipy.optimize import linear_sum_assignment, linprog
from scipy.sparse import eye_array, kron, vstack

from grantsapp.review.assigning import Bid, Moderator, Problem, Rule, Solution, solve

AREAS = ("prevention", "threat", "practice")
LANGUAGES = ("en", "ar", "pl", "bn", "so", "ur", "tr", "uk")
SHARES = (50, 15, 10, 8, 6, 5, 4, 2)  # of a hundred bids
INSTITUTIONS = 15
CONFLICTS = 0.12
SIZES = ((300, 40, 10), (600, 60, 60))
SEEDS = (1, 2, 3)


def a_round(bids: int, moderators: int, seed: int, wanted: int = 3) -> Problem:
    """Draw a call: half of it in English, everybody reads English, some one more."""
    chance = Random(seed)  # noqa: S311 - the same call each time
    people = tuple(
        Moderator(
            f"m{n:03}",
            capacity=chance.randint(-2, 3) + -(-bids * wanted * 11 // moderators // 10),
            expertise=frozenset(chance.sample(AREAS, chance.choice((1, 1, 2)))),
            languages=frozenset(
                {"en", *chance.choices(LANGUAGES, SHARES, k=chance.randint(1, 2))}
            ),
            institutions=frozenset({f"i{chance.randrange(INSTITUTIONS)}"}),
        )
        for n in range(moderators)
    )
    calls = tuple(
        Bid(
            f"b{n:03}",
            language=chance.choices(LANGUAGES, SHARES)[0],
            wanted=wanted,
            expertise=frozenset(AREAS if chance.random() < 0.8 else AREAS[:2]),
        )
        for n in range(bids)
    )
    forbidden = frozenset(
        (bid.key, one.key)
        for bid in calls
        for one in people
        if chance.random() < CONFLICTS
    )
    return Problem(calls, people, forbidden, seed=seed)


def costs(problem: Problem) -> Any:
    """Price each pair by itself: language and conflict."""
    return array(
        [
            [
                1000 * ((bid.key, one.key) in problem.forbidden)
                + 4 * (not one.reads(bid))
                for one in problem.moderators
            ]
            for bid in problem.bids
        ],
        dtype=float,
    )


def plain_assignment(problem: Problem) -> None:
    """Match places on bids with places in people's time (a pair may come twice)."""
    table = repeat(costs(problem), [bid.wanted for bid in problem.bids], axis=0)
    room = [max(0, one.capacity) for one in problem.moderators]
    linear_sum_assignment(repeat(table, room, axis=1))


def plain_transport(problem: Problem) -> None:
    """Give the reviews within capacity, at the least cost, as a linear program."""
    table = costs(problem)
    bids, people = table.shape
    by_bid = kron(eye_array(bids), [[1.0] * people])
    by_moderator = kron([[1.0] * bids], eye_array(people))
    linprog(
        table.ravel(),
        A_ub=vstack([-by_bid, by_moderator]).tocsr(),
        b_ub=[-bid.wanted for bid in problem.bids]
        + [one.capacity for one in problem.moderators],
        bounds=(0, 1),
    )


def timed(ask: Any) -> tuple[float, Any]:
    start = time.perf_counter()
    found = ask()
    return time.perf_counter() - start, found


def line(problem: Problem, aim: int) -> None:
    """Print one solve beside its floors."""
    seconds, found = timed(lambda: solve(problem))
    matching, _ = timed(lambda: plain_assignment(problem))
    transport, _ = timed(lambda: plain_transport(problem))
    size = f"{len(problem.bids)} x {len(problem.moderators)}, seed {problem.seed}"
    print(
        f"{size:18} {seconds:6.1f} s (aim {aim})   gap {found.gap:.2%} (aim 1 %)   "
        f"floors: matching {matching:.2f} s, transport {transport:.2f} s\n"
        f"{'':18} {given_up(found)}"
    )


def given_up(found: Solution) -> str:
    run = found.run
    parts = [f"{rule} {found.costs[rule][0]}" for rule in Rule]
    return (
        f"{found.objective} points, bound {run.bound}, {run.nodes} nodes, "
        f"{run.rounds} cuts, stopped by {run.stopped}: {', '.join(parts)}"
    )


def main() -> None:
    """Print two lines a solve."""
    for bids, moderators, aim in SIZES:
        for seed in SEEDS:
            line(a_round(bids, moderators, seed), aim)


if __name__ == "__main__":
    sys.exit(main())
