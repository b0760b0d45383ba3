"""The library of instruments: read, hand out, bring in."""

import json

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp.access import may, person, require
from grantsapp.i18n import ngettext
from grantsapp.mel import instruments as reading
from grantsapp.mel import queries, xlsforms
from grantsapp.mel.actions import library
from grantsapp.mel.actions.library import Arrival
from grantsapp.mel.forms import differing, scoring
from grantsapp.mel.forms import library as forms
from grantsapp.mel.models import Instrument
from grantsapp.mel.staff.blueprint import bp


@bp.get("/instruments")
def instruments() -> ResponseReturnValue:
    """List the instruments, the newest version of each."""
    require("list", Instrument)
    themes = queries.theme_names()
    tools = [row.tool for row in queries.newest_instruments()]
    form = forms.FilterForm.of(tools, themes)
    return render_template(
        "mel/staff/instruments.html",
        tools=[tool for tool in tools if form.keeps(tool)],
        form=form,
        themes=themes,
        may_bring=may("bring in", Instrument),
    )


@bp.get("/instruments/<code>/<int:version>")
def instrument(code: str, version: int) -> ResponseReturnValue:
    """Show an instrument: items, scale, scoring, translations, and what it is."""
    tool, versions = _tool(code, version), queries.versions_of(code)
    source = tool.adapted_from
    before = source and queries.version_of(source.code, source.version)
    changes = reading.changes(before.tool, tool) if before else []
    return render_template(
        "mel/staff/instrument.html",
        tool=tool,
        versions=[row.version for row in versions],
        has_source=bool(before),
        changes=[change for change in changes if change.is_wording],
        themes=queries.theme_names(),
        losses=[forms.sentence(note) for note in xlsforms.losses([tool])],
        scoring=scoring,
        place_of=differing.place_of,
    )


@bp.get("/instruments/<code>/<int:version>/<any(json, xlsx):kind>")
def instrument_file(code: str, version: int, kind: str) -> Response:
    """Hand an instrument out, in the project's format or as an XLSForm."""
    tool = _tool(code, version)
    told = json.dumps(reading.as_json(tool), ensure_ascii=False, indent=2)
    content = xlsforms.write([tool]) if kind == "xlsx" else f"{told}\n"
    name = f'attachment; filename="{tool.code}-{tool.version}.{kind}"'
    return Response(
        content,
        mimetype=forms.KINDS[kind],
        headers={"Content-Disposition": name},
    )


def _tool(code: str, version: int) -> reading.Instrument:
    found = queries.version_of(code, version) or abort(404)
    require("read", found)
    return found.tool


@bp.route("/instruments/file", methods=["GET", "POST"])
def bring_instruments() -> ResponseReturnValue:
    """Look at what a file brings, before any of it is taken."""
    require("bring in", Instrument)
    form = forms.BringForm.of()
    if request.method == "GET":
        return _bring_page(form)
    try:
        brought = forms.sent(form.language.data or "")
    except forms.NotTaken as refused:
        return _bring_page(form, refused), 422
    found = [library.arriving(tool) for tool in brought.tools]
    clashes = [library.clash(a) for a in found if a.arrival is Arrival.CLASH]
    if clashes:
        return _bring_page(form, forms.NotTaken(clashes)), 422
    return render_template(
        "mel/staff/brought_instruments.html",
        arriving=found,
        notes=[forms.sentence(note) for note in brought.notes],
        carried=forms.carried(brought.tools),
        can_take=any(one.is_new for one in found),
        place_of=differing.place_of,
    )


@bp.post("/instruments/file/taken")
def take_instruments() -> ResponseReturnValue:
    """Take in what the preview showed."""
    require("bring in", Instrument)
    try:
        tools = forms.brought_back()
    except forms.NotTaken as refused:
        return _bring_page(forms.BringForm.of(), refused), 422
    count = len(library.take(tools, by=person()))
    flash(
        ngettext(
            "One instrument is in the library now.",
            "%(num)d instruments are in the library now.",
            count,
        )
    )
    return redirect(url_for(".instruments"), 303)


def _bring_page(form: forms.BringForm, refused: forms.NotTaken | None = None) -> str:
    return render_template(
        "mel/staff/bring_instruments.html", form=form, refused=refused
    )
