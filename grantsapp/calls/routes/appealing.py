"""Saying that a decision is wrong, and reading the answer."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp.access import person, require
from grantsapp.calls import queries
from grantsapp.calls.actions import appealing
from grantsapp.calls.forms.lives import FINDINGS, AppealForm
from grantsapp.calls.routes.blueprint import bp
from grantsapp.i18n import gettext as _


@bp.route("/applications/<uuid:key>/appeal", methods=["GET", "POST"])
def appeal(key: UUID) -> ResponseReturnValue:
    """Show the appeal of a group with its answer; before there is one, ask for it."""
    found = queries.application(key, lock=request.method == "POST") or abort(404)
    made = queries.appeal_on(found)
    if made is not None and request.method == "GET":
        require("read", made)
        return render_template(
            "calls/appealed.html", application=found, appeal=made, findings=FINDINGS
        )
    require("appeal", found)
    form = AppealForm()
    if form.validate_on_submit():
        words = str(form.words.data).replace("\r\n", "\n").strip()
        appealing.appeal(found, words=words, by=person())
        flash(_("Your appeal is with the fund."))
        return redirect(url_for(".appeal", key=key), 303)
    status = 422 if form.is_submitted() else 200
    page = render_template(
        "calls/appeal.html",
        application=found,
        form=form,
        until=queries.appeal_ends_at(found),
    )
    return page, status
