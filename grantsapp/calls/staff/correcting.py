"""Corrections of the form of an open call."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp.access import person, require
from grantsapp.calls import queries
from grantsapp.calls.actions import correcting
from grantsapp.calls.forms.correcting import CorrectionForm
from grantsapp.calls.staff.blueprint import bp
from grantsapp.i18n import gettext as _


@bp.route("/calls/<reference>/form/correction", methods=["GET", "POST"])
def correct_form(reference: str) -> ResponseReturnValue:
    """Show what differs from the form that applicants answer; publish it."""
    found = queries.call(reference, lock=request.method == "POST") or abort(404)
    require("correct", found)
    form = CorrectionForm().in_languages(found.languages)
    if form.validate_on_submit():
        correcting.publish(found, note=form.note.data, by=person())
        flash(_("The correction counts now. Everybody with a draft gets a letter."))
        return redirect(url_for(".call", reference=reference), 303)
    page = render_template(
        "calls/staff/correction.html",
        form=form,
        call=found,
        changes=[correcting.in_words_for_staff(c) for c in correcting.waiting(found)],
        missing=correcting.unready(found),
        drafts=queries.drafts_in(found),
        submitted=len(queries.submitted_lines(found)),
        versions=queries.form_versions_of(found),
    )
    return page, 422 if form.is_submitted() else 200
