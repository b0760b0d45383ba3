"""The pages of fund managers: phases, panel, assignments, ranking, decisions."""

from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp.access import person, require
from grantsapp.calls import queries as calls
from grantsapp.calls.forms.applicant import TELLING
from grantsapp.calls.models import Application, Call
from grantsapp.errors import Late, Refused
from grantsapp.forms import Form
from grantsapp.i18n import gettext as _
from grantsapp.i18n import ngettext
from grantsapp.review import forms
from grantsapp.review.actions import deciding
from grantsapp.review.actions import moderating as actions
from grantsapp.review.models import (
    EXPERTISE,
    KINDS,
    Criterion,
    Decision,
    Kind,
    Outcome,
    Phase,
)
from grantsapp.review.queries import deciding as decided
from grantsapp.review.queries import moderating as queries
from grantsapp.review.queries import ranking as rankings

bp = Blueprint("review_staff", __name__, url_prefix="/staff")


def _call(reference: str, *, lock: bool = False) -> Call:
    found = calls.call(reference, lock=lock) or abort(404)
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
    things = {"readings": calls.readings(bid), "raw": calls.raw_answers(bid), **TELLING}
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
        rows=rankings.ranking(phase) if phase else [],
    )


@bp.get("/calls/<reference>/decisions")
def decisions(reference: str) -> ResponseReturnValue:
    """Show what is decided, what waits for a second person, and what is left."""
    found = _call(reference)
    choices = decided.choices_in(found)
    return render_template(
        "review/staff/decisions.html",
        call=found,
        choices=choices,
        waiting=decided.waiting_for(person(), choices),
        left=decided.left_of(found),
    )


@bp.route("/calls/<reference>/decisions/<uuid:key>", methods=["GET", "POST"])
def decide(reference: str, key: UUID) -> ResponseReturnValue:
    """Decide on one bid, beside its ranking and its text."""
    found = _call(reference, lock=request.method == "POST")
    choices = decided.choices_in(found)
    choice = next((c for c in choices if c.bid.id == key), None) or abort(404)
    bid = calls.application(key) or abort(404)
    require("decide on", bid)
    if choice.decision is not None and request.method == "POST":
        require("write", choice.decision)
    form = _decision_form(choice, found.fund.currency)
    things = {"call": found, "choice": choice, "left": decided.left_of(found)}
    if form.is_submitted() and (form.version.data or "0") != str(_version(choice)):
        form.show_both(choice.decision, _version(choice))
        return render_template("review/staff/decision.html", form=form, **things), 409
    if form.validate_on_submit() and _is_whole(form, choice, found):
        _decide(bid, form)
        return redirect(url_for(".decisions", reference=reference), 303)
    return _page("review/staff/decision.html", form, **things)


def _decision_form(choice: decided.Choice, currency: str) -> forms.DecisionForm:
    """Begin with what was decided, or with what the bid asks for."""
    begun: dict[str, object] = {"amount": choice.bid.amount}
    if choice.row is None:
        begun = {"outcome": Outcome.DECLINE, "feedback": choice.ineligible_because}
    form = forms.DecisionForm(obj=choice.decision, data=begun)
    if choice.decision is not None:
        form = forms.DecisionForm(obj=choice.decision)
    if not form.is_submitted():
        form.version.data = str(_version(choice))
    form.amount.in_currency(currency)
    return form


def _version(choice: decided.Choice) -> int:
    """Say which edit of the decision it is; 0 before anybody decided."""
    return choice.decision.version if choice.decision else 0


def _is_whole(form: forms.DecisionForm, choice: decided.Choice, call: Call) -> bool:
    """Look at what only this bid knows: money left, eligibility, a newer decision."""
    if form.outcome.data == Outcome.FUND and choice.row is None:
        form.outcome.errors = [_("This bid is not eligible, so it cannot be funded.")]
        return False
    decision = choice.decision
    if form.outcome.data != Outcome.FUND:
        return True
    held = decision.holds if decision else 0
    try:
        deciding.refuse_too_much(call, form.amount.data - held)
    except Refused as reason:
        form.amount.errors = [str(reason)]
        return False
    return True


def _decide(bid: Application, form: forms.DecisionForm) -> None:
    deciding.decide(
        bid,
        outcome=Outcome(form.outcome.data),
        amount=form.amount.data,
        reason=str(form.reason.data).strip(),
        feedback=str(form.feedback.data).strip(),
        by=person(),
    )
    words = _(
        "The decision on %(bid)s is saved. Somebody else approves it.",
        bid=bid.reference,
    )
    flash(words)


@bp.post("/calls/<reference>/approvals")
def approve(reference: str) -> ResponseReturnValue:
    """Approve the ticked decisions, each as it stood on the page."""
    _call(reference, lock=True)
    seen = [tick.partition(" ") for tick in request.form.getlist("decision")]
    count = 0
    for key, _space, version in seen:
        decision = _decision(key)
        require("approve", decision)
        if str(decision.version) != version:
            raise Refused(_("A decision was changed meanwhile. Look at it again."))
        deciding.approve(decision, by=person())
        count += 1
    flash(ngettext("One decision approved.", "%(num)d decisions approved.", count))
    return redirect(url_for(".decisions", reference=reference), 303)


def _decision(key: str | UUID) -> Decision:
    try:
        return decided.decision(UUID(str(key)), lock=True) or abort(404)
    except ValueError:
        abort(400)


@bp.route("/decisions/<uuid:key>/return", methods=["GET", "POST"])
def send_back(key: UUID) -> ResponseReturnValue:
    """Send a decision back to be made anew."""
    found = _decision(key)
    require("approve", found)
    form = forms.SendBackForm()
    call = found.application.call
    if not form.is_submitted():
        form.version.data = str(found.version)
    elif form.version.data != str(found.version):
        raise Late(_("A decision was changed meanwhile. Look at it again."))
    if form.validate_on_submit():
        deciding.send_back(found, because=str(form.because.data).strip(), by=person())
        return redirect(url_for(".decisions", reference=call.reference), 303)
    return _page("review/staff/send_back.html", form, call=call, decision=found)
