"""Who scores what."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp.access import person
from grantsapp.i18n import ngettext
from grantsapp.review import queries
from grantsapp.review.actions import assigning
from grantsapp.review.models import Kind
from grantsapp.review.queries.panel import expertise_in
from grantsapp.review.staff.blueprint import bp, the_call


@bp.route("/calls/<reference>/assignments", methods=["GET", "POST"])
def assignments(reference: str) -> ResponseReturnValue:
    """Show who scores what, and change it."""
    found = the_call(reference)
    phase = queries.phase_of_kind(found, Kind.SCORING)
    if request.method == "POST":
        added, removed = assigning.assign(phase or abort(404), _pairs(), by=person())
        flash(
            ngettext("One assignment added", "%(num)d assignments added", added)
            + ". "
            + ngettext("One removed", "%(num)d removed", removed)
            + "."
        )
        return redirect(url_for(".assignments", reference=reference), 303)
    known = queries.assignments_in(phase) if phase else []
    return render_template(
        "review/staff/assignments.html",
        call=found,
        phase=phase,
        bids=queries.eligible_applications(found),
        panel=[m for m in queries.panel_of(found) if m.answered == "accepted"],
        known={(a.moderator_id, a.application_id): a for a in known},
        conflicts=queries.blocking(found),
        expertise=expertise_in(found.fund),
    )


def _pairs() -> set[assigning.Pair]:
    """Read the ticked boxes: a moderator and a bid each."""
    try:
        halves = [value.split(" ") for value in request.form.getlist("pair")]
        return {(UUID(moderator), UUID(bid)) for moderator, bid in halves}
    except ValueError:
        abort(400)
