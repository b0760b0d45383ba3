"""What becomes of the bids."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp.access import person, require
from grantsapp.calls import queries as calls
from grantsapp.calls.models import Application, Call
from grantsapp.errors import Late, Refused
from grantsapp.i18n import gettext as _
from grantsapp.i18n import ngettext
from grantsapp.review.actions import deciding
from grantsapp.review.forms import deciding as forms
from grantsapp.review.models import (
    Decision,
    Outcome,
)
from grantsapp.review.queries import deciding as decided
from grantsapp.review.staff.blueprint import bp, page_of, the_call


@bp.get("/calls/<reference>/decisions")
def decisions(reference: str) -> ResponseReturnValue:
    """Show what is decided, what waits for a second person, and what is left."""
    found = the_call(reference)
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
    found = the_call(reference, lock=request.method == "POST")
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
    return page_of("review/staff/decision.html", form, **things)


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
    the_call(reference, lock=True)
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
    return page_of("review/staff/send_back.html", form, call=call, decision=found)
