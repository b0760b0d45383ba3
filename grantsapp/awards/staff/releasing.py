"""All results of a call go out together, now or at a moment that is set."""

from datetime import date, datetime
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp.access import person, require
from grantsapp.awards import forms
from grantsapp.awards.actions import releasing
from grantsapp.awards.staff.blueprint import bp, the_call
from grantsapp.calls.models import Call
from grantsapp.i18n import gettext as _
from grantsapp.review.models import VETTED, Outcome
from grantsapp.review.queries import releasing as ready


@bp.route("/calls/<reference>/release", methods=["GET", "POST"])
def release(reference: str) -> ResponseReturnValue:
    """Show what goes out and what does not, with the reason; and let it go."""
    found = the_call(reference, lock=request.method == "POST")
    require("weigh", found)
    results = ready.results_in(found)
    form = forms.ReleaseForm()
    form.for_call(found, offers=bool(results.of(Outcome.FUND)))
    if request.method == "GET":
        form.version.data = results.mark
        return _page(found, results, form), 200
    releasing.refuse_unready(found, results)
    if form.version.data != results.mark:
        form.version.raw_data, form.version.data = None, results.mark
        return _page(found, results, form, is_other=True), 409
    if not form.validate():
        return _page(found, results, form), 422
    _let_go(found, results, form)
    return redirect(url_for(".release", reference=reference), 303)


def _let_go(call: Call, results: ready.Results, form: forms.ReleaseForm) -> None:
    starts_on: date | None = form.starts_on.data  # type: ignore[assignment]
    at: datetime | None = form.at.data  # type: ignore[assignment]
    if form.moment.data == forms.LATER and at is not None:
        releasing.plan(call, results, at=at, starts_on=starts_on, by=person())
        flash(_("The release is planned. You can call it off before then."))
        return
    sent = releasing.release_now(call, results, starts_on=starts_on, by=person())
    flash(
        _(
            "Sent: %(offers)s offers, %(reserves)s on the reserve list, "
            "%(refusals)s refusals.",
            **sent._asdict(),
        )
    )


def _page(
    call: Call,
    results: ready.Results,
    form: forms.ReleaseForm,
    *,
    is_other: bool = False,
) -> str:
    planned = ready.planned_release(call)
    seen = releasing.planned_for(planned) if planned else {}
    return render_template(
        "awards/staff/release.html",
        call=call,
        results=results,
        form=form,
        is_other=is_other,
        planned=planned,
        added=[d for d in results.going if str(d.id) not in seen],
        goes=len(seen),
        releases=ready.releases_of(call),
        fault_in_words=releasing.fault_in_words,
        titles=VETTED,
    )


@bp.post("/releases/<uuid:key>/end")
def call_off(key: UUID) -> ResponseReturnValue:
    """Send nothing at the moment that was set."""
    found = ready.release(key) or abort(404)
    require("manage", found.call)
    require("weigh", found.call)
    the_call(found.call.reference, lock=True)
    releasing.call_off(ready.release(key, lock=True) or abort(404), by=person())
    flash(_("The release is called off. Nothing was sent."))
    return redirect(url_for(".release", reference=found.call.reference), 303)
