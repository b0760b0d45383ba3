"""Assignments as a table: out, and in with a preview."""

from dataclasses import replace
from uuid import UUID

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from grantsapp.access import person, require
from grantsapp.calls.forms import carrying
from grantsapp.i18n import gettext as _
from grantsapp.review.actions import assignment_sheets as tables
from grantsapp.review.forms import assigning as forms
from grantsapp.review.models import Phase
from grantsapp.review.queries.assigning import board_of
from grantsapp.review.staff.assigning import scoring_phase, tell_counts, to_the_list
from grantsapp.review.staff.blueprint import bp, shown_of

MOST_FAULTS = 100  # sentences on a page


@bp.get("/phases/<uuid:key>/assignments.csv")
def assignments_csv(key: UUID) -> Response:
    """Hand out who scores what as CSV."""
    phase = scoring_phase(key, "manage")
    board = board_of(phase)
    bids, _left_out = shown_of(phase.call, board.bids, lambda bid: bid.id)
    name = f'attachment; filename="{phase.call.reference}-{phase.code}.csv"'
    return Response(
        tables.sheet_of(replace(board, bids=bids)),
        mimetype="text/csv",
        headers={"Content-Disposition": name},
    )


@bp.route("/phases/<uuid:key>/assignments/file", methods=["GET", "POST"])
def bring_assignments(key: UUID) -> ResponseReturnValue:
    """Look at what a table would change; stores nothing."""
    phase = _brought_for(key)
    if request.method == "GET":
        return _page(phase, [])
    lines, faults = forms.sent_table()
    if lines is None:
        return _page(phase, faults), 422
    board = board_of(phase)
    found = tables.preview(board, lines)
    if found.refusals:
        told = [forms.sentence(refusal) for refusal in found.refusals[:MOST_FAULTS]]
        page = _page(phase, told, found=found, board=board)
        return page, 422
    packed = carrying.packed(tables.carried(found, lines))
    return _page(phase, [], found=found, board=board, carried=packed)


def _brought_for(key: UUID) -> Phase:
    """Find the phase of a table, which names who reads each bid of the call."""
    phase = scoring_phase(key, "shape")
    require("weigh", phase.call)
    return phase


def _page(phase: Phase, faults: list[str], **things: object) -> str:
    return render_template(
        "review/staff/bring_assignments.html",
        call=phase.call,
        phase=phase,
        faults=faults,
        **things,
    )


@bp.post("/phases/<uuid:key>/assignments/file/stored")
def store_assignments(key: UUID) -> ResponseReturnValue:
    """Store the table that the preview showed, as one deed."""
    phase = _brought_for(key)
    told = carrying.unpacked(request.form.get("carried", ""))
    brought = tables.brought_back(told)
    if brought is None:
        return _page(phase, [_("Choose a file first.")]), 422
    tell_counts(*tables.store(phase, *brought, by=person()))
    return to_the_list(phase)
