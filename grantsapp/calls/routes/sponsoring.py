"""A sponsor for a bid: the group asks, somebody of the larger organisation answers."""

from uuid import UUID

from flask import (
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from grantsapp import i18n
from grantsapp.access import may, person, require
from grantsapp.accounts import actions as accounts
from grantsapp.accounts import queries as people
from grantsapp.calls import queries
from grantsapp.calls.actions import sponsoring
from grantsapp.calls.forms.sponsor import AskSponsorForm, DeclineForm
from grantsapp.calls.models import Application, Sponsorship
from grantsapp.calls.routes.blueprint import bp
from grantsapp.errors import Refused
from grantsapp.i18n import gettext as _


@bp.route("/applications/<uuid:key>/sponsor", methods=["GET", "POST"])
def sponsor(key: UUID) -> ResponseReturnValue:
    """Show who stands behind a bid, and ask somebody to."""
    found = queries.application(key) or abort(404)
    require("ask a sponsor for", found)
    form = AskSponsorForm(data={"language": i18n.language()})
    if not form.is_submitted():
        return _sponsor_page(found, form, 200)
    if not form.validate():
        return _sponsor_page(found, form, 422)
    try:
        _ask(key, form)
    except Refused as refusal:
        form.email.errors = [str(refusal)]
        found = queries.application(key) or abort(404)
        status = 429 if isinstance(refusal, accounts.TooMany) else 422
        return _sponsor_page(found, form, status)
    flash(_("The letter is on its way to %(email)s.", email=form.email.data))
    return redirect(url_for(".sponsor", key=key), 303)


def _sponsor_page(
    found: Application, form: AskSponsorForm, status: int
) -> ResponseReturnValue:
    page = render_template(
        "calls/sponsor.html",
        application=found,
        form=form,
        standing=found.sponsorship,
        earlier=[
            s for s in queries.sponsorships_of(found) if s is not found.sponsorship
        ],
        is_needed=queries.needs_sponsor(found),
    )
    return page, status


def _ask(key: UUID, form: AskSponsorForm) -> None:
    """Count the letter, then hold the bid still and ask again who may."""
    email = str(form.email.data)
    accounts.count_letter(person(), email)
    found = queries.application(key, lock=True) or abort(404)
    require("ask a sponsor for", found)
    sponsoring.ask_sponsor(
        found,
        name=str(form.name.data),
        email=email,
        language=str(form.language.data),
        by=person(),
    )


@bp.post("/applications/<uuid:key>/sponsor/removal")
def withdraw_sponsor(key: UUID) -> ResponseReturnValue:
    """Do without the sponsor that was asked or has confirmed."""
    found = queries.application(key, lock=True) or abort(404)
    require("ask a sponsor for", found)
    if found.sponsorship is None:
        raise Refused(_("There is no sponsor to take back. Nothing was changed."))
    sponsoring.withdraw(found.sponsorship, by=person())
    flash(_("This application has no sponsor now."))
    return redirect(url_for(".sponsor", key=key), 303)


@bp.get("/sponsorships/<uuid:key>")
def sponsorship(key: UUID) -> ResponseReturnValue:
    """Show who asks for a sponsor and for how much; the bid itself opens after yes."""
    found = _addressed(key, lock=False)
    require("read", found)
    return _answer_page(found, 200)


def _answer_page(
    found: Sponsorship, status: int, fault: str = ""
) -> ResponseReturnValue:
    applicant = found.application.organisation_id
    page = render_template(
        "calls/sponsorship.html",
        sponsorship=found,
        organisations=[
            o for o in people.organisations_of(person()) if o.id != applicant
        ],
        fault=fault,
        place=url_for(".sponsorship", key=found.id),
    )
    return page, status


@bp.post("/sponsorships/<uuid:key>/confirmation")
def confirm_sponsorship(key: UUID) -> ResponseReturnValue:
    """Stand behind the bid, for one of one's own organisations."""
    found = _addressed(key, lock=True)
    require("confirm", found)
    mine = people.organisations_of(person())
    chosen = next((o for o in mine if str(o.id) == request.form.get("for")), None)
    if chosen is None:
        return _answer_page(found, 422, _("Choose the organisation that confirms."))
    sponsoring.confirm(found, chosen, by=person())
    flash(_("Thank you. The group knows, and you can read its application."))
    return redirect(url_for(".sponsorship", key=key), 303)


@bp.route("/sponsorships/<uuid:key>/refusal", methods=["GET", "POST"])
def decline_sponsorship(key: UUID) -> ResponseReturnValue:
    """Say no with a reason, or step back before the bid is sent."""
    found = _addressed(key, lock=request.method == "POST")
    require("decline", found)
    form = DeclineForm()
    if form.validate_on_submit():
        sponsoring.decline(found, reason=str(form.reason.data), by=person())
        flash(_("The group knows, and has your reason."))
        return redirect(url_for(".sponsorship", key=key), 303)
    status = 422 if form.is_submitted() else 200
    page = render_template(
        "calls/decline_sponsorship.html", sponsorship=found, form=form
    )
    return page, status


def _addressed(key: UUID, *, lock: bool) -> Sponsorship:
    """Find a request; another account hears a clear sentence and nothing else."""
    found = queries.sponsorship(key) or abort(404)
    if lock:  # the bid is held still, and what was read before it is read again
        queries.application(found.application_id, lock=True)
        found = queries.sponsorship(key) or abort(404)
    if person().is_authenticated and not may("read", found):
        abort(make_response(render_template("accounts/other_address.html"), 403))
    return found
