"""The ties between the panel and the bids: found, declared, settled."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp import audit
from grantsapp.access import person, require, why_not
from grantsapp.calls import queries as calls
from grantsapp.i18n import gettext as _
from grantsapp.i18n import ngettext
from grantsapp.review import queries
from grantsapp.review.actions import tying
from grantsapp.review.forms import tying as forms
from grantsapp.review.models import (
    SOURCES,
    STANDINGS,
    Answered,
    Conflict,
    Objection,
    Source,
    Standing,
)
from grantsapp.review.queries import tying as tied
from grantsapp.review.staff.blueprint import bp, page_of, the_call


@bp.get("/calls/<reference>/ties")
def ties(reference: str) -> ResponseReturnValue:
    """List the ties, those to be looked at first, and whom applicants named."""
    found = the_call(reference)
    everything = tied.ties_in(found)
    wish = request.args.get("show", "")
    shown = [t for t in everything if t.standing == wish]
    return render_template(
        "review/staff/ties.html",
        call=found,
        ties=shown if wish in set(Standing) else everything,
        counts={s: sum(t.standing is s for t in everything) for s in Standing},
        wish=wish if wish in set(Standing) else "",
        sources=SOURCES,
        standings=STANDINGS,
        objections=tied.objections_in(found),
    )


@bp.post("/calls/<reference>/ties/search")
def find_ties(reference: str) -> ResponseReturnValue:
    """Look for ties now."""
    found = the_call(reference)
    new = tying.find_now(found, by=person())
    if new:
        flash(ngettext("One new tie was found.", "%(num)d new ties were found.", new))
    else:
        flash(_("Nothing new was found."))
    return redirect(url_for(".ties", reference=reference), 303)


@bp.route("/calls/<reference>/new-tie", methods=["GET", "POST"])
def declare_tie(reference: str) -> ResponseReturnValue:
    """Declare a tie that a manager knows of."""
    found = the_call(reference, lock=request.method == "POST")
    panel = [m for m in queries.panel_of(found) if m.answered is Answered.ACCEPTED]
    form = forms.DeclareForm.of(panel, calls.submitted_lines(found))
    if form.validate_on_submit() and _declare(form):
        return redirect(url_for(".ties", reference=reference), 303)
    return page_of("review/staff/declare_tie.html", form, call=found)


def _declare(form: forms.DeclareForm) -> bool:
    """Write the tie down, unless a manager said so before."""
    one, other = form.pair()
    moderator = queries.moderator(one) or abort(404)
    bid = calls.application(other) or abort(404)
    before = tied.said_before(moderator, bid.id, Source.STAFF)
    if before is not None and before.blocks:
        form.bid.errors = [_("This tie is known already. Look at it among the ties.")]
        return False
    reason = str(form.reason.data).strip()
    tying.declare(moderator, bid, Source.STAFF, reason=reason, by=person())
    name = moderator.person.called
    flash(_("The tie stands. The bid is closed to %(name)s.", name=name))
    return True


@bp.get("/ties/<uuid:key>")
def tie(key: UUID) -> ResponseReturnValue:
    """Show a tie with its reason and history, to settle it."""
    found = queries.conflict(key) or abort(404)
    require("read", found)
    form = forms.SettleForm()
    form.version.data = tying.state_of(found)
    return _page(found, form, 200)


def _page(found: Conflict, form: forms.SettleForm, status: int) -> ResponseReturnValue:
    no = why_not("settle", found)
    page = render_template(
        "review/staff/tie.html",
        call=found.moderator.call,
        tie=tied.tied(found),
        form=form,
        why_not=no.sentence if no else "",
        others=tied.others_blocking(found),
        history=audit.history(found),
        objections=_objections(found),
        sources=SOURCES,
        standings=STANDINGS,
    )
    return page, status


def _objections(found: Conflict) -> list[Objection]:
    if found.source is not Source.APPLICANT:
        return []
    return tied.objections_of(found.application)


@bp.post("/ties/<uuid:key>/settlement")
def settle_tie(key: UUID) -> ResponseReturnValue:
    """Confirm or waive a tie."""
    found = queries.conflict(key, lock=True) or abort(404)
    require("settle", found)
    form = forms.SettleForm()
    if not form.validate():
        return _page(found, form, 422)
    tying.settle(
        found,
        Standing(str(form.standing.data)),
        because=str(form.because.data or "").strip(),
        seen=str(form.version.data),
        by=person(),
    )
    flash(_("The tie is settled."))
    reference = found.moderator.call.reference
    return redirect(url_for(".ties", reference=reference), 303)
