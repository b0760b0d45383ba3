"""Changes that groups ask for: one manager decides, a second where money moves."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp.access import may, person, require
from grantsapp.awards import queries
from grantsapp.awards.actions import varying as deeds
from grantsapp.awards.forms.varying import AGREE, DecideForm
from grantsapp.awards.models import VARIATIONS, Variation
from grantsapp.awards.queries import varying
from grantsapp.awards.staff.blueprint import bp
from grantsapp.calls import queries as calls
from grantsapp.i18n import gettext as _


def _held(key: UUID, verb: str) -> Variation:
    """Find a change for somebody who may settle it, and hold all its money still."""
    found = varying.variation(key) or abort(404)
    require(verb, found)
    calls.call(found.award.call.reference, lock=True)
    queries.award(found.award_id, lock=True)
    varying.variation(key, lock=True)
    require(verb, found)
    return found


@bp.route("/awards/changes/<uuid:key>", methods=["GET", "POST"])
def change(key: UUID) -> ResponseReturnValue:
    """Show what was and what is asked, side by side, and decide."""
    if request.method == "GET":
        found = varying.variation(key) or abort(404)
        require("manage", found)
        return _page(found, DecideForm(), varying.facts_of(found.award))
    found = _held(key, "decide")
    form, facts = DecideForm(), varying.facts_of(found.award)
    if form.is_stale(varying.mark_of(facts)):
        return _page(found, form, facts, is_other=True), 409
    if not form.validate():
        return _page(found, form, facts), 422
    because = (form.because.data or "").strip()
    if form.answer.data != AGREE:
        deeds.refuse(found, because=because, by=person())
        flash(_("The group gets your answer by letter."))
    elif deeds.changes_money(found):
        deeds.propose(found, because=because, by=person())
        flash(_("The amount changes, so somebody else must approve it now."))
    else:
        deeds.agree(found, because=because, by=person())
        flash(_("The award is changed. The group gets your answer by letter."))
    return redirect(url_for(".change", key=key), 303)


@bp.post("/awards/changes/<uuid:key>/approval")
def approve_change(key: UUID) -> ResponseReturnValue:
    """Say yes to another amount, as the second person; then the money moves."""
    found = _held(key, "approve")
    form, facts = DecideForm(), varying.facts_of(found.award)
    if form.is_stale(varying.mark_of(facts)):
        return _page(found, form, facts, is_other=True), 409
    deeds.agree(found, because=found.because, by=person())
    flash(_("The award is changed. The group gets your answer by letter."))
    return redirect(url_for(".change", key=key), 303)


def _page(
    found: Variation,
    form: DecideForm,
    facts: varying.Facts,
    *,
    is_other: bool = False,
) -> str:
    form.version.raw_data, form.version.data = None, varying.mark_of(facts)
    return render_template(
        "awards/staff/change.html",
        variation=found,
        award=found.award,
        call=found.award.call,
        rows=varying.compared(found, facts),
        form=form,
        is_other=is_other,
        is_open=may("decide", found),
        may_approve=may("approve", found),
        least=varying.least_amount(found.award),
        stages=VARIATIONS,
    )
