"""The pages of fund managers: phases, eligibility, panel, assignments, ranking."""

from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp.access import person, require
from grantsapp.calls import queries as calls
from grantsapp.calls.forms.applicant import shown
from grantsapp.calls.models import Application, Call
from grantsapp.forms import Form
from grantsapp.i18n import gettext as _
from grantsapp.i18n import ngettext
from grantsapp.review import actions, forms, queries
from grantsapp.review.models import EXPERTISE, KINDS, Criterion, Kind, Phase

bp = Blueprint("review_staff", __name__, url_prefix="/staff")


def _call(reference: str) -> Call:
    found = calls.call(reference) or abort(404)
    require("manage", found)
    return found


def _page(template: str, form: Form, **things: object) -> ResponseReturnValue:
    status = 422 if form.is_submitted() else 200
    return render_template(template, form=form, **things), status


@bp.route("/calls/<reference>/phases", methods=["GET", "POST"])
def phases(reference: str) -> ResponseReturnValue:
    """Show the phases with their criteria, and add a phase."""
    found = _call(reference)
    form = forms.PhaseForm().in_languages(found.languages)
    if form.validate_on_submit():
        facts = {name: form[name].data for name in ("code", "title")}
        actions.add_phase(found, by=person(), kind=Kind(form.kind.data), **facts)
        return redirect(url_for(".phases", reference=reference), 303)
    things = {"phases": queries.phases_of(found), "kinds": KINDS}
    return _page("review/staff/phases.html", form, call=found, **things)


@bp.route("/phases/<uuid:key>/criteria", methods=["GET", "POST"])
def add_criterion(key: UUID) -> ResponseReturnValue:
    """Add a criterion to a phase."""
    found = queries.phase(key) or abort(404)
    require("write", found)
    form = forms.CriterionForm().in_languages(found.call.languages)
    if form.validate_on_submit():
        actions.add_criterion(found, by=person(), **form.facts())
        return _back_to_phases(found)
    return _page("review/staff/criterion.html", form, call=found.call)


@bp.route("/criteria/<uuid:key>", methods=["GET", "POST"])
def edit_criterion(key: UUID) -> ResponseReturnValue:
    """Change a criterion."""
    found = _criterion(key)
    form = forms.CriterionForm(obj=found, data=forms.CriterionForm.rubric_of(found))
    form.in_languages(found.phase.call.languages)
    if form.validate_on_submit():
        actions.edit_criterion(found, by=person(), **form.facts())
        return _back_to_phases(found.phase)
    return _page("review/staff/criterion.html", form, call=found.phase.call)


@bp.post("/criteria/<uuid:key>/removal")
def remove_criterion(key: UUID) -> ResponseReturnValue:
    """Remove a criterion."""
    found = _criterion(key)
    phase = found.phase
    actions.remove_criterion(found, by=person())
    return _back_to_phases(phase)


def _criterion(key: UUID) -> Criterion:
    found = queries.criterion(key) or abort(404)
    require("write", found)
    return found


def _back_to_phases(phase: Phase) -> ResponseReturnValue:
    return redirect(url_for(".phases", reference=phase.call.reference), 303)


@bp.get("/calls/<reference>/eligibility")
def eligibility(reference: str) -> ResponseReturnValue:
    """List the bids with what the eligibility check found."""
    found = _call(reference)
    phase = queries.phase_of_kind(found, Kind.ELIGIBILITY)
    return render_template(
        "review/staff/eligibility.html",
        call=found,
        phase=phase,
        applications=calls.submitted_applications(found),
        checks=queries.checks_of(phase),
    )


@bp.route("/calls/<reference>/eligibility/<uuid:key>", methods=["GET", "POST"])
def check_eligibility(reference: str, key: UUID) -> ResponseReturnValue:
    """Check one bid."""
    found = _call(reference)
    phase = queries.phase_of_kind(found, Kind.ELIGIBILITY) or abort(404)
    bid = _bid_in(found, key)
    form = _eligibility_form(phase, bid)
    if form.validate_on_submit():
        eligible = form.verdict.data == "yes"
        reason = "" if eligible else str(form.reason.data).strip()
        actions.check_eligibility(
            phase, bid, is_eligible=eligible, reason=reason, by=person()
        )
        flash(_("The check of %(bid)s is saved.", bid=bid.reference))
        return redirect(url_for(".eligibility", reference=reference), 303)
    things = {"readings": calls.readings(bid), "shown": shown}
    return _page("review/staff/check.html", form, call=found, application=bid, **things)


def _bid_in(call: Call, key: UUID) -> Application:
    bid = calls.application(key) or abort(404)
    if bid.call_id != call.id:
        abort(404)
    require("manage", bid)
    return bid


def _eligibility_form(phase: Phase, bid: Application) -> forms.EligibilityForm:
    check = queries.checks_of(phase).get(bid.id)
    if check is None:
        return forms.EligibilityForm()
    verdict = "yes" if check.is_eligible else "no"
    return forms.EligibilityForm(data={"verdict": verdict, "reason": check.reason})


@bp.route("/calls/<reference>/panel", methods=["GET", "POST"])
def panel(reference: str) -> ResponseReturnValue:
    """Show the panel, and invite somebody."""
    found = _call(reference)
    form = forms.InvitationForm()
    if form.validate_on_submit():
        actions.invite(
            found,
            email=str(form.email.data),
            name=str(form.name.data),
            expertise=list(form.expertise.data or []),
            by=person(),
        )
        flash(_("The invitation is on its way."))
        return redirect(url_for(".panel", reference=reference), 303)
    things = {"panel": queries.panel_of(found), "expertise": EXPERTISE}
    return _page("review/staff/panel.html", form, call=found, **things)


@bp.route("/calls/<reference>/assignments", methods=["GET", "POST"])
def assignments(reference: str) -> ResponseReturnValue:
    """Show who scores what, and change it."""
    found = _call(reference)
    phase = queries.phase_of_kind(found, Kind.SCORING)
    if request.method == "POST":
        added, removed = actions.assign(phase or abort(404), _pairs(), by=person())
        flash(
            ngettext("One assignment added", "%(num)d assignments added", added)
            + ". "
            + ngettext("One removed", "%(num)d removed", removed)
            + "."
        )
        return redirect(url_for(".assignments", reference=reference), 303)
    known = queries.assignments_in(phase) if phase else []
    return render_template(
        "review/staff/assignments.html",
        call=found,
        phase=phase,
        bids=queries.eligible_applications(found),
        panel=[m for m in queries.panel_of(found) if m.answered == "accepted"],
        known={(a.moderator_id, a.application_id): a for a in known},
        conflicts=queries.conflicts_in(found),
        expertise=EXPERTISE,
    )


def _pairs() -> set[actions.Pair]:
    """Read the ticked boxes: a moderator and a bid each."""
    try:
        halves = [value.split(" ") for value in request.form.getlist("pair")]
        return {(UUID(moderator), UUID(bid)) for moderator, bid in halves}
    except ValueError:
        abort(400)


@bp.get("/calls/<reference>/ranking")
def ranking(reference: str) -> ResponseReturnValue:
    """Rank the bids by their weighted means, with the spread between moderators."""
    found = _call(reference)
    phase = queries.phase_of_kind(found, Kind.SCORING)
    return render_template(
        "review/staff/ranking.html",
        call=found,
        phase=phase,
        rows=queries.ranking(phase) if phase else [],
    )
