"""Bank details as managers settle them, and the one page that shows all of them."""

from uuid import UUID

from flask import abort, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from grantsapp import audit, files
from grantsapp.access import person, require
from grantsapp.awards.actions import bank as deeds
from grantsapp.awards.forms.bank import RefuseBankForm, RevealForm
from grantsapp.awards.forms.papers import taken
from grantsapp.awards.models import BankDetails
from grantsapp.awards.queries import bank as banks
from grantsapp.awards.staff.blueprint import bp
from grantsapp.db import let_go
from grantsapp.forms import Form
from grantsapp.i18n import gettext as _
from grantsapp.i18n import lazy_gettext

DEEDS = {
    "proposed": lazy_gettext("Given"),
    "approved": lazy_gettext("Approved"),
    "replaced": lazy_gettext("Replaced"),
    "refused": lazy_gettext("Refused"),
    "stopped by the payee": lazy_gettext("Stopped by those who are paid"),
    "put back in use": lazy_gettext("Put back in use"),
    "revealed": lazy_gettext("Seen whole"),
}


@bp.get("/bank/<uuid:key>")
def bank(key: UUID) -> ResponseReturnValue:
    """Show details masked, with what was done to them."""
    return _page(_details(key, "handle"), 200)


def _details(key: UUID, verb: str, *, lock: bool = False) -> BankDetails:
    found = banks.details(key, lock=lock) or abort(404)
    require(verb, found)
    return found


def _page(
    found: BankDetails,
    status: int,
    *,
    fault: str = "",
    refusing: Form | None = None,
    revealing: Form | None = None,
) -> ResponseReturnValue:
    page = render_template(
        "awards/staff/bank.html",
        details=found,
        award=banks.award_paid_by(found),
        others=[
            one
            for one in banks.history_of(found.organisation, found.fund)
            if one.id != found.id
        ],
        lines=audit.history(found),
        deeds=DEEDS,
        fault=fault,
        refusing=refusing or RefuseBankForm(formdata=None),
        revealing=revealing or RevealForm(formdata=None),
        kinds=files.kinds_in_words(),
        days=deeds.cooling().days,
    )
    return page, status


@bp.post("/bank/<uuid:key>/approval")
def approve_bank(key: UUID) -> ResponseReturnValue:
    """Let the payee be paid there, with or without a paper that proves it."""
    received, fault = taken()
    found = _details(key, "approve")
    if fault:
        return _page(found, 422, fault=fault)
    if received is not None:
        let_go()
        files.store(received)
    found = _details(key, "approve", lock=True)
    kept = files.keep(received, by=person()) if received else None
    deeds.approve(found, evidence=kept, by=person())
    flash(_("Approved. Everybody who is paid there gets a letter."))
    return redirect(url_for(".bank", key=key), 303)


@bp.post("/bank/<uuid:key>/refusal")
def refuse_bank(key: UUID) -> ResponseReturnValue:
    """Pay nothing there, with a reason."""
    found = _details(key, "refuse", lock=True)
    form = RefuseBankForm()
    if not form.validate():
        return _page(found, 422, refusing=form)
    words = str(form.because.data).replace("\r\n", "\n").strip()
    deeds.refuse(found, because=words, by=person())
    flash(_("Refused. Everybody who is paid there has your reason by letter."))
    return redirect(url_for(".bank", key=key), 303)


@bp.post("/bank/<uuid:key>/whole")
def reveal_bank(key: UUID) -> ResponseReturnValue:
    """Show all of it on this answer alone; who looked and why stands in the history."""
    found = _details(key, "reveal", lock=True)
    form = RevealForm()
    if not form.validate():
        return _page(found, 422, revealing=form)
    because = str(form.reason.data)
    shown = deeds.reveal(found, because=because, by=person())
    page = render_template(
        "awards/staff/bank_whole.html", details=shown, because=because
    )
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.get("/bank/<uuid:key>/evidence")
def bank_evidence(key: UUID) -> ResponseReturnValue:
    """Hand out the paper that proves an account."""
    return files.hand_out(_details(key, "handle").evidence or abort(404))
