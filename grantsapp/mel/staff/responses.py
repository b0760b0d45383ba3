"""One response, for the evaluator alone: what was answered, and whether it counts."""

from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from grantsapp.access import person, require
from grantsapp.forms import Form
from grantsapp.i18n import gettext as _
from grantsapp.mel import forms, queries, telling_quality
from grantsapp.mel.actions import excluding
from grantsapp.mel.models import Response
from grantsapp.mel.quality.reasons import Why
from grantsapp.mel.staff.blueprint import bp


def _response(key: UUID, *, lock: bool = False) -> Response:
    found = queries.response(key, lock=lock) or abort(404)
    require("weigh answers", found.survey.award.call)
    return found


@bp.get("/responses/<uuid:key>")
def response(key: UUID) -> ResponseReturnValue:
    """Show what one person answered in one go, and what can be doubted of it."""
    return _page(_response(key))


@bp.post("/responses/<uuid:key>/exclusion")
def exclude(key: UUID) -> ResponseReturnValue:
    """Leave a response out of all figures, with a reason."""
    found, form = _response(key, lock=True), forms.ExcludeForm(prefix="out-")
    excluding.check_in(found)
    if not form.validate_on_submit():
        return _page(found, form), 422
    why, note = Why(form.reason.data), form.note.data or ""
    excluding.exclude([found], why, note, by=person())
    flash(_("The response is left out of all figures."))
    return redirect(url_for(".response", key=key), 303)


@bp.post("/responses/<uuid:key>/exclusion/lifting")
def restore(key: UUID) -> ResponseReturnValue:
    """Take a response in again, with a reason."""
    found, form = _response(key, lock=True), forms.RestoreForm(prefix="in-")
    excluding.check_out(found)
    if not form.validate_on_submit():
        return _page(found, form), 422
    excluding.restore(found, form.because.data or "", by=person())
    flash(_("The response is no longer left out."))
    return redirect(url_for(".response", key=key), 303)


@bp.post("/responses/<uuid:key>/preference")
def prefer(key: UUID) -> ResponseReturnValue:
    """Count this response of a sitting, in place of the others that it sent."""
    found, form = _response(key, lock=True), forms.PreferForm(prefix="this-")
    excluding.check_behind(found)
    if not form.validate_on_submit():
        return _page(found, form), 422
    excluding.prefer(found, form.because.data or "", by=person())
    flash(_("This response counts now, and the others of its sitting do not."))
    return redirect(url_for(".response", key=key), 303)


@bp.post("/responses/<uuid:key>/parting")
def part(key: UUID) -> ResponseReturnValue:
    """Count a sheet of paper as another person's than the one with its number."""
    found, form = _response(key, lock=True), forms.PartForm(prefix="two-")
    excluding.check_paper(found)
    if not form.validate_on_submit():
        return _page(found, form), 422
    excluding.part(found, form.because.data or "", by=person())
    flash(_("They are two people now, and this response counts."))
    return redirect(url_for(".response", key=key), 303)


def _page(found: Response, wrong: Form | None = None) -> str:
    """Show a response; with the form that was wrong, as it was typed."""
    kinds: dict[str, Any] = {
        "out": forms.ExcludeForm,
        "in": forms.RestoreForm,
        "this": forms.PreferForm,
        "two": forms.PartForm,
    }
    offered = {
        name: wrong if isinstance(wrong, kind) else kind(None, prefix=f"{name}-")
        for name, kind in kinds.items()
    }
    return render_template(
        "mel/staff/response.html",
        call=found.survey.award.call,
        response=found,
        weight=queries.weight_of(found),
        told=queries.told_in(found),
        texts=queries.sittings_of(found.survey, found.client_key),
        out=excluding.standing(found),
        forms=offered,
        wrong=wrong,
        titles=queries.titles_of(found.survey),
        say=telling_quality,
    )
