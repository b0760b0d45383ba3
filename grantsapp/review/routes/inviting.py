"""Somebody is asked onto a panel, and answers."""

from uuid import UUID

from flask import (
    abort,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from grantsapp.access import person, require
from grantsapp.i18n import gettext as _
from grantsapp.review import queries
from grantsapp.review.actions import inviting
from grantsapp.review.routes.blueprint import bp


@bp.get("/invitations/<uuid:key>")
def invitation(key: UUID) -> ResponseReturnValue:
    """Show an invitation with the terms of reference."""
    found = queries.moderator(key) or abort(404)
    require("read", found)
    return render_template("review/invitation.html", moderator=found)


@bp.post("/invitations/<uuid:key>/answer")
def answer_invitation(key: UUID) -> ResponseReturnValue:
    """Accept or decline."""
    found = queries.moderator(key, lock=True) or abort(404)
    require("answer", found)
    accepts = request.form.get("answer") == "accept"
    inviting.answer_invitation(found, accepts=accepts, by=person())
    flash(_("Thank you for answering."))
    return redirect(url_for(".reviews"), 303)
