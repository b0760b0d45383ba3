"""Assignments are proposed by a solver, looked at, and applied whole or dropped."""

from typing import Any
from uuid import UUID

from grantsapp.accounts.models import Person
from grantsapp.db import db
from grantsapp.errors import Late, Refused
from grantsapp.i18n import gettext as _
from grantsapp.review import assigning as solver
from grantsapp.review import queries
from grantsapp.review.actions import assigning, solving, tying
from grantsapp.review.actions.changing import changes_between
from grantsapp.review.assigning.problem import plain
from grantsapp.review.models import Origin, Phase, Solve, SolveStage, Wanted
from grantsapp.review.queries.assigning import Board, Pair, board_of
from grantsapp.review.queries.naming import names_of
from grantsapp.review.queries.problems import snapshot_of

Plain = dict[str, Any]
PROPOSALS = (Wanted.ASSIGNMENT, Wanted.REPAIR)
DEFAULTS: Plain = {
    "weights": {str(rule): solver.Weights()[rule] for rule in solver.Rule},
    "seed": 1,
    "gap": 1,  # per cent
    "keep": False,
    "fill": False,
}


def ask_for(phase: Phase, settings: Plain, *, by: Person) -> Solve:
    """Ask a worker who should review what; nothing is assigned by it."""
    tying.find_now(phase.call, by=by)  # nobody gets a bid of their own
    board = board_of(phase)
    assigning.refuse_closed(phase)
    if not board.bids:
        raise Refused(_("No bid is in this phase yet."))
    if not board.scoring:
        words = _("Nobody on the panel can score while this phase runs.")
        raise Refused(words)
    return solving.ask(
        phase.call,
        Wanted.REPAIR if settings["fill"] else Wanted.ASSIGNMENT,
        snapshot=snapshot_of(board, settings),
        settings=settings,
        phase=phase,
        by=by,
    )


def ask_to_fill_gaps(phase: Phase, *, by: Person) -> Solve:
    """Ask who takes the places that are empty; all else stays as it is."""
    last = queries.last_solve(phase.call, Wanted.ASSIGNMENT, phase=phase)
    known = last.settings if last else {}
    settings = {name: known.get(name, value) for name, value in DEFAULTS.items()}
    return ask_for(phase, settings | {"keep": True, "fill": True}, by=by)


def ask_for_help(phase: Phase, *, by: Person) -> Solve | None:
    """Ask who takes a place that somebody just left; a closed phase asks for nobody.

    So a proposal waits for the managers when they read that it is empty.
    """
    if phase.closed_at is not None or phase.reviews == 0:
        return None
    db.session.flush()
    try:
        return ask_to_fill_gaps(phase, by=by)
    except Refused:
        return None  # nobody is left to ask: the page of assignments says so


def ask_again(found: Solve, *, by: Person) -> Solve:
    """Have it worked out once more, from the same snapshot with the same seed."""
    return solving.ask(
        found.call,
        found.wanted,
        snapshot=found.snapshot,
        settings=found.settings | {"again": str(found.id)},
        phase=found.phase,
        by=by,
    )


def work(snapshot: Plain, _settings: Plain) -> Plain:
    """Solve a snapshot: plain values in, plain values out."""
    return solver.solve(solver.Problem.from_json(snapshot["problem"])).to_json()


def changes_since(found: Solve, board: Board) -> list[str]:
    """Say what changed since a proposal was asked for, in sentences."""
    fresh = snapshot_of(board, found.settings)
    if solving.digest_of(fresh) == found.digest:
        return []
    names = names_of(found.call)
    return changes_between(found.snapshot, fresh, names) or [_("Something changed.")]


def apply(found: Solve, phase: Phase, *, by: Person) -> tuple[int, int]:
    """Assign just what was proposed, if it still rests on what is true."""
    board = board_of(phase, lock=True)
    assigning.refuse_closed(phase)
    held = queries.solve(found.id, lock=True)
    if held is None or held.stage is not SolveStage.READY:
        raise Late(_("Somebody has applied or dropped this proposal already."))
    if changes := changes_since(held, board):
        words = _("Nothing was assigned, since this proposal is out of date.")
        raise Refused(" ".join([words, *changes]))
    solution = solver.Solution.from_json(held.answer)
    why = {_pair(note): _reason(note, held) for note in solution.reasons}
    if not why:
        raise Refused(_("This proposal assigns nobody, so there is nothing to apply."))
    counts = assigning.assign(
        phase, set(why), by=by, origin=Origin.SOLVE, why=why, board=board
    )
    solving.settle(held, SolveStage.APPLIED, by=by)
    return counts


def drop(found: Solve, *, by: Person) -> None:
    """Leave all as it is."""
    held = queries.solve(found.id, lock=True) or found
    solving.settle(held, SolveStage.DROPPED, by=by)


def _pair(note: solver.PairNote) -> Pair:
    return UUID(note.moderator), UUID(note.bid)


def _reason(note: solver.PairNote, found: Solve) -> Plain:
    names = ("covers", "alone_in", "reads", "beside", "next_best")
    told = {name: getattr(note, name) for name in names}
    return plain(told | {"solve": str(found.id), "seed": found.settings["seed"]})


solving.WORKERS |= dict.fromkeys(PROPOSALS, work)
