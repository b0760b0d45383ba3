"""Who should score what, as a solver proposes it: asked for, looked at, applied."""

from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from grantsapp import jobs
from grantsapp.access import person, require
from grantsapp.i18n import gettext as _
from grantsapp.review import queries
from grantsapp.review.actions import explaining, proposing
from grantsapp.review.assigning import Rule, Solution
from grantsapp.review.forms.assigning import ProposalForm
from grantsapp.review.models import Phase, Solve, SolveStage, Wanted
from grantsapp.review.queries.assigning import board_of
from grantsapp.review.queries.naming import names_of
from grantsapp.review.staff.assigning import scoring_phase, tell_counts, to_the_list
from grantsapp.review.staff.blueprint import bp, page_of


@bp.route("/phases/<uuid:key>/proposal", methods=["GET", "POST"])
def propose(key: UUID) -> ResponseReturnValue:
    """Say what matters how much, and ask for a proposal."""
    phase = scoring_phase(key, "shape")
    require("weigh", phase.call)
    board = board_of(phase)
    form = ProposalForm.of(_settings(phase) | {"keep": bool(board.held)})
    if form.validate_on_submit():
        made = proposing.ask_for(phase, form.settings(), by=person())
        return redirect(url_for(".proposal", key=made.id), 303)
    things = {"call": phase.call, "phase": phase, "board": board}
    things["fields"] = names_of(phase.call).fields
    return page_of("review/staff/propose.html", form, **things)


def _settings(phase: Phase) -> dict[str, Any]:
    """Begin with what was asked last, or with the house's points."""
    last = queries.last_solve(phase.call, Wanted.ASSIGNMENT, phase=phase)
    return proposing.DEFAULTS | (last.settings if last else {})


@bp.post("/phases/<uuid:key>/gaps")
def fill_gaps(key: UUID) -> ResponseReturnValue:
    """Ask who takes the places that are empty."""
    phase = scoring_phase(key, "shape")
    require("weigh", phase.call)
    made = proposing.ask_to_fill_gaps(phase, by=person())
    return redirect(url_for(".proposal", key=made.id), 303)


def _proposal(key: UUID, deed: str) -> tuple[Solve, Phase]:
    found = queries.solve(key) or abort(404)
    phase = found.phase or abort(404)
    require(deed, phase)
    require("weigh", phase.call)
    if found.wanted not in proposing.PROPOSALS:
        abort(404)
    return found, phase


@bp.get("/proposals/<uuid:key>")
def proposal(key: UUID) -> ResponseReturnValue:
    """Show a proposal with its reasons, or how far it is."""
    found, phase = _proposal(key, "manage")
    things: dict[str, Any] = {"call": found.call, "phase": phase, "solve": found}
    if not found.answer:
        things["job"] = jobs.asked(queries.job_key(found))
        things["is_given_up"] = queries.is_given_up(found)
        return render_template("review/staff/proposal_waits.html", **things)
    return render_template(
        "review/staff/proposal.html", **things, **_told(found, phase)
    )


def _told(found: Solve, phase: Phase) -> dict[str, Any]:
    """Put the answer beside what is assigned now, and into words."""
    solution, names = Solution.from_json(found.answer), names_of(found.call)
    is_ready = found.stage is SolveStage.READY
    changes = proposing.changes_since(found, board_of(phase)) if is_ready else []
    before = {(bid, moderator) for bid, moderator in found.snapshot["now"]}
    pairs = set(solution.pairs)
    return {
        "solution": solution,
        "names": names,
        "changes": changes,
        "wanted": sum(bid["wanted"] for bid in found.snapshot["problem"]["bids"]),
        "added": sorted(pairs - before, key=lambda p: _order(names, p)),
        "removed": sorted(before - pairs, key=lambda p: _order(names, p)),
        "rules": [(rule, *solution.costs[rule]) for rule in Rule],
        "words": explaining,
        "reasons": {(note.bid, note.moderator): note for note in solution.reasons},
        "is_again": _is_same(found),
    }


def _order(names: Any, pair: tuple[str, str]) -> tuple[str, str]:
    return names.bid(pair[0]), names.person(pair[1])


def _is_same(found: Solve) -> bool | None:
    """Say whether it came out as the one that it was worked out again from."""
    first = found.settings.get("again")
    before = queries.solve(UUID(first)) if first else None
    if before is None or not before.answer:
        return None
    return before.answer == found.answer


@bp.post("/proposals/<uuid:key>/applied")
def apply_proposal(key: UUID) -> ResponseReturnValue:
    """Assign what was proposed, as a whole."""
    found, phase = _proposal(key, "shape")
    tell_counts(*proposing.apply(found, phase, by=person()))
    return to_the_list(phase)


@bp.post("/proposals/<uuid:key>/dropped")
def drop_proposal(key: UUID) -> ResponseReturnValue:
    """Leave the assignments as they are."""
    found, phase = _proposal(key, "shape")
    proposing.drop(found, by=person())
    flash(_("The proposal is dropped. The assignments stay as they are."))
    return to_the_list(phase)


@bp.post("/proposals/<uuid:key>/again")
def propose_again(key: UUID) -> ResponseReturnValue:
    """Work it out again from the same snapshot, with the same number."""
    found, _phase = _proposal(key, "shape")
    made = proposing.ask_again(found, by=person())
    return redirect(url_for(".proposal", key=made.id), 303)
