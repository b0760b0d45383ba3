"""Who is on the panel."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from grantsapp.access import person
from grantsapp.i18n import gettext as _
from grantsapp.review import queries
from grantsapp.review.actions import inviting
from grantsapp.review.forms import panel as forms
from grantsapp.review.models import (
    EXPERTISE,
)
from grantsapp.review.staff.blueprint import bp, page_of, the_call


@bp.route("/calls/<reference>/panel", methods=["GET", "POST"])
def panel(reference: str) -> ResponseReturnValue:
    """Show the panel, and invite somebody."""
    found = the_call(reference)
    form = forms.InvitationForm()
    if form.validate_on_submit():
        inviting.invite(
            found,
            email=str(form.email.data),
            name=str(form.name.data),
            expertise=list(form.expertise.data or []),
            by=person(),
        )
        flash(_("The invitation is on its way."))
        return redirect(url_for(".panel", reference=reference), 303)
    things = {"panel": queries.panel_of(found), "expertise": EXPERTISE}
    return page_of("review/staff/panel.html", form, call=found, **things)
