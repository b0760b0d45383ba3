"""Whole calls: as a file, from a file, from an earlier call."""

from typing import Any
from uuid import UUID

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp.access import person, require
from grantsapp.calls import queries
from grantsapp.calls.actions import packing
from grantsapp.calls.facts import Fault, Faults, Why
from grantsapp.calls.forms import carrying
from grantsapp.calls.forms import packing as forms
from grantsapp.calls.forms import translating as texts_forms
from grantsapp.calls.models import Call, Fund
from grantsapp.calls.queries import translations as stands
from grantsapp.calls.staff.blueprint import bp, page
from grantsapp.calls.texts import Malformed
from grantsapp.i18n import gettext as _

MOST_FAULTS = 50


@bp.get("/calls/<reference>/file")
def call_file(reference: str) -> Response:
    """Hand a whole call out as one JSON file; there is nothing of a person in it."""
    found = queries.call(reference) or abort(404)
    require("manage", found)
    name = f'attachment; filename="{reference}.json"'
    return Response(
        forms.as_file(packing.pack(found)),
        mimetype="application/json",
        headers={"Content-Disposition": name},
    )


@bp.route("/funds/<uuid:key>/calls/file", methods=["GET", "POST"])
def bring_call(key: UUID) -> ResponseReturnValue:
    """Look at the file of a call, before a call is made from it."""
    found = _fund(key)
    if request.method == "GET":
        return _import_page(found, [])
    try:
        content = texts_forms.sent_file()
        if content is None:
            return _import_page(found, [texts_forms.choose_first()]), 422
        document = forms.document(content)
        values = packing.check(document, found)
    except Malformed as malformed:
        sentences = [texts_forms.sentence(fault) for fault in malformed.faults]
        return _import_page(found, sentences), 422
    except Faults as faults:
        return _import_page(found, _sentences(faults)), 422
    form = forms.ImportForm.of(found, values, fresh=True)
    return _preview(found, form, document, values)


@bp.post("/funds/<uuid:key>/calls/file/made")
def make_call(key: UUID) -> ResponseReturnValue:
    """Make a call from the file that the preview showed, as a draft."""
    found = _fund(key)
    document = carrying.unpacked(request.form.get("carried", ""))
    try:
        values = packing.check(document, found)
        form = forms.ImportForm.of(found, values)
        if not form.validate() or _is_taken(form):
            return _preview(found, form, document, values), 422
        themes = form.chosen()
        call = packing.unpack(values, found, **form.facts(), themes=themes, by=person())
    except Faults as faults:
        return _import_page(found, _sentences(faults)), 422
    flash(_("The call is made, as a draft. Look through its texts and times."))
    return redirect(url_for(".call", reference=call.reference), 303)


def _is_taken(form: forms.NewCallForm) -> bool:
    """Tell at the field that another call has this reference."""
    if queries.call(str(form.reference.data)) is None:
        return False
    words = _("Another call has this reference. Choose another one.")
    form.reference.errors = [words]
    return True


def _sentences(faults: Faults) -> list[str]:
    return [forms.sentence(fault) for fault in faults.faults[:MOST_FAULTS]]


def _import_page(fund: Fund, faults: list[str]) -> str:
    return render_template("calls/staff/bring_call.html", fund=fund, faults=faults)


def _preview(fund: Fund, form: Any, document: Any, values: dict[str, Any]) -> str:
    return render_template(
        "calls/staff/brought_call.html",
        fund=fund,
        form=form,
        values=values,
        counts=forms.counts(values),
        new_themes=packing.new_themes(values, fund),
        carried=carrying.packed(document),
    )


@bp.route("/funds/<uuid:key>/calls/copy", methods=["GET", "POST"])
def copy_call(key: UUID) -> ResponseReturnValue:
    """Begin a call from an earlier one."""
    found = _fund(key)
    calls = stands.calls_to_copy(person(), found.currency)
    form = forms.CopyForm.of(found, calls)
    if form.validate_on_submit() and not _is_taken(form):
        return _copied(found, form)
    return page("calls/staff/copy_call.html", form, fund=found, calls=calls)


def _copied(fund: Fund, form: forms.CopyForm) -> ResponseReturnValue:
    source: Call = queries.call(str(form.source.data)) or abort(404)
    require("manage", source)
    try:
        call = packing.copy_call(source, fund, **form.facts(), by=person())
    except Faults as faults:
        form.source.errors = _sentences(faults) or [forms.sentence(Fault("", Why.RULE))]
        return page("calls/staff/copy_call.html", form, fund=fund, calls=[source])
    flash(_("The call is made, as a draft. Look through its texts and times."))
    return redirect(url_for(".edit_call", reference=call.reference), 303)


def _fund(key: UUID) -> Fund:
    found = queries.fund(key, lock=request.method == "POST") or abort(404)
    require("manage", found)
    return found
