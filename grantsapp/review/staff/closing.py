"""A phase is closed, with a look at what becomes of each bid; or opened again."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from grantsapp.access import may, person, require
from grantsapp.i18n import gettext as _
from grantsapp.review.actions import closing
from grantsapp.review.forms.closing import ClosingForm
from grantsapp.review.queries import closing as closings
from grantsapp.review.staff.blueprint import bp, shown_of
from grantsapp.review.staff.planning import back_to_phases, the_phase


@bp.route("/phases/<uuid:key>/closing", methods=["GET", "POST"])
def close_phase(key: UUID) -> ResponseReturnValue:
    """Show what the rule says of each bid, then close the phase."""
    found = the_phase(key)
    require("close", found)
    require("weigh", found.call)
    closing.refuse_too_early(found)
    now = closings.closing_of(found)
    form = ClosingForm.of(now)
    status = 422 if form.is_submitted() else 200
    is_stale = form.is_submitted() and form.is_stale(now.mark)
    if is_stale:
        status, form.version.raw_data, form.version.data = 409, None, now.mark
    elif form.validate_on_submit():
        on, out = closing.close_phase(now, form.choices, by=person())
        flash(
            _(
                "The phase is closed. Bids that go on: %(on)s. "
                "Bids that do not: %(out)s.",
                on=on,
                out=out,
            )
        )
        return redirect(url_for(".closed_phase", key=key), 303)
    things = {"call": found.call, "phase": found, "form": form, "closing": now}
    page = render_template("review/staff/closing.html", **things, is_stale=is_stale)
    return page, status


@bp.get("/phases/<uuid:key>/bids")
def closed_phase(key: UUID) -> ResponseReturnValue:
    """Show what became of the bids of a phase."""
    found = the_phase(key)
    require("manage", found)
    every = closings.passages_of(found)
    passages, left_out = shown_of(found.call, every, lambda one: one[0].id)
    return render_template(
        "review/staff/closed.html",
        call=found.call,
        phase=found,
        passages=passages,
        left_out=left_out,
        can_open=may("open again", found),
    )


@bp.post("/phases/<uuid:key>/opening")
def open_phase(key: UUID) -> ResponseReturnValue:
    """Go on with a phase that was closed, while no later one has begun."""
    found = the_phase(key)
    require("open again", found)
    closing.open_again(found, by=person())
    flash(_("The phase is open again."))
    return back_to_phases(found.call)
