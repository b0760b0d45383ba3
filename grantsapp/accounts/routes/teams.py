"""Who acts for a group and who helps it: asking, taking back, leaving."""

from datetime import timedelta
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp import clock, i18n
from grantsapp.access import person, require
from grantsapp.accounts import actions, queries
from grantsapp.accounts.forms import HelperForm, MemberForm
from grantsapp.accounts.forms.teams import HELP_DAYS
from grantsapp.accounts.models import Membership, Part
from grantsapp.accounts.routes.blueprint import bp
from grantsapp.errors import Refused
from grantsapp.i18n import gettext as _


@bp.get("/organisations/<uuid:key>/team")
def team(key: UUID) -> ResponseReturnValue:
    """Show who acts for a group, who helps it, and who is asked to."""
    found = queries.organisation(key) or abort(404)
    require("invite to", found)
    return render_template(
        "accounts/team.html",
        group=found,
        members=queries.members_of(found),
        helpings=[h for h in queries.helpings_for(found) if h.is_live],
        invitations=queries.invitations_for(found),
    )


@bp.route("/organisations/<uuid:key>/members/new", methods=["GET", "POST"])
def invite_member(key: UUID) -> ResponseReturnValue:
    """Ask somebody to act for the group."""
    return _invite(key, MemberForm(data={"language": i18n.language()}), Part.MEMBER)


@bp.route("/organisations/<uuid:key>/helpers/new", methods=["GET", "POST"])
def invite_helper(key: UUID) -> ResponseReturnValue:
    """Ask somebody from outside to help with the group's drafts, for a while."""
    until = clock.now().date() + timedelta(days=HELP_DAYS)
    form = HelperForm(data={"language": i18n.language(), "until": until})
    return _invite(key, form, Part.HELPER)


def _invite(key: UUID, form: MemberForm, part: Part) -> ResponseReturnValue:
    found = queries.organisation(key) or abort(404)
    require("invite to", found)
    if not form.is_submitted():
        return render_template("accounts/invite.html", form=form, group=found)
    status = 422
    if form.validate():
        try:
            _send(key, form, part)
        except Refused as refusal:
            form.email.errors = [str(refusal)]
            status = 429 if isinstance(refusal, actions.TooMany) else 422
        else:
            flash(
                _("The invitation is on its way to %(email)s.", email=form.email.data)
            )
            return redirect(url_for(".team", key=key), 303)
    page = render_template("accounts/invite.html", form=form, group=found)
    return page, status


def _send(key: UUID, form: MemberForm, part: Part) -> None:
    """Count the letter, then hold the group still and ask again who may."""
    email = str(form.email.data)
    actions.count_letter(person(), email)
    found = queries.organisation(key, lock=True) or abort(404)
    require("invite to", found)
    if queries.acts_for(email, found):
        raise Refused(_("This person acts for your group already."))
    actions.invite(
        found,
        email=email,
        part=part,
        language=str(form.language.data),
        helps_until=form.until.data if isinstance(form, HelperForm) else None,
        by=person(),
    )


@bp.post("/team/invitations/<uuid:key>/revocation")
def revoke_invitation(key: UUID) -> ResponseReturnValue:
    """Take an invitation back."""
    found = queries.invitation(key, lock=True) or abort(404)
    require("revoke", found)
    actions.revoke(found, by=person())
    flash(_("The invitation is taken back."))
    return redirect(url_for(".team", key=found.organisation_id), 303)


@bp.route("/memberships/<uuid:key>/ending", methods=["GET", "POST"])
def end_membership(key: UUID) -> ResponseReturnValue:
    """Leave a group, or take somebody out of it, after a second look."""
    found = _membership(key, lock=request.method == "POST")
    require("end", found)
    if request.method == "GET":
        return render_template("accounts/end_membership.html", membership=found)
    name, group = found.person.called, found.organisation_id
    left = found.person_id == person().id
    actions.end_membership(found, by=person())
    if left:
        flash(_("You have left the group."))
        return redirect(url_for(".account"), 303)
    flash(_("%(name)s no longer acts for your group.", name=name))
    return redirect(url_for(".team", key=group), 303)


def _membership(key: UUID, *, lock: bool) -> Membership:
    """Find a membership; two people who end two at once wait for each other."""
    found = queries.membership(key) or abort(404)
    if lock:
        queries.organisation(found.organisation_id, lock=True)
        found = queries.membership(key) or abort(404)
    return found


@bp.post("/helpings/<uuid:key>/ending")
def end_help(key: UUID) -> ResponseReturnValue:
    """Take a helper's access back, or give one's own back."""
    found = queries.helping(key) or abort(404)
    queries.organisation(found.organisation_id, lock=True)
    require("end", found)
    mine = found.person_id == person().id
    actions.end_help(found, by=person())
    flash(_("The help has ended."))
    if mine:
        return redirect(url_for("calls.helped_groups"), 303)
    return redirect(url_for(".team", key=found.organisation_id), 303)
