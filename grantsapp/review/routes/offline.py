"""A moderator scores in a spreadsheet: out, and in with a look at it first."""

from uuid import UUID

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp.access import may, person, require
from grantsapp.calls import tables
from grantsapp.calls.forms import translating as texts_forms
from grantsapp.calls.texts import Malformed
from grantsapp.i18n import ngettext
from grantsapp.review import queries
from grantsapp.review.actions import offline
from grantsapp.review.forms import offline as forms
from grantsapp.review.models import CONFIDENCE, Assignment, Phase
from grantsapp.review.queries import outstanding
from grantsapp.review.queries.translated import translations_of
from grantsapp.review.routes.blueprint import bp

Mine = dict[UUID, Assignment]


def _the_phase(key: UUID) -> tuple[Phase, Mine]:
    """Find a phase in which this person scores, and what they are asked there."""
    found = queries.phase(key) or abort(404)
    require("score in", found)
    return found, {a.id: a for a in outstanding.mine_in(found, person())}


@bp.get("/reviews/sheet/<uuid:key>.xlsx")
def sheet_file(key: UUID) -> Response:
    """Hand a moderator the sheet of what they may read in a phase."""
    found, mine = _the_phase(key)
    content = forms.workbook(found, [a for a in mine.values() if may("read", a)])
    name = f"{found.call.reference}-{found.code}.xlsx"
    return Response(
        content,
        mimetype=tables.KIND,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@bp.route("/scoring-sheets/<uuid:key>", methods=["GET", "POST"])
def sheet(key: UUID) -> ResponseReturnValue:
    """Explain the sheet and take it back; show what it would change."""
    found, mine = _the_phase(key)
    if request.method == "GET":
        return _sheet_page(found, mine, [])
    try:
        content = texts_forms.sent_file()
        if content is None:
            return _sheet_page(found, mine, [texts_forms.choose_first()]), 422
        rows = forms.read(content)
    except Malformed as malformed:
        sentences = [texts_forms.sentence(fault) for fault in malformed.faults]
        return _sheet_page(found, mine, sentences), 422
    return _preview(found, mine, offline.look(rows, mine))


@bp.post("/scoring-sheets/<uuid:key>/stored")
def store_sheet(key: UUID) -> ResponseReturnValue:
    """Store what the preview showed; where something changed since, show it again."""
    found, mine = _the_phase(key)
    brought = forms.brought_back(request.form.get("carried", ""))
    if brought is None or not brought[0]:
        return _sheet_page(found, mine, [texts_forms.choose_first()]), 422
    rows, torn = brought
    mine = _locked(mine, rows)
    looked = offline.look(rows, mine)
    if looked.refusals:
        return _preview(found, mine, looked), 409
    wished = request.form.get("submit") == "y"
    whole = {key for key in looked.reviews if wished and str(key) not in torn}
    kept, handed_in = offline.store(looked, mine, submit=whole, by=person())
    flash(
        ngettext("One review is kept.", "%(num)d reviews are kept.", kept)
        + " "
        + ngettext("One is handed in.", "%(num)d are handed in.", handed_in)
    )
    return redirect(url_for(".reviews"), 303)


def _locked(mine: Mine, rows: list[offline.Row]) -> Mine:
    """Hold the reviews that rows are about, in one order for everybody."""
    wanted = {row.key.split(" ")[0] for row in rows}
    keys = sorted(key for key in mine if str(key) in wanted)
    held = {key: queries.assignment(key, lock=True) for key in keys}
    return {**mine, **{key: one for key, one in held.items() if one}}


def _sheet_page(found: Phase, mine: Mine, faults: list[str]) -> str:
    readable = [a for a in mine.values() if may("read", a)]
    return render_template(
        "review/sheet.html",
        phase=found,
        readable=len(readable),
        closed=len(mine) - len(readable),
        faults=faults,
    )


def _preview(found: Phase, mine: Mine, looked: offline.Looked) -> str:
    """Show row by row what would change, and what is not taken."""
    shown = looked.reviews | looked.torn
    known = translations_of([mine[key].application for key in shown], only="title")
    views = {key: queries.bid_outline(mine[key].reading, known=known) for key in shown}
    return render_template(
        "review/brought_sheet.html",
        phase=found,
        looked=looked,
        bids=views,
        titles={criterion.code: criterion.title for criterion in found.criteria},
        sureness={str(number): words for number, words in CONFIDENCE.items()},
        carried=forms.carried(looked),
    )
