"""Which bids to fund: the worker finds the best set, a manager keeps one."""

from collections.abc import Iterable, Sequence

from grantsapp import audit, clock
from grantsapp.accounts.models import Person
from grantsapp.calls.models import Call
from grantsapp.errors import Refused
from grantsapp.i18n import gettext as _
from grantsapp.review.actions import solving
from grantsapp.review.models import Solve, SolveStage, Wanted
from grantsapp.review.portfolio import snapshots
from grantsapp.review.portfolio.sums import Candidate, Wish


def ask_for_portfolio(
    call: Call, candidates: Sequence[Candidate], wish: Wish, *, by: Person
) -> Solve:
    """Ask for the best set under a wish; raises Refused where there is nothing."""
    if not candidates:
        raise Refused(_("No bid with a mean and an amount waits for a decision."))
    snapshot = snapshots.to_json(candidates, wish)
    return solving.ask(call, Wanted.PORTFOLIO, snapshot=snapshot, settings={}, by=by)


def work(snapshot: solving.Plain, _settings: solving.Plain) -> solving.Plain:
    """Find the best set (a worker); where the solver gave up, say so."""
    from grantsapp.review.portfolio.optimum import best
    from grantsapp.review.portfolio.programme import NotSolved

    candidates, wish = snapshots.from_json(snapshot)
    try:
        return snapshots.answer_to_json(best(candidates, wish))
    except NotSolved:
        return {"is_stuck": True}


solving.WORKERS[Wanted.PORTFOLIO] = work


def keep(solve: Solve, keys: Iterable[str], *, by: Person) -> None:
    """Keep a set, as found or as put together by hand; no decision is made by it."""
    chosen = {"keys": list(keys), "by": by.called, "at": clock.now().isoformat()}
    if solve.stage is SolveStage.APPLIED:
        solve.settled_at, solve.settled_by = clock.now(), by.called
    else:
        solving.settle(solve, SolveStage.APPLIED, by=by)
    solve.settings = {**solve.settings, "chosen": chosen}
    audit.record("kept a portfolio", solve.call, by=by, bids=chosen["keys"])
