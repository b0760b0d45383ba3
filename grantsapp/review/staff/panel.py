"""Who is on the panel, and what it covers and reads."""

from uuid import UUID

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp.access import person, require
from grantsapp.errors import Refused
from grantsapp.i18n import gettext as _
from grantsapp.review import queries
from grantsapp.review.actions import inviting
from grantsapp.review.forms import panel as forms
from grantsapp.review.models import SEAT_NAMES, Moderator, Seat
from grantsapp.review.queries import panel as panels
from grantsapp.review.queries import terms
from grantsapp.review.queries.outstanding import waiting_of
from grantsapp.review.staff.blueprint import bp, page_of, the_call


@bp.route("/calls/<reference>/panel", methods=["GET", "POST"])
def panel(reference: str) -> ResponseReturnValue:
    """Show the panel, and invite somebody."""
    found = the_call(reference, lock=request.method == "POST")
    form = forms.InvitationForm.of(found.fund)
    if form.is_submitted() and form.is_whole(_seat(form)):
        try:
            inviting.invite(found, by=person(), **form.facts())
        except Refused as reason:
            form.email.errors = [str(reason)]
        else:
            flash(_("The invitation is on its way."))
            return redirect(url_for(".panel", reference=reference), 303)
    seated = panels.seated(found, terms.hashes_now(found))
    things = {
        "panel": seated,
        "gaps": panels.gaps_of(found, [one.moderator for one in seated]),
        "expertise": panels.expertise_in(found.fund),
        "seats": SEAT_NAMES,
    }
    return page_of("review/staff/panel.html", form, call=found, **things)


def _seat(form: forms.InvitationForm | forms.MemberForm) -> Seat:
    """Read the seat; one that there is not is refused by its own field."""
    typed = str(form.seat.data)
    return Seat(typed) if typed in set(Seat) else Seat.LAY


@bp.route("/panel/<uuid:key>", methods=["GET", "POST"])
def edit_member(key: UUID) -> ResponseReturnValue:
    """Change what is known of a member of the panel."""
    found = _member(key, "manage")
    form = forms.MemberForm.of(found.call.fund, found)
    if form.is_submitted() and form.is_whole(_seat(form)):
        try:
            inviting.edit_member(found, by=person(), **form.facts())
        except Refused as reason:
            form.seat.errors = [str(reason)]
        else:
            flash(_("What is known of %(name)s is saved.", name=found.person.called))
            return _back(found)
    return page_of("review/staff/member.html", form, call=found.call, member=found)


@bp.post("/panel/<uuid:key>/withdrawal")
def withdraw_invitation(key: UUID) -> ResponseReturnValue:
    """Take back an invitation that nobody has answered."""
    found = _member(key, "withdraw")
    back = _back(found)
    inviting.withdraw_invitation(found, by=person())
    flash(_("The invitation is withdrawn."))
    return back


@bp.route("/panel/<uuid:key>/end", methods=["GET", "POST"])
def end_seat(key: UUID) -> ResponseReturnValue:
    """Take somebody off the panel, with the reason that they are told."""
    found = _member(key, "end")
    form = forms.EndSeatForm()
    things = {"call": found.call, "member": found, "open": len(waiting_of(found))}
    if form.validate_on_submit():
        inviting.end_seat(found, because=str(form.because.data).strip(), by=person())
        words = _("%(name)s is off the panel, and was told.", name=found.person.called)
        flash(words)
        return _back(found)
    return page_of("review/staff/end_seat.html", form, **things)


def _member(key: UUID, verb: str) -> Moderator:
    found = queries.moderator(key, lock=request.method == "POST") or abort(404)
    require(verb, found)
    return found


def _back(moderator: Moderator) -> ResponseReturnValue:
    return redirect(url_for(".panel", reference=moderator.call.reference), 303)
