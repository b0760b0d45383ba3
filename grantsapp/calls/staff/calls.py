"""A call: its text, its sizes of grant, its preview, its opening."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp import audit
from grantsapp.access import person, require
from grantsapp.calls import queries
from grantsapp.calls.actions import aiming, fitting, freezing, writing
from grantsapp.calls.forms import staff as forms
from grantsapp.calls.models import Call
from grantsapp.calls.staff.blueprint import bp, edit, facts_of, page
from grantsapp.i18n import gettext as _


@bp.get("/calls/<reference>")
def call(reference: str) -> ResponseReturnValue:
    """Show a call with what it still needs."""
    found = queries.call(reference) or abort(404)
    require("manage", found)
    return render_template(
        "calls/staff/call.html",
        call=found,
        missing=[] if found.is_published else writing.what_is_missing(found),
        sections=queries.sections_of(found),
        submitted=queries.submitted_applications(found),
        drafts=queries.drafts_in(found),
        quiz=queries.quiz_of(found),
        paid=queries.paid_for(found),
        history=audit.history(found),
    )


@bp.route("/calls/<reference>/text", methods=["GET", "POST"])
def edit_call(reference: str) -> ResponseReturnValue:
    """Change what a call says."""
    found = call_to_write(reference)
    form = forms.CallForm.of(found.fund, found.languages, obj=found)
    form.paid = queries.paid_for(found)
    back = url_for(".call", reference=found.reference)
    return edit(form, found, "calls/staff/edit_call.html", back, call=found)


@bp.route("/calls/<reference>/tiers", methods=["GET", "POST"])
def tiers(reference: str) -> ResponseReturnValue:
    """Show the sizes of grant, and offer another."""
    found = call_to_write(reference)
    form = forms.TierForm().in_languages(found.languages)
    form.minimum.in_currency(found.fund.currency)
    form.maximum.in_currency(found.fund.currency)
    if form.validate_on_submit():
        writing.add_tier(found, by=person(), **facts_of(form))
        return redirect(url_for(".tiers", reference=reference), 303)
    return page("calls/staff/tiers.html", form, call=found)


@bp.post("/calls/<reference>/tiers/<code>/removal")
def remove_tier(reference: str, code: str) -> ResponseReturnValue:
    """Offer a size of grant no longer."""
    found = call_to_write(reference)
    tier = queries.tier(found, code) or abort(404)
    writing.remove_tier(tier, found, by=person())
    return redirect(url_for(".tiers", reference=reference), 303)


def call_to_write(reference: str) -> Call:
    """Read a call, to change it where it may still be changed.

    A POST holds the row, so that two managers' edits come one after the other.
    """
    found = queries.call(reference, lock=request.method == "POST") or abort(404)
    require("write", found)
    return found


@bp.get("/calls/<reference>/preview")
def preview(reference: str) -> ResponseReturnValue:
    """Show a call as visitors will see it."""
    found = queries.call(reference) or abort(404)
    require("manage", found)
    return render_template(
        "calls/call.html",
        call=found,
        form=fitting.form_for(found, freezing.form_of(found)),
        preview=True,
        has_quiz=queries.has_quiz(found),
        has_theory=queries.has_theory(found.fund),
        money_line=aiming.where_the_money_is_from(found),
        kinds=fitting.kinds_in_words(found),
    )


@bp.post("/calls/<reference>/opening")
def open_call(reference: str) -> ResponseReturnValue:
    """Freeze the form and publish the call."""
    found = queries.call(reference, lock=True) or abort(404)
    require("open", found)
    writing.open_call(found, by=person())
    flash(_("The call is published. The clock opens and closes it from here on."))
    return redirect(url_for(".call", reference=reference), 303)
