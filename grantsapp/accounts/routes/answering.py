"""Invitations, as those who are asked meet them."""

from uuid import UUID

from flask import abort, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from grantsapp.access import may, person, require
from grantsapp.accounts import actions, queries
from grantsapp.accounts.models import Invitation, Part
from grantsapp.accounts.routes.blueprint import bp
from grantsapp.i18n import gettext as _


@bp.get("/team/invitations/<uuid:key>")
def invitation(key: UUID) -> ResponseReturnValue:
    """Show who asks, and what saying yes means; only pressing a button says it."""
    found = _addressed(key, lock=False)
    require("read", found)
    return render_template("accounts/invitation.html", invitation=found)


@bp.post("/team/invitations/<uuid:key>/acceptance")
def accept_invitation(key: UUID) -> ResponseReturnValue:
    """Say yes."""
    found = _addressed(key, lock=True)
    require("answer", found)
    actions.accept(found, by=person())
    if found.part is Part.HELPER:
        flash(_("Thank you. You can help this group now."))
        return redirect(url_for("calls.helped_groups"), 303)
    flash(_("Welcome. You act for this group now."))
    return redirect(url_for("calls.applications"), 303)


@bp.post("/team/invitations/<uuid:key>/refusal")
def decline_invitation(key: UUID) -> ResponseReturnValue:
    """Say no."""
    found = _addressed(key, lock=True)
    require("answer", found)
    actions.decline(found, by=person())
    flash(_("You have declined the invitation."))
    return redirect(url_for(".account"), 303)


def _addressed(key: UUID, *, lock: bool) -> Invitation:
    """Find an invitation; another account hears a clear sentence and nothing else."""
    found = queries.invitation(key, lock=lock) or abort(404)
    if person().is_authenticated and not may("read", found):
        abort(make_response(render_template("accounts/other_address.html"), 403))
    return found
