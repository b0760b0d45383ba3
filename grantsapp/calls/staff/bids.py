"""The bids that came, as the fund reads them."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from grantsapp import audit
from grantsapp.access import elsewhere, person, require
from grantsapp.accounts.models import KINDS as ORGANISATION_KINDS
from grantsapp.calls import queries
from grantsapp.calls.forms import applicant as answers
from grantsapp.calls.forms import bids as forms
from grantsapp.calls.forms.lives import CHANNELS
from grantsapp.calls.models import Application, Call
from grantsapp.calls.queries import asked as asking
from grantsapp.calls.queries import bids
from grantsapp.calls.queries.bids import Wish
from grantsapp.calls.questions import Form
from grantsapp.calls.staff.blueprint import bp


def untied(call: Call, wish: Wish) -> Wish:
    """Leave out of a wish what a tie keeps from the person who asks."""
    return replace(wish, without=frozenset(elsewhere("tied_in", person(), call)))


@bp.get("/calls/<reference>/applications")
def applications(reference: str) -> ResponseReturnValue:
    """List the bids of a call as the address asks for them."""
    call = queries.call(reference, bare=True) or abort(404)
    require("manage", call)
    written_on = asking.forms_of(call)
    asked = asking.asked(written_on)
    counts, names = bids.counts(call), queries.names_in(call)
    form = forms.bids_form(call, request.args, asked, counts.boroughs, names)
    is_fine = form.validate()
    columns, wish = form.shown, untied(call, form.wish)
    found = bids.Found([], 0, 1)
    if is_fine:
        number = request.args.get("page", 1, type=int)
        found = bids.found(call, wish, number, counts, with_first="first" in columns)
    page = render_template(
        "calls/staff/applications.html",
        call=call,
        form=form,
        found=found,
        counts=counts,
        columns=[(code, forms.title_of(code, asked)) for code in columns],
        own=_own_answers(found, columns, written_on),
        names=names,
        query=forms.as_query(request.args),
        sorted_by=bids.SORTED_BY,
        kinds=ORGANISATION_KINDS,
        stages=forms.STAGES,
        left_out=len(wish.without),
    )
    return page, 200 if is_fine else 422


def _own_answers(
    found: bids.Found, columns: list[str], written_on: dict[UUID, Form]
) -> dict[tuple[UUID, str], Any]:
    """Read the answers that are columns, for the bids of one page."""
    codes = [c.removeprefix(forms.OWN) for c in columns if c.startswith(forms.OWN)]
    if not codes:
        return {}
    which = Application.id.in_([bid.id for bid in found.bids])
    told = asking.answers(which, written_on, codes)
    return {
        (key, forms.OWN + code): answers.shown(question, reading)
        for (key, code), (question, reading, _raw) in told.items()
    }


@bp.get("/applications/<uuid:key>")
def application(key: UUID) -> ResponseReturnValue:
    """Show a bid to its fund."""
    found = queries.application(key) or abort(404)
    require("manage", found)
    return render_template(
        "calls/staff/application.html",
        application=found,
        readings=queries.readings(found),
        **answers.TELLING,
        organisation_kinds=ORGANISATION_KINDS,
        history=audit.history(found),
        raw=queries.raw_answers(found),
        submissions=found.submissions,
        clarifications=queries.clarifications_of(found),
        channels=CHANNELS,
    )
