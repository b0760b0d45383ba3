"""The set of bids to fund: what it is worked out from, and what a manager kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import select

from grantsapp.calls import queries as calls
from grantsapp.calls.models import Call
from grantsapp.db import db
from grantsapp.review.models import (
    DecisionStage,
    Outcome,
    Solve,
    SolveStage,
    Wanted,
)
from grantsapp.review.portfolio import snapshots
from grantsapp.review.portfolio.optimum import Portfolio
from grantsapp.review.portfolio.sums import Candidate, Wish
from grantsapp.review.queries.deciding import Choice
from grantsapp.review.queries.solving import is_given_up


def is_free(choice: Choice) -> bool:
    """Say whether a bid still waits for its money: undecided, or on the reserve."""
    made = choice.decision
    if made is None or made.stage is DecisionStage.RETURNED:
        return choice.can_be_funded
    return made.outcome is Outcome.RESERVE and choice.can_be_funded


def candidates_in(choices: Iterable[Choice]) -> list[Candidate]:
    """Write the free bids as plain values, best first; a bid's key is its number."""
    found = []
    for choice in choices:
        mean, outline = choice.mean, choice.outline
        if mean is None or outline is None or not choice.bid.amount:
            continue
        if is_free(choice):
            one = Candidate(
                key=str(choice.bid.number),
                amount=choice.bid.amount,
                score=mean,
                tier=outline.tier,
                themes=(outline.theme,) if outline.theme else (),
                boroughs=(outline.borough,) if outline.borough else (),
                organisation=str(outline.organisation),
            )
            found.append(one)
    return found


def not_weighed(choices: Iterable[Choice]) -> list[Choice]:
    """List the free bids that cannot be weighed: without a mean, or an amount."""
    free = (choice for choice in choices if is_free(choice))
    return [c for c in free if c.mean is None or not c.bid.amount]


class Kept(NamedTuple):
    """The set that a manager kept: the keys of its bids, by whom, when."""

    keys: frozenset[str]
    by: str
    at: str


def kept_in(solve: Solve) -> Kept | None:
    """Give the set that somebody kept of a solve."""
    return _kept(solve.settings)


def chosen_in(call: Call) -> frozenset[str]:
    """Name the bids of the set that was kept last, for the list of decisions."""
    query = select(Solve.settings).where(
        Solve.call_id == call.id,
        Solve.wanted == Wanted.PORTFOLIO,
        Solve.stage == SolveStage.APPLIED,
    )
    kept = _kept(db.session.scalar(query.order_by(Solve.settled_at.desc()).limit(1)))
    return kept.keys if kept else frozenset()


def _kept(settings: dict[str, Any] | None) -> Kept | None:
    chosen = (settings or {}).get("chosen")
    if not chosen:
        return None
    return Kept(frozenset(chosen["keys"]), chosen["by"], chosen["at"])


@dataclass(frozen=True)
class Weighed:
    """A portfolio as it was asked for, with what came out; None as long as nothing."""

    solve: Solve
    candidates: list[Candidate]
    wish: Wish
    portfolio: Portfolio | None
    bids: dict[str, calls.Line]

    @property
    def is_waiting(self) -> bool:
        """Say whether the worker has not finished."""
        return self.solve.stage is SolveStage.ASKED and not self.is_given_up

    @cached_property
    def is_given_up(self) -> bool:
        """Say whether the worker failed as often as it tries."""
        return is_given_up(self.solve)

    def known(self, keys: Iterable[str]) -> list[str]:
        """Give those keys that are among the bids, in rank order, each once."""
        wanted = set(keys)
        return [one.key for one in self.candidates if one.key in wanted]


def weighed(solve: Solve) -> Weighed:
    """Read a solve back, with the bids as they are called now."""
    candidates, wish = snapshots.from_json(solve.snapshot)
    answer = solve.answer
    found = None
    if answer and not answer.get("is_stuck"):
        found = snapshots.answer_from_json(answer, candidates, wish)
    bids = {str(line.number): line for line in calls.submitted_lines(solve.call)}
    return Weighed(solve, candidates, wish, found, bids)
