"""Somebody is asked onto a panel, answers, and says what they can do."""

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

from grantsapp import i18n
from grantsapp.access import person, require
from grantsapp.i18n import gettext as _
from grantsapp.review import queries
from grantsapp.review.actions import inviting
from grantsapp.review.forms.panel import MyPartForm
from grantsapp.review.models import SEATS, Moderator
from grantsapp.review.queries import terms
from grantsapp.review.routes.blueprint import bp


@bp.get("/invitations/<uuid:key>")
def invitation(key: UUID) -> ResponseReturnValue:
    """Show an invitation with the terms of reference."""
    found = queries.moderator(key) or abort(404)
    require("read", found)
    return render_template(
        "review/invitation.html",
        moderator=found,
        terms=terms.agreement(found.call, found.seat, i18n.language()),
        seats=SEATS,
    )


@bp.post("/invitations/<uuid:key>/answer")
def answer_invitation(key: UUID) -> ResponseReturnValue:
    """Accept or decline."""
    found = queries.moderator(key, lock=True) or abort(404)
    require("answer", found)
    answer = request.form.get("answer")
    if answer not in {"accept", "decline"}:
        abort(400)  # no answer is not a no
    accepts = answer == "accept"
    inviting.answer_invitation(
        found,
        accepts=accepts,
        by=person(),
        language=request.form.get("language", ""),
        seen=request.form.get("terms", ""),
    )
    if not accepts:
        flash(_("Thank you for answering."))
        return redirect(url_for(".reviews"), 303)
    flash(_("Thank you. Tell us now what you read and where you belong."))
    return redirect(url_for(".my_part", key=key), 303)


@bp.route("/panel/<uuid:key>", methods=["GET", "POST"])
def my_part(key: UUID) -> ResponseReturnValue:
    """Show what a member of the panel knows, reads and belongs to; and change it."""
    found = queries.moderator(key, lock=request.method == "POST") or abort(404)
    require("sit", found)
    belongs = [(a.name, a.ended_on) for a in found.affiliations]
    form = MyPartForm.of(found.call.fund, found, organisations=belongs)
    if form.is_submitted() and form.is_whole(found.seat):
        inviting.edit_member(found, by=person(), **form.abilities())
        inviting.say_where_they_belong(found, form.organisations.data, by=person())
        flash(_("What you told us is saved."))
        return redirect(url_for(".my_part", key=key), 303)
    return _part_page(found, form)


def _part_page(found: Moderator, form: MyPartForm) -> ResponseReturnValue:
    page = render_template(
        "review/my_part.html",
        moderator=found,
        form=form,
        seat=SEATS[found.seat],
        # What they agreed to, word for word, in the language of then.
        agreed=found.agreed_to,
    )
    return page, 422 if form.is_submitted() else 200
