"""The money of one award: its sources, its instalments, and each payment's way."""

from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp.access import may, person, require
from grantsapp.awards import queries
from grantsapp.awards.actions import paying, planning, sourcing
from grantsapp.awards.forms import money as forms
from grantsapp.awards.models import Award, Payment
from grantsapp.awards.queries import hindrances, money, sources
from grantsapp.awards.staff.blueprint import bp
from grantsapp.i18n import gettext as _

Answer = ResponseReturnValue


def _award(key: UUID, verb: str) -> Award:
    found = queries.award(key) or abort(404)
    if request.method == "POST":
        found = money.locked_award(found)
    require(verb, found)
    return found


@bp.get("/awards/<uuid:key>/money")
def award_money(key: UUID) -> Answer:
    """Show where the money of an award comes from, and what became of it."""
    found = _award(key, "manage")
    return render_template(
        "awards/staff/award_money.html",
        call=found.call,
        its=money.of(found, with_cases=may("see cases", found)),
        waits_for=forms.WAITS,
    )


@bp.route("/awards/<uuid:key>/sources", methods=["GET", "POST"])
def split(key: UUID) -> Answer:
    """Say which source pays how much of an award."""
    found = _award(key, "split")
    shares = sources.shares_of(found)
    form = forms.SplitForm.of(found, shares, _proposed(found, shares))
    if form.validate_on_submit():
        sourcing.split(found, form.parts(), by=person())
        flash(_("Saved: who pays this award."))
        return redirect(url_for(".award_money", key=key), 303)
    things = {"call": found.call, "award": found, "shares": shares, "form": form}
    page = render_template("awards/staff/split.html", **things)
    return page, 422 if form.is_submitted() else 200


def _proposed(award: Award, shares: list[sources.Share]) -> dict[UUID, int] | None:
    """Propose parts: as sources share the call, or all from one of them."""
    wish = request.args.get("from", "")
    if wish == "all":
        found = sources.pro_rata(award, shares)
        return {s.source.id: found.get(s.source.id, 0) for s in shares}
    keys = [s.source.id for s in shares]
    one = next((key for key in keys if str(key) == wish), None)
    return {key: (award.amount or 0) * (key == one) for key in keys} if one else None


@bp.route("/awards/<uuid:key>/instalments", methods=["GET", "POST"])
def plan(key: UUID) -> Answer:
    """Plan anew what nobody has prepared yet."""
    found = _award(key, "plan payments")
    now, total = money.planned_payments(found), planning.still_to_plan(found)
    form = forms.PlanForm.of(found, now, total)
    seen = money.plan_mark(found)
    stale = form.is_submitted() and form.version.data != seen
    if not stale and form.validate_on_submit():
        planning.replan(found, form.plan(), by=person())
        flash(_("The payments are planned."))
        return redirect(url_for(".award_money", key=key), 303)
    form.version.raw_data, form.version.data = None, seen
    things = {"call": found.call, "award": found, "total": total, "is_other": stale}
    page = render_template("awards/staff/plan.html", form=form, **things)
    return page, 409 if stale else 422 if form.is_submitted() else 200


@bp.get("/payments/<uuid:key>")
def payment(key: UUID) -> Answer:
    """Show one payment, and what keeps it back."""
    return _payment_page(_payment(key, "manage"), forms.ReasonForm())


def _payment(key: UUID, verb: str) -> Payment:
    found = money.payment(key, lock=request.method == "POST") or abort(404)
    require(verb, found)
    return found


def _payment_page(found: Payment, form: forms.ReasonForm) -> Answer:
    waits, sees = found.stage in money.OPEN, may("see cases", found.award)
    page = render_template(
        "awards/staff/payment.html",
        call=found.award.call,
        award=found.award,
        payment=found,
        hindrances=hindrances.of(found, with_cases=sees) if waits else [],
        bank=found.bank or hindrances.bank_of(found.award),
        waits=forms.WAITS,
        form=form,
    )
    return page, 422 if form.is_submitted() else 200


def _done(words: str, key: UUID) -> Answer:
    flash(words)
    return redirect(url_for(".payment", key=key), 303)


@bp.post("/payments/<uuid:key>/preparation")
def prepare(key: UUID) -> Answer:
    """Make a payment ready for somebody else to release."""
    paying.prepare(_payment(key, "prepare"), by=person())
    return _done(_("The payment is prepared. Somebody else releases it."), key)


@bp.post("/payments/<uuid:key>/preparation/end")
def send_payment_back(key: UUID) -> Answer:
    """Take a preparation back."""
    paying.send_back(_payment(key, "send back"), by=person())
    return _done(_("The payment is planned again."), key)


@bp.post("/payments/<uuid:key>/release")
def release_payment(key: UUID) -> Answer:
    """Let a payment go that somebody else prepared."""
    paying.release(_payment(key, "release"), by=person())
    return _done(_("The payment is released. Hand it to the bank next."), key)


@bp.post("/payments/<uuid:key>/condition")
def note_as_met(key: UUID) -> Answer:
    """Note that a condition is met."""
    paying.note_as_met(_payment(key, "note as met"), by=person())
    return _done(_("The condition is noted as met."), key)


@bp.post("/payments/<uuid:key>/withholding/end")
def let_payment_go(key: UUID) -> Answer:
    """Hold a payment back no longer."""
    paying.let_go(_payment(key, "let go"), by=person())
    return _done(_("The payment is not withheld any more."), key)


@bp.post("/payments/<uuid:key>/withholding")
def withhold(key: UUID) -> Answer:
    """Hold a payment back, with a reason."""
    return _with_reason(key, "withhold", paying.withhold, _("Withheld."))


@bp.post("/payments/<uuid:key>/cancellation")
def cancel_payment(key: UUID) -> Answer:
    """Take a payment back that the bank refused."""
    words = _("Cancelled. Its money is back, and planned anew.")
    return _with_reason(key, "cancel", paying.cancel, words)


def _with_reason(key: UUID, verb: str, act: Any, words: str) -> Answer:
    found, form = _payment(key, verb), forms.ReasonForm()
    if not form.validate():
        return _payment_page(found, form)
    act(found, because=form.words(), by=person())
    return _done(words, key)
