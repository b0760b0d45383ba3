"""What a group asks to change in its award."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp.access import elsewhere, person, require
from grantsapp.awards import queries
from grantsapp.awards.actions import varying as deeds
from grantsapp.awards.forms.varying import VaryForm
from grantsapp.awards.models import VARIATIONS, Award
from grantsapp.awards.queries import varying
from grantsapp.awards.routes.blueprint import bp
from grantsapp.i18n import gettext as _


@bp.route("/awards/<uuid:key>/change", methods=["GET", "POST"])
def ask_for_change(key: UUID) -> ResponseReturnValue:
    """Show what is agreed now, to be written as it should be."""
    found = queries.award(key, lock=request.method == "POST") or abort(404)
    require("ask for a change", found)
    facts, currency = varying.facts_of(found), found.call.fund.currency
    form = VaryForm.of(facts)
    form.for_award(facts, currency, varying.least_amount(found))
    if not form.is_submitted():
        return _page(found, form), 200
    if form.is_stale(varying.mark_of(facts)):
        form.show_now(facts, currency)
        return _page(found, form), 409
    if not form.validate():
        return _page(found, form), 422
    asks = form.asks()
    if not asks:
        form.reason.errors = [_("Change at least one thing above.")]
        return _page(found, form), 422
    before = {name: facts[name] for name in ("amount", *asks)}
    reason = str(form.reason.data).strip()
    deeds.ask(found, asks, before=before, reason=reason, by=person())
    flash(_("The fund has your request. You get a letter when it has decided."))
    return redirect(url_for(".award", key=key), 303)


def _page(found: Award, form: VaryForm) -> str:
    return render_template(
        "awards/vary.html",
        award=found,
        form=form,
        has_reported=elsewhere("has_reported", found),
    )


@bp.get("/awards/changes/<uuid:key>")
def change(key: UUID) -> ResponseReturnValue:
    """Show a change: what it was, what was asked, what the fund said."""
    found = varying.variation(key) or abort(404)
    require("read", found)
    return render_template(
        "awards/change.html",
        variation=found,
        award=found.award,
        rows=varying.compared(found, varying.facts_of(found.award)),
        stages=VARIATIONS,
    )


@bp.post("/awards/changes/<uuid:key>/withdrawal")
def withdraw_change(key: UUID) -> ResponseReturnValue:
    """Take back what was asked for."""
    found = varying.variation(key) or abort(404)
    require("withdraw", found)
    queries.award(found.award_id, lock=True)
    varying.variation(key, lock=True)
    require("withdraw", found)
    deeds.withdraw(found, by=person())
    flash(_("You took your request back. Nothing has changed."))
    return redirect(url_for(".award", key=found.award_id), 303)
