"""Where a group is paid, as its own people give it and watch over it."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp.access import person, require
from grantsapp.awards import queries
from grantsapp.awards.actions import bank as deeds
from grantsapp.awards.forms.bank import BankForm
from grantsapp.awards.models import Award
from grantsapp.awards.queries import bank as banks
from grantsapp.awards.routes.blueprint import bp
from grantsapp.i18n import gettext as _


@bp.route("/awards/<uuid:key>/bank", methods=["GET", "POST"])
def bank(key: UUID) -> ResponseReturnValue:
    """Show what was given, masked, and take another account."""
    found = queries.award(key) or abort(404)
    require("see the bank details of", found)
    if request.method == "POST":
        banks.hold(banks.payee_of(found) or abort(404))
        require("give bank details for", found)
    form = BankForm()
    if form.validate_on_submit():
        holder = str(form.holder.data)
        deeds.propose(found, form.account, holder=holder, by=person())
        flash(_("Thank you. Everybody of your group gets a letter about it."))
        return redirect(url_for(".bank", key=key), 303)
    return _page(found, form)


def _page(award: Award, form: BankForm) -> ResponseReturnValue:
    payee = banks.payee_of(award) or abort(404)
    page = render_template(
        "awards/bank.html",
        award=award,
        account=banks.of(award),
        history=banks.history_of(payee, award.call.fund),
        form=form,
        days=deeds.cooling().days,
    )
    return page, 422 if form.is_submitted() else 200


@bp.post("/awards/<uuid:key>/bank/<uuid:details>/stop")
def stop_bank(key: UUID, details: UUID) -> ResponseReturnValue:
    """Say that this was not us: nothing is paid there, and the managers know."""
    found = banks.details(details, lock=True) or abort(404)
    require("stop", found)
    deeds.stop(found, by=person())
    flash(_("Stopped. Nothing is paid there, and the fund's managers know."))
    return redirect(url_for(".bank", key=key), 303)
