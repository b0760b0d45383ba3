"""The programme: every award of a fund or of a call, and what they come to."""

from typing import Any
from uuid import UUID

from flask import Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from grantsapp.access import person, require
from grantsapp.awards import tiles
from grantsapp.awards.actions import taking
from grantsapp.awards.forms import programme as forms
from grantsapp.awards.programme import OUTSIDE, SORTED_BY, UNKNOWN
from grantsapp.awards.queries import programme as reading
from grantsapp.awards.queries import wording
from grantsapp.awards.queries.programme import Programme
from grantsapp.awards.staff.blueprint import bp
from grantsapp.calls import queries as calls
from grantsapp.db import db

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/funds/<uuid:key>/programme")
def programme(key: UUID) -> ResponseReturnValue:
    """Show the awards that the address asks for, with their totals and a map."""
    found = _programme(key)
    form = forms.programme_form(found, request.args)
    tally = reading.tally(found, form.wish)
    by_borough = {t.code: t for t in tally.boroughs}
    drawn, steps = tiles.drawn({code: t.count for code, t in by_borough.items()})
    return render_template(
        "awards/staff/programme.html",
        fund=found.fund,
        of_call=found.call,
        found=found,
        form=form,
        wish=form.wish,
        tally=tally,
        by_borough=by_borough,
        tiles=drawn,
        steps=steps,
        size=(tiles.WIDTH, tiles.HEIGHT, tiles.SIDE),
        query=forms.as_query(request.args),
        sorted_by=SORTED_BY,
        outside=(OUTSIDE, UNKNOWN),
        boroughs=wording.boroughs(),
        **_WORDS,
    )


_WORDS: dict[str, Any] = {
    "columns": wording.COLUMNS,
    "stages": wording.STAGES,
    "health": wording.HEALTH,
    "tones": wording.TONES,
    "awaited": wording.AWAITED,
    "not_split": wording.NOT_SPLIT,
    "unnamed": wording.UNNAMED,
    "filters": forms.FILTERS,
}


def _programme(key: UUID) -> Programme:
    """Read a fund's awards for its managers, or a call's for those of the call."""
    if not (reference := request.args.get("call")):
        fund = calls.fund(key) or abort(404)
        require("manage", fund)
        return reading.programme(fund, by=person())
    call = calls.call(reference, bare=True) or abort(404)
    require("manage", call)
    if call.fund_id != key:
        abort(404)
    return reading.programme(call.fund, call, by=person())


@bp.post("/funds/<uuid:key>/programme.csv")
def programme_csv(key: UUID) -> ResponseReturnValue:
    """Hand out the awards that the address asks for as CSV."""
    return _taken(key, "csv", "text/csv")


@bp.post("/funds/<uuid:key>/programme.xlsx")
def programme_xlsx(key: UUID) -> ResponseReturnValue:
    """Hand out awards and totals as a workbook."""
    return _taken(key, "xlsx", XLSX)


def _taken(key: UUID, ending: str, kind: str) -> Response:
    """Read and write first, so that nobody waits for it; then note who took it."""
    found = _programme(key)
    tally = reading.tally(found, forms.programme_form(found, request.args).wish)
    content = taking.WRITE[ending](tally)
    db.session.rollback()
    fund = calls.fund(key, lock=True) or abort(404)
    said = {"kind": ending, "filter": forms.as_query(request.args)}
    taking.note(fund, content, by=person(), count=len(tally.lines), **said)
    name = f"{found.call.reference if found.call else 'fund'}-programme.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, mimetype=kind, headers=headers)
