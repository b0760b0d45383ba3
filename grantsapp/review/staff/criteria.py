"""What bids are scored on in a phase."""

from typing import Any
from uuid import UUID

from flask import abort, flash, render_template, request
from flask.typing import ResponseReturnValue

from grantsapp.access import person, require
from grantsapp.errors import Refused
from grantsapp.i18n import gettext as _
from grantsapp.i18n import ngettext
from grantsapp.review import queries
from grantsapp.review.actions import planning
from grantsapp.review.forms.criteria import CriterionForm
from grantsapp.review.models import Criterion, Phase
from grantsapp.review.queries import planning as plans
from grantsapp.review.staff.blueprint import bp, page_of, refuse_stale, state_of
from grantsapp.review.staff.planning import back_to_phases, the_phase

_PAGE = "review/staff/criterion.html"


@bp.route("/phases/<uuid:key>/criteria", methods=["GET", "POST"])
def add_criterion(key: UUID) -> ResponseReturnValue:
    """Add a criterion to a phase."""
    found = the_phase(key)
    require("write", found)
    form = _form(found, None)
    if not _asks_for_scale() and form.validate_on_submit():
        planning.add_criterion(found, by=person(), **form.facts())
        return back_to_phases(found.call)
    return _page(form, found)


@bp.route("/criteria/<uuid:key>", methods=["GET", "POST"])
def edit_criterion(key: UUID) -> ResponseReturnValue:
    """Change a criterion."""
    found = _criterion(key)
    form = _form(found.phase, found)
    if not _asks_for_scale():
        refuse_stale(form, state_of(found))
    if not _asks_for_scale() and form.validate_on_submit():
        planning.edit_criterion(found, by=person(), **form.facts())
        return back_to_phases(found.phase.call)
    return _page(form, found.phase)


def _form(phase: Phase, criterion: Criterion | None) -> Any:
    form = CriterionForm.of(phase, criterion)
    form.needs_all = plans.has_assignments(phase)
    return form


def _asks_for_scale() -> bool:
    return request.form.get("then") == "scale"


def _page(form: Any, phase: Phase) -> ResponseReturnValue:
    """Show the form; one that asks for another scale comes back as it was typed."""
    things = {"form": form, "call": phase.call, "phase": phase}
    if _asks_for_scale():
        status = 200 if form.scale_is_right() else 422
        return render_template(_PAGE, **things), status
    return page_of(_PAGE, **things)


@bp.post("/criteria/<uuid:key>/removal")
def remove_criterion(key: UUID) -> ResponseReturnValue:
    """Remove a criterion."""
    found = _criterion(key)
    phase = found.phase
    planning.remove_criterion(found, by=person())
    return back_to_phases(phase.call)


@bp.post("/phases/<uuid:key>/criteria/copies")
def copy_criteria(key: UUID) -> ResponseReturnValue:
    """Score on the same as in an earlier phase; the earlier scores stay."""
    found = the_phase(key)
    require("write", found)
    earlier = [p for p in queries.phases_of(found.call) if p.position < found.position]
    wanted = request.form.get("from", "")
    source = next((p for p in earlier if str(p.id) == wanted), None)
    if source is None:
        raise Refused(_("Choose an earlier phase of this call."))
    count = planning.copy_criteria(found, source, by=person())
    flash(ngettext("One criterion copied.", "%(num)d criteria copied.", count))
    return back_to_phases(found.call)


def _criterion(key: UUID) -> Criterion:
    lock = request.method == "POST"
    found = queries.criterion(key, lock=lock) or abort(404)
    require("write", found)
    return found
