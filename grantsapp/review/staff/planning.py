"""The phases of a call: which, in what order, when, and by which rules."""

from uuid import UUID

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp.access import person, require
from grantsapp.calls.models import Call
from grantsapp.i18n import gettext as _
from grantsapp.review import queries
from grantsapp.review.actions import planning
from grantsapp.review.forms import planning as forms
from grantsapp.review.models import ADVANCE, KINDS, SEEN, Kind, Phase
from grantsapp.review.queries import planning as plans
from grantsapp.review.rules.phases import reviewed_among
from grantsapp.review.staff.blueprint import (
    bp,
    page_of,
    refuse_stale,
    state_of,
    the_call,
)

WORDS = {"kinds": KINDS, "seen": SEEN, "advance": ADVANCE}


@bp.route("/calls/<reference>/phases", methods=["GET", "POST"])
def phases(reference: str) -> ResponseReturnValue:
    """Show the phases with their criteria, and add a phase."""
    found = the_call(reference, lock=request.method == "POST")
    laid = plans.laid_out(found)
    form = forms.PhaseForm().in_languages(found.languages)
    form.taken = frozenset(one.phase.code for one in laid)
    form.has_check = any(one.phase.kind is Kind.ELIGIBILITY for one in laid)
    if form.validate_on_submit():
        facts = {name: form[name].data for name in ("code", "title")}
        made = planning.add_phase(
            found, by=person(), kind=Kind(form.kind.data), **facts
        )
        flash(_("The phase is added. Now say when and how it goes."))
        return redirect(url_for(".edit_phase", key=made.id), 303)
    return page_of("review/staff/phases.html", form, call=found, laid=laid, **WORDS)


@bp.route("/phases/<uuid:key>", methods=["GET", "POST"])
def edit_phase(key: UUID) -> ResponseReturnValue:
    """Say when a phase is, how bids are scored in it, and which go on."""
    found = the_phase(key)
    require("shape", found)
    is_reviewed = bool(reviewed_among([found.id]))
    areas = plans.areas_of_expertise(found.call.fund)
    form = forms.SettingsForm.of(found, areas, is_reviewed=is_reviewed)
    form.before, form.after = plans.edges_of(found)
    if found.kind is Kind.SCORING:
        form.closes_at = found.call.closes_at
    refuse_stale(form, state_of(found))
    if form.validate_on_submit():
        planning.edit_phase(found, by=person(), **form.facts())
        flash(_("The phase is saved."))
        return back_to_phases(found.call)
    things = {"phase": found, "is_reviewed": is_reviewed, **WORDS}
    return page_of("review/staff/phase.html", form, call=found.call, **things)


@bp.post("/phases/<uuid:key>/order")
def move_phase(key: UUID) -> ResponseReturnValue:
    """Move a phase up or down, while nothing was done in it."""
    found = the_phase(key)
    require("move", found)
    planning.move_phase(found, up=request.form.get("to") != "down", by=person())
    return back_to_phases(found.call)


@bp.post("/phases/<uuid:key>/removal")
def remove_phase(key: UUID) -> ResponseReturnValue:
    """Take a phase out, while nothing was done in it."""
    found = the_phase(key)
    require("remove", found)
    call = found.call
    planning.remove_phase(found, by=person())
    flash(_("The phase is removed."))
    return back_to_phases(call)


def the_phase(key: UUID) -> Phase:
    """Find a phase, with its call locked where something is to change in it."""
    return queries.phase(key, lock=request.method == "POST") or abort(404)


def back_to_phases(call: Call) -> ResponseReturnValue:
    """Go to the phases of a call."""
    return redirect(url_for(".phases", reference=call.reference), 303)
