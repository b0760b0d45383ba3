"""What becomes of the bids."""

from collections.abc import Iterator
from types import SimpleNamespace
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp import i18n
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
from grantsapp.review.queries import releasing, weighing
from grantsapp.review.staff.blueprint import bp, page_of, shown_of, the_call


@bp.get("/calls/<reference>/decisions")
def decisions(reference: str) -> ResponseReturnValue:
    """Show what is decided, what waits for a second person, and what is left."""
    found = the_call(reference)
    form = forms.FilterForm(request.args, meta={"csrf": False})
    form.in_words()
    is_fine = form.validate()
    choices, left_out = shown_of(found, decided.choices_in(found), lambda c: c.bid.id)
    page = render_template(
        "review/staff/decisions.html",
        call=found,
        form=form,
        choices=choices,
        shown=_filtered(choices, form) if is_fine else [],
        reserves=decided.reserve_list(choices),
        totals={sort: decided.totals(choices, sort) for sort in ("tier", "theme")},
        names=decided.names_of(found),
        waiting=decided.waiting_for(person(), choices),
        left=decided.left_of(found),
        planned=releasing.planned_release(found),
        portfolio=weighing.chosen_in(found),
        left_out=left_out,
    )
    return page, 200 if is_fine else 422


def _filtered(
    choices: list[decided.Choice], form: forms.FilterForm
) -> list[decided.Choice]:
    outcome, state = form.outcome.data, form.state.data

    def fits(choice: decided.Choice) -> bool:
        made = choice.decision
        if outcome and (made is None or made.outcome != outcome):
            return False
        if state == "held":
            return choice.is_held
        return not state or decided.state_of(choice) == state

    return [choice for choice in choices if fits(choice)]


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
    things = {
        "call": found,
        "choice": choice,
        "left": decided.left_of(found),
        "readers": _readers(bid),
        "planned": releasing.planned_release(found),
    }
    if form.is_submitted() and (form.version.data or "0") != str(_version(choice)):
        form.show_both(_as_typed(choice.decision), _version(choice))
        return render_template("review/staff/decision.html", form=form, **things), 409
    if form.validate_on_submit() and _is_whole(form, choice, found):
        _decide(bid, form)
        return redirect(url_for(".decisions", reference=reference), 303)
    return page_of("review/staff/decision.html", form, **things)


def _readers(bid: Application) -> list[str]:
    """Name the language of a bid, then those of the people of its group."""
    codes = [bid.language, *(m.person.language for m in bid.organisation.memberships)]
    return list(dict.fromkeys(codes))


def _decision_form(choice: decided.Choice, currency: str) -> forms.DecisionForm:
    """Begin with what was decided, or with what the bid asks for."""
    begun: dict[str, object] = {"amount": choice.bid.amount}
    if not choice.can_be_funded:
        reason = choice.stopped.reason if choice.stopped else ""
        begun = {"outcome": Outcome.DECLINE, "feedback": reason}
    form = forms.DecisionForm(data=begun)
    if choice.decision is not None:
        form = forms.DecisionForm(obj=_as_typed(choice.decision))
    if not form.is_submitted():
        form.version.data = str(_version(choice))
    form.amount.in_currency(currency)
    form.in_tongues(choice.bid.language)
    return form


def _as_typed(decision: Decision | None) -> SimpleNamespace:
    """Give a decision as its form would have been filled in."""
    if decision is None:
        return SimpleNamespace()
    names = ("outcome", "amount", "conditions", "place", "reason", "feedback")
    typed = {name: getattr(decision, name) for name in names}
    return SimpleNamespace(**typed, feedback_language=decision.written_in)


def _version(choice: decided.Choice) -> int:
    """Say which edit of the decision it is; 0 before anybody decided."""
    return choice.decision.version if choice.decision else 0


def _is_whole(form: forms.DecisionForm, choice: decided.Choice, call: Call) -> bool:
    """Look at what only this bid knows: how far it came, its tier, money left."""
    if form.outcome.data == Outcome.DECLINE:
        return True
    if not choice.can_be_funded:
        form.outcome.errors = [_why_not_funded(choice)]
        return False
    form.amount.errors = list(_too_much(form, choice, call))
    return not form.amount.errors


def _why_not_funded(choice: decided.Choice) -> str:
    if choice.stopped is None or not choice.is_eligible:
        return _("This bid is not eligible, so it cannot be funded.")
    return _(
        "This bid did not go on from “%(phase)s”, so it cannot be funded. Let it go "
        "on by hand first.",
        phase=choice.stopped.phase.shown().text,
    )


def _too_much(
    form: forms.DecisionForm, choice: decided.Choice, call: Call
) -> Iterator[str]:
    """Say by what an amount is too large: what is left, the size of grant."""
    amount = form.amount.data or 0
    if form.outcome.data == Outcome.FUND:
        held = choice.decision.holds if choice.decision else 0
        try:
            deciding.refuse_too_much(call, amount - held)
        except Refused as reason:
            yield str(reason)
    tier = calls.tier(call, choice.outline.tier) if choice.outline else None
    if tier is not None and amount > tier.maximum:
        most = i18n.money(tier.maximum, call.fund.currency)
        yield _("The most for this size of grant is %(amount)s.", amount=most)


def _decide(bid: Application, form: forms.DecisionForm) -> None:
    deciding.decide(
        bid,
        outcome=Outcome(form.outcome.data),
        amount=form.amount.data,
        conditions=str(form.conditions.data or "").strip(),
        place=form.place.data,
        reason=str(form.reason.data).strip(),
        feedback=str(form.feedback.data).strip(),
        feedback_language=form.feedback_language.data,
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
    found = the_call(reference, lock=True)
    seen = [tick.partition(" ") for tick in request.form.getlist("decision")]
    count = 0
    for key, _space, version in seen:
        decision = _decision(key)
        if decision.application.call_id != found.id:
            abort(404)
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
    require("send back", found)
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
