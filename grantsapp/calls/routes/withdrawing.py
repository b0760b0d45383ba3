"""Taking a bid back, and opening it again before the deadline."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp.access import person, require
from grantsapp.calls import queries
from grantsapp.calls.actions import withdrawing
from grantsapp.calls.forms.lives import WithdrawForm
from grantsapp.calls.models import Application
from grantsapp.calls.routes.blueprint import bp
from grantsapp.i18n import gettext as _


@bp.route("/applications/<uuid:key>/withdrawal", methods=["GET", "POST"])
def withdraw(key: UUID) -> ResponseReturnValue:
    """Ask once more, and for a reason; then take the bid back."""
    found = _beside_its_call(key) if request.method == "POST" else _application(key)
    require("withdraw", found)
    form = WithdrawForm()
    if form.validate_on_submit():
        because = str(form.because.data or "").strip()
        withdrawing.withdraw(found, because=because, by=person())
        flash(_("The application is withdrawn."))
        return redirect(url_for(".application", key=key), 303)
    status = 422 if form.is_submitted() else 200
    page = render_template("calls/withdraw.html", application=found, form=form)
    return page, status


def _application(key: UUID, *, lock: bool = False) -> Application:
    return queries.application(key, lock=lock) or abort(404)


def _beside_its_call(key: UUID) -> Application:
    """Hold the call first: who decides on its bids holds it too."""
    queries.call(_application(key).call.reference, lock=True)
    return _application(key, lock=True)


@bp.post("/applications/<uuid:key>/reopening")
def reopen(key: UUID) -> ResponseReturnValue:
    """Let the authors change what they sent, while the call is open."""
    found = _application(key, lock=True)
    require("reopen", found)
    withdrawing.reopen(found, by=person())
    flash(_("You can change it now. What you sent last counts until you submit again."))
    return redirect(url_for(".application", key=key), 303)
