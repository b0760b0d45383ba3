"""Money that is to come back from a group."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp.access import person, require
from grantsapp.awards import queries
from grantsapp.awards.actions import repaying
from grantsapp.awards.forms import money as forms
from grantsapp.awards.models import REPAYMENT_KINDS, Repayment, RepaymentKind
from grantsapp.awards.queries import money
from grantsapp.awards.staff.blueprint import bp
from grantsapp.forms import Form
from grantsapp.i18n import gettext as _


@bp.route("/awards/<uuid:key>/repayments", methods=["GET", "POST"])
def ask_back(key: UUID) -> ResponseReturnValue:
    """Ask a group for money back."""
    found = queries.award(key) or abort(404)
    if request.method == "POST":
        found = money.locked_award(found)
    require("ask back", found)
    form, most = forms.AskBackForm(), repaying.may_be_asked(found)
    form.for_award(most, found.call.fund.currency)
    if form.validate_on_submit():
        asked = repaying.ask_back(
            found,
            amount=form.amount.data,
            kind=RepaymentKind(form.kind.data),
            reason=str(form.reason.data).strip(),
            due_on=form.due_on.data,  # type: ignore[arg-type]
            by=person(),
        )
        flash(_("The group is asked for it."))
        return redirect(url_for(".repayment", key=asked.id), 303)
    things = {"call": found.call, "award": found, "most": most, "form": form}
    page = render_template("awards/staff/ask_back.html", **things)
    return page, 422 if form.is_submitted() else 200


@bp.get("/repayments/<uuid:key>")
def repayment(key: UUID) -> ResponseReturnValue:
    """Show one repayment."""
    found = _repayment(key, "manage")
    return _page(found, forms.ReceivedForm(), forms.ReasonForm())


def _repayment(key: UUID, verb: str) -> Repayment:
    found = money.repayment(key, lock=request.method == "POST") or abort(404)
    require(verb, found)
    return found


def _page(found: Repayment, received: Form, waived: Form) -> ResponseReturnValue:
    page = render_template(
        "awards/staff/repayment.html",
        call=found.award.call,
        award=found.award,
        repayment=found,
        kinds=REPAYMENT_KINDS,
        received=received,
        waived=waived,
    )
    return page, 422 if request.method == "POST" else 200


@bp.post("/repayments/<uuid:key>/receipt")
def receive(key: UUID) -> ResponseReturnValue:
    """Note that money came back."""
    found, form = _repayment(key, "receive"), forms.ReceivedForm()
    if not form.validate():
        return _page(found, form, forms.ReasonForm(formdata=None))
    repaying.receive(found, form.when(), by=person())
    flash(_("Noted: the money is back."))
    return redirect(url_for(".repayment", key=key), 303)


@bp.post("/repayments/<uuid:key>/waiver")
def waive_repayment(key: UUID) -> ResponseReturnValue:
    """Give up money that somebody else asked for."""
    found, form = _repayment(key, "waive"), forms.ReasonForm()
    if not form.validate():
        return _page(found, forms.ReceivedForm(formdata=None), form)
    repaying.waive(found, because=form.words(), by=person())
    flash(_("Waived. The group gets a letter."))
    return redirect(url_for(".repayment", key=key), 303)
