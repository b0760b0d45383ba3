"""Checks on a group and on those who lead it, before money is promised."""

from uuid import UUID

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp.access import person, require
from grantsapp.calls import queries as calls
from grantsapp.calls.models import Application, Call
from grantsapp.errors import Late
from grantsapp.i18n import gettext as _
from grantsapp.review.actions import vetting
from grantsapp.review.forms import deciding as forms
from grantsapp.review.models import VETTED, Vetted
from grantsapp.review.queries import vetting as vetted
from grantsapp.review.staff.blueprint import bp, page_of, the_call


@bp.route("/calls/<reference>/decisions/<uuid:key>/checks", methods=["GET", "POST"])
def vet(reference: str, key: UUID) -> ResponseReturnValue:
    """Show and note what was found of one bid's group."""
    found = the_call(reference, lock=request.method == "POST")
    bid = _bid_in(found, key)
    known = vetted.vettings_of(bid)
    form = _form(known)
    if form.is_submitted() and form.version.data != _version(known):
        raise Late(_("Somebody else noted something meanwhile. Look at it again."))
    if form.validate_on_submit():
        for what, (is_clear, note) in form.given().items():
            before = known.get(what)
            same = before and (before.is_clear, before.note) == (is_clear, note)
            if not same:
                vetting.vet(bid, what, is_clear=is_clear, note=note, by=person())
        flash(_("The checks on %(bid)s are saved.", bid=bid.reference))
        return redirect(url_for(".decisions", reference=reference), 303)
    things = {"call": found, "bid": bid, "known": known, "titles": VETTED}
    return page_of("review/staff/vetting.html", form, **things)


def _bid_in(call: Call, key: UUID) -> Application:
    bid = calls.application(key) or abort(404)
    if bid.call_id != call.id:
        abort(404)
    require("vet", bid)
    return bid


def _form(known: vetted.Found) -> forms.VettingForm:
    begun: dict[str, str] = {}
    for what, one in known.items():
        begun[what.value] = "clear" if one.is_clear else "doubt"
        begun[f"{what.value}_note"] = one.note
    form = forms.VettingForm(data=begun)
    if not form.is_submitted():
        form.version.data = _version(known)
    return form


def _version(known: vetted.Found) -> str:
    """Name both notes as they are; 0 stands for one that nobody made."""
    versions = (known[what].version if what in known else 0 for what in Vetted)
    return "-".join(map(str, versions))
