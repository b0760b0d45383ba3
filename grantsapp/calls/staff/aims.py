"""What a fund is for and who pays: theory of change, sources, payments of a call."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp.access import person, require
from grantsapp.calls import queries, theory
from grantsapp.calls.actions import aiming, writing
from grantsapp.calls.forms import aims as forms
from grantsapp.calls.models import Aim, Fund
from grantsapp.calls.models.aims import AIM_KINDS
from grantsapp.calls.staff.blueprint import bp, facts_of, page
from grantsapp.calls.staff.funds import fund_to_write
from grantsapp.i18n import gettext as _


@bp.get("/funds/<uuid:key>/aims")
def aims(key: UUID) -> ResponseReturnValue:
    """Show a fund's theory of change, to work on it."""
    found = fund_to_write(key)
    return render_template(
        "calls/staff/aims.html",
        fund=found,
        theory=queries.theory_of(found),
        kinds=AIM_KINDS,
    )


@bp.route("/funds/<uuid:key>/new-aim", methods=["GET", "POST"])
def add_aim(key: UUID) -> ResponseReturnValue:
    """Add an entry of a kind."""
    found = fund_to_write(key)
    wish = request.args.get("kind", "")
    kind = theory.Kind(wish) if wish in set(theory.Kind) else theory.Kind.INPUT
    form = forms.AimForm.of(found, kind, queries.aims_of(found))
    if form.validate_on_submit():
        aiming.add_aim(found, kind=kind, by=person(), **facts_of(form))
        flash(_("The entry is added."))
        return redirect(url_for(".aims", key=key), 303)
    return page("calls/staff/aim.html", form, fund=found, kind=AIM_KINDS[kind])


@bp.route("/funds/<uuid:key>/aims/<code>", methods=["GET", "POST"])
def edit_aim(key: UUID, code: str) -> ResponseReturnValue:
    """Change an entry and what it leads to."""
    found, aim = _aim(key, code)
    form = forms.AimForm.of(found, aim.kind, queries.aims_of(found), aim)
    if form.validate_on_submit():
        aiming.edit_aim(aim, found, by=person(), **facts_of(form))
        flash(_("The entry is saved."))
        return redirect(url_for(".aims", key=key), 303)
    return page("calls/staff/aim.html", form, fund=found, kind=AIM_KINDS[aim.kind])


@bp.post("/funds/<uuid:key>/aims/<code>/order")
def order_aim(key: UUID, code: str) -> ResponseReturnValue:
    """Move an entry up or down among those of its kind."""
    found, aim = _aim(key, code)
    up = request.form.get("to") != "down"
    aiming.move_aim(aim, found, up=up, by=person())
    return redirect(url_for(".aims", key=key), 303)


@bp.post("/funds/<uuid:key>/aims/<code>/removal")
def remove_aim(key: UUID, code: str) -> ResponseReturnValue:
    """Take an entry out, with its links."""
    found, aim = _aim(key, code)
    aiming.remove_aim(aim, found, by=person())
    flash(_("The entry is removed, and its links with it."))
    return redirect(url_for(".aims", key=key), 303)


def _aim(key: UUID, code: str) -> tuple[Fund, Aim]:
    found = fund_to_write(key)
    return found, queries.aim(found, code) or abort(404)


@bp.route("/funds/<uuid:key>/sources", methods=["GET", "POST"])
def add_source(key: UUID) -> ResponseReturnValue:
    """Note a source of a fund's money."""
    found = fund_to_write(key)
    form = forms.SourceForm.of(found)
    if form.validate_on_submit():
        writing.add_source(found, by=person(), **form.facts())
        return redirect(url_for(".fund", key=key), 303)
    return page("calls/staff/add_source.html", form, fund=found)


@bp.route("/funds/<uuid:key>/sources/<uuid:source>", methods=["GET", "POST"])
def edit_source(key: UUID, source: UUID) -> ResponseReturnValue:
    """Change what is known of a source."""
    found = fund_to_write(key)
    one = queries.source(found, source) or abort(404)
    form = forms.SourceForm.of(found, one)
    if form.validate_on_submit():
        fault = aiming.fault_of_source(found, one, form.facts())
        if not fault:
            aiming.edit_source(one, found, by=person(), **form.facts())
            flash(_("The source is saved."))
            return redirect(url_for(".fund", key=key), 303)
        form.amount.errors = [fault]
    return page("calls/staff/edit_source.html", form, fund=found, source=one)


@bp.post("/funds/<uuid:key>/sources/<uuid:source>/removal")
def remove_source(key: UUID, source: UUID) -> ResponseReturnValue:
    """Take a source out, where no call counts on it."""
    found = fund_to_write(key)
    one = queries.source(found, source) or abort(404)
    aiming.remove_source(one, found, by=person())
    flash(_("The source is removed."))
    return redirect(url_for(".fund", key=key), 303)


@bp.route("/calls/<reference>/money", methods=["GET", "POST"])
def money(reference: str) -> ResponseReturnValue:
    """Say which sources pay a call, and how much."""
    # The fund is held: two calls cannot take the same pound from a source.
    found = queries.call(reference) or abort(404)
    require("manage", found)
    if request.method == "POST":
        queries.fund(found.fund_id, lock=True)
    now = {p.source_id: p.amount for p in queries.sources_of_call(found)}
    form = forms.PaymentsForm.of(found, queries.money_of(found.fund), now)
    if form.validate_on_submit():
        amounts = form.amounts()
        faults = aiming.faults_of_payment(found, amounts)
        if not faults:
            aiming.pay_for(found, amounts, by=person())
            flash(_("Who pays this call is saved."))
            return redirect(url_for(".call", reference=reference), 303)
        form.tell(faults)
    return page("calls/staff/money.html", form, call=found)
