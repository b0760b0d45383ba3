"""Phases and criteria."""

from uuid import UUID

from flask import abort, redirect, url_for
from flask.typing import ResponseReturnValue

from grantsapp.access import person, require
from grantsapp.review import queries
from grantsapp.review.actions import planning
from grantsapp.review.forms import planning as forms
from grantsapp.review.models import (
    KINDS,
    Criterion,
    Kind,
    Phase,
)
from grantsapp.review.staff.blueprint import bp, page_of, the_call


@bp.route("/calls/<reference>/phases", methods=["GET", "POST"])
def phases(reference: str) -> ResponseReturnValue:
    """Show the phases with their criteria, and add a phase."""
    found = the_call(reference)
    form = forms.PhaseForm().in_languages(found.languages)
    if form.validate_on_submit():
        facts = {name: form[name].data for name in ("code", "title")}
        planning.add_phase(found, by=person(), kind=Kind(form.kind.data), **facts)
        return redirect(url_for(".phases", reference=reference), 303)
    things = {"phases": queries.phases_of(found), "kinds": KINDS}
    return page_of("review/staff/phases.html", form, call=found, **things)


@bp.route("/phases/<uuid:key>/criteria", methods=["GET", "POST"])
def add_criterion(key: UUID) -> ResponseReturnValue:
    """Add a criterion to a phase."""
    found = queries.phase(key) or abort(404)
    require("write", found)
    form = forms.CriterionForm().in_languages(found.call.languages)
    if form.validate_on_submit():
        planning.add_criterion(found, by=person(), **form.facts())
        return _back_to_phases(found)
    return page_of("review/staff/criterion.html", form, call=found.call)


@bp.route("/criteria/<uuid:key>", methods=["GET", "POST"])
def edit_criterion(key: UUID) -> ResponseReturnValue:
    """Change a criterion."""
    found = _criterion(key)
    form = forms.CriterionForm(obj=found, data=forms.CriterionForm.rubric_of(found))
    form.in_languages(found.phase.call.languages)
    if form.validate_on_submit():
        planning.edit_criterion(found, by=person(), **form.facts())
        return _back_to_phases(found.phase)
    return page_of("review/staff/criterion.html", form, call=found.phase.call)


@bp.post("/criteria/<uuid:key>/removal")
def remove_criterion(key: UUID) -> ResponseReturnValue:
    """Remove a criterion."""
    found = _criterion(key)
    phase = found.phase
    planning.remove_criterion(found, by=person())
    return _back_to_phases(phase)


def _criterion(key: UUID) -> Criterion:
    found = queries.criterion(key) or abort(404)
    require("write", found)
    return found


def _back_to_phases(phase: Phase) -> ResponseReturnValue:
    return redirect(url_for(".phases", reference=phase.call.reference), 303)
