"""Who scores what: all bids, one bid, one of the panel."""

from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp import i18n
from grantsapp.access import person, require
from grantsapp.calls import queries as calls
from grantsapp.calls.models import Call
from grantsapp.i18n import gettext as _
from grantsapp.i18n import ngettext
from grantsapp.review import queries
from grantsapp.review.actions import assigning
from grantsapp.review.actions.assignment_sheets import state_of
from grantsapp.review.actions.proposing import PROPOSALS
from grantsapp.review.forms.assigning import FilterForm
from grantsapp.review.models import SOURCES, Kind, Phase
from grantsapp.review.queries.assigning import (
    Board,
    Pair,
    board_of,
    scoring_phases,
)
from grantsapp.review.queries.panel import expertise_in
from grantsapp.review.staff.blueprint import bp, shown_of, the_call

MOST_BOXES = 600  # of a grid; beyond it is heavy to load, and nobody finds a box


@bp.route("/calls/<reference>/assignments", methods=["GET", "POST"])
def assignments(reference: str) -> ResponseReturnValue:
    """List who scores what; where all fits into a grid, change it there."""
    found = the_call(reference)
    phases = scoring_phases(found)
    phase = _chosen(phases)
    if request.method == "POST":
        return _save_grid(found, phases, phase or abort(404))
    board = board_of(phase) if phase else None
    return _list_page(found, phases, board)


def _chosen(phases: list[Phase]) -> Phase | None:
    """Take the phase that the address names, or the first that is not closed."""
    code = request.args.get("phase", "")
    named = (p for p in phases if p.code == code)
    open_ones = (p for p in phases if p.closed_at is None)
    return next(named, None) or next(open_ones, None) or next(iter(phases[::-1]), None)


def _list_page(
    call: Call,
    phases: list[Phase],
    board: Board | None,
    ticked: set[Pair] | None = None,
) -> str:
    form, shown, left_out = None, [], 0
    if board:
        languages = sorted({bid.language for bid in board.bids})
        form = FilterForm.of(
            request.args,
            [(code, i18n.language_name(code)) for code in languages],
            [(str(m.id), m.person.called) for m in board.scoring],
        )
        wished = [bid for bid in board.bids if form.shows(board, bid)]
        shown, left_out = shown_of(call, wished, lambda bid: bid.id)
    is_all = board is not None and len(shown) == len(board.bids)
    boxes = len(board.bids) * len(board.scoring) if board else 0
    held = {one.pair for one in board.held} if board else set()
    return render_template(
        "review/staff/assignments.html",
        call=call,
        phases=phases,
        board=board,
        form=form,
        bids=shown,
        left_out=left_out,
        with_grid=is_all and boxes <= MOST_BOXES,
        ticked=held if ticked is None else ticked,
        state=state_of(board) if board else "",
        proposal=board and queries.last_solve(call, *PROPOSALS, phase=board.phase),
        fields=expertise_in(call.fund),
        sources=SOURCES,
    )


def _save_grid(call: Call, phases: list[Phase], phase: Phase) -> ResponseReturnValue:
    require("shape", phase)
    board, ticked = board_of(phase, lock=True), _pairs()
    if request.form.get("seen", state_of(board)) != state_of(board):
        flash(_changed_meanwhile())
        return _list_page(call, phases, board, ticked), 409
    counts = assigning.assign(phase, ticked, by=person(), board=board)
    tell_counts(*counts)
    return to_the_list(phase)


def _pairs() -> set[Pair]:
    """Read the ticked boxes: a moderator and a bid each."""
    try:
        halves = [value.split(" ") for value in request.form.getlist("pair")]
        return {(UUID(moderator), UUID(bid)) for moderator, bid in halves}
    except ValueError:
        abort(400)


def _changed_meanwhile() -> str:
    return _(
        "Somebody changed the assignments since you opened this page. Nothing was "
        "saved. Your ticks are kept below; look at them again."
    )


def tell_counts(added: int, removed: int) -> None:
    """Say how many assignments came and went."""
    flash(
        ngettext("One assignment added.", "%(num)d assignments added.", added)
        + " "
        + ngettext("One removed.", "%(num)d removed.", removed)
    )


def to_the_list(phase: Phase) -> ResponseReturnValue:
    """Go to the assignments of a phase."""
    reference = phase.call.reference
    return redirect(url_for(".assignments", reference=reference, phase=phase.code), 303)


def scoring_phase(key: UUID, deed: str) -> Phase:
    """Find a phase in which bids are scored, and that this person may do this with."""
    found = queries.phase(key) or abort(404)
    require(deed, found)
    if found.kind is not Kind.SCORING:
        abort(404)
    return found


@bp.route("/phases/<uuid:key>/assignments/<uuid:bid>", methods=["GET", "POST"])
def assign_bid(key: UUID, bid: UUID) -> ResponseReturnValue:
    """Say who scores one bid, by hand."""
    saves = request.method == "POST"
    phase = scoring_phase(key, "shape" if saves else "manage")
    require("assign", calls.application(bid) or abort(404))
    board = board_of(phase, lock=saves)
    if bid not in board.bids_by_id:
        abort(404)
    if not saves:
        return _bid_page(board, bid, {one.moderator_id for one in board.on[bid]})
    ticked = {UUID(key) for key in request.form.getlist("moderator") if _is_key(key)}
    if request.form.get("seen", _seen(board, bid)) != _seen(board, bid):
        flash(_changed_meanwhile())
        return _bid_page(board, bid, ticked), 409
    others = {one.pair for one in board.held if one.application_id != bid}
    wanted = others | {(moderator, bid) for moderator in ticked}
    tell_counts(*assigning.assign(phase, wanted, by=person(), board=board))
    return to_the_list(phase)


def _is_key(words: str) -> bool:
    try:
        return bool(UUID(words))
    except ValueError:
        abort(400)


def _seen(board: Board, bid: UUID) -> str:
    """Name who is asked about a bid, so that two managers do not cross."""
    return " ".join(sorted(str(one.moderator_id) for one in board.on[bid]))


def _bid_page(board: Board, bid: UUID, ticked: set[Any]) -> str:
    here = {one.moderator_id: one for one in board.on[bid]}
    panel = [m for m in board.panel if m.scores or m.id in here]
    return render_template(
        "review/staff/assign_bid.html",
        call=board.phase.call,
        board=board,
        bid=board.bids_by_id[bid],
        panel=panel,
        asked=here,
        ticked=ticked,
        seen=_seen(board, bid),
        fields=expertise_in(board.phase.call.fund),
        sources=SOURCES,
    )


@bp.get("/phases/<uuid:key>/panel/<uuid:moderator>")
def assigned_to(key: UUID, moderator: UUID) -> ResponseReturnValue:
    """Show what one of the panel is asked to score, and what they declined."""
    phase = scoring_phase(key, "manage")
    board = board_of(phase)
    one = board.panel_by_id.get(moderator) or abort(404)
    bids, left_out = shown_of(phase.call, board.bids, lambda bid: bid.id)
    return render_template(
        "review/staff/assigned_to.html",
        call=phase.call,
        board=board,
        moderator=one,
        bids=[bid for bid in bids if (moderator, bid.id) in board.held_by_pair],
        left_out=left_out,
        held=board.held_by_pair,
        declined=[b for b in bids if (moderator, b.id) in board.declined],
        fields=expertise_in(phase.call.fund),
    )
