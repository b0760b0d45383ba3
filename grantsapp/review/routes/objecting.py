"""Applicants say who should not read their bid."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp.access import may, person, require
from grantsapp.calls import queries as calls
from grantsapp.errors import Refused
from grantsapp.i18n import gettext as _
from grantsapp.review.actions import objecting
from grantsapp.review.forms.tying import ObjectionForm
from grantsapp.review.queries import tying
from grantsapp.review.routes.blueprint import bp


@bp.route("/applications/<uuid:key>/objections", methods=["GET", "POST"])
def objections(key: UUID) -> ResponseReturnValue:
    """Show whom the applicants named, and name somebody."""
    found = calls.application(key, lock=request.method == "POST") or abort(404)
    form = ObjectionForm()
    posts = form.is_submitted()
    require("object to readers of" if posts else "read objections of", found)
    if form.validate_on_submit():
        try:
            reason = str(form.reason.data or "").strip()
            name = str(form.name.data)
            objecting.object_to(found, name=name, reason=reason, by=person())
        except Refused as refusal:
            form.name.errors = [str(refusal)]
        else:
            flash(_("Thank you for telling us. The fund looks at it."))
            return redirect(url_for(".objections", key=key), 303)
    page = render_template(
        "review/objections.html",
        application=found,
        named=tying.objections_of(found),
        form=form,
        may_write=may("object to readers of", found),
    )
    return page, 422 if posts else 200


@bp.post("/objections/<uuid:key>/removal")
def take_back_objection(key: UUID) -> ResponseReturnValue:
    """Take a name back."""
    found = tying.objection(key) or abort(404)
    require("take back", found)
    back = redirect(url_for(".objections", key=found.application_id), 303)
    objecting.take_back(found, by=person())
    flash(_("The name is taken back."))
    return back
