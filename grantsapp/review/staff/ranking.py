"""The bids in the order of their scores."""

from dataclasses import replace
from uuid import UUID

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp import jobs
from grantsapp.access import person, require
from grantsapp.calls import queries as calls
from grantsapp.calls.models import Call
from grantsapp.db import db
from grantsapp.i18n import gettext as _
from grantsapp.review.actions import calibrating, ranking_out, solving
from grantsapp.review.models import Phase, Solve, SolveStage, Wanted
from grantsapp.review.queries import placing
from grantsapp.review.queries import ranking as rankings
from grantsapp.review.queries.solving import is_given_up, last_solve
from grantsapp.review.staff.blueprint import bp, shown_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS = {"csv": "text/csv", "xlsx": XLSX}


@bp.get("/calls/<reference>/ranking")
def ranking(reference: str) -> ResponseReturnValue:
    """Rank the bids of a phase: plain, with what was agreed, and calibrated beside."""
    found = _bare_call(reference)
    field, phase = _asked_for(found)
    table = _table(phase, field) if phase else None
    asked = table.asked if table else None
    waits = asked is not None and asked.ready_at is None
    rows, left_out = shown_of(found, table.places if table else [], _bid_of)
    return render_template(
        "review/staff/ranking.html",
        call=found,
        phases=placing.scoring_phases(field),
        phase=phase,
        table=table,
        sorts=placing.SORTS,
        rows=rows,
        left_out=left_out,
        job=jobs.asked(f"solve:{asked.key}") if asked and waits else None,
    )


def _bid_of(place: placing.Place) -> UUID:
    return place.bid.id


def _bare_call(reference: str, *, lock: bool = False) -> Call:
    """Find a call that this person manages, without what no ranking shows."""
    found = calls.call(reference, lock=lock, bare=True) or abort(404)
    require("manage", found)
    return found


def _asked_for(call: Call) -> tuple[rankings.Field, Phase | None]:
    """Read the bids, and the phase of the address; without one, the last that began."""
    field = rankings.field_of(call)
    phases = placing.scoring_phases(field)
    code = request.args.get("phase")
    if code:
        return field, next((p for p in phases if p.code == code), None) or abort(404)
    begun = [phase for phase in phases if phase.has_begun]
    return field, (begun or phases[:1] or [None])[-1]


def _table(phase: Phase, field: rankings.Field) -> placing.Table:
    sort = request.args.get("sort", "mean")
    sort = sort if sort in placing.SORTS else "mean"
    return placing.table(phase, field, sort, solving.digest_of)


@bp.post("/calls/<reference>/ranking/calibration")
def calibrate(reference: str) -> ResponseReturnValue:
    """Ask a worker to calibrate the scores; asked twice on the same, it works once."""
    found = _bare_call(reference, lock=True)
    field, phase = _asked_for(found)
    if phase is None:
        abort(404)
    snapshot = placing.snapshot_of(rankings.scores_in(phase, field), found)
    last = last_solve(found, Wanted.CALIBRATION, phase=phase)
    is_same = last is not None and last.digest == solving.digest_of(snapshot)
    if last is not None and is_same and _is_on_its_way(last):
        flash(_("The calibrated scores are being worked out already."))
    elif last is not None and is_same and last.stage is SolveStage.READY:
        flash(_("The calibrated scores are up to date: no score has changed since."))
    else:
        facts = {"snapshot": snapshot, "settings": {"seed": calibrating.SEED}}
        kind = Wanted.CALIBRATION
        solving.ask(found, kind, phase=phase, by=person(), **facts)
        flash(_("The calibrated scores are being worked out. Look again in a moment."))
    place = url_for(".ranking", reference=reference, phase=phase.code)
    return redirect(place, 303)


def _is_on_its_way(asked: Solve) -> bool:
    return asked.stage is SolveStage.ASKED and not is_given_up(asked)


@bp.post("/calls/<reference>/ranking.<any(csv, xlsx):ending>")
def take_ranking(reference: str, ending: str) -> ResponseReturnValue:
    """Hand out the ranking as a table, and note who took it."""
    found = _bare_call(reference)
    field, phase = _asked_for(found)
    if phase is None:
        abort(404)
    table = _table(phase, field)
    rows, _left_out = shown_of(found, table.places, _bid_of)
    content = ranking_out.write(replace(table, places=rows), found, ending)
    name, code = f"{reference}-ranking-{phase.code}.{ending}", phase.code
    db.session.rollback()
    again = _bare_call(reference, lock=True)
    ranking_out.note(again, content, by=person(), kind=ending, phase=code)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, mimetype=KINDS[ending], headers=headers)
