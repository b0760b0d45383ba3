"""A moderator reads bids and scores them."""

from uuid import UUID

from flask import (
    abort,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from grantsapp import files
from grantsapp.access import may, person, require
from grantsapp.calls.models import Stage as BidStage
from grantsapp.i18n import gettext as _
from grantsapp.review import queries
from grantsapp.review.actions import declaring, reviewing
from grantsapp.review.forms import reviewing as forms
from grantsapp.review.forms.panel import ConflictForm
from grantsapp.review.models import CONFIDENCE, Assignment, Stage
from grantsapp.review.queries import outstanding
from grantsapp.review.routes.blueprint import bp
from grantsapp.review.rules import bids_in
from grantsapp.review.rules.panel import cleared_by


@bp.get("/reviews")
def reviews() -> ResponseReturnValue:
    """Show a moderator what to score, and the invitations to answer."""
    require("list", Assignment)
    return render_template(
        "review/reviews.html",
        batches=outstanding.batches_of(person()),
        invitations=queries.invitations_of(person()),
        seats=queries.seats_of(person()),
    )


@bp.get("/reviews/<uuid:key>")
def review(key: UUID) -> ResponseReturnValue:
    """Ask about conflicts first; then show the bid beside the scores to give."""
    found = queries.assignment(key) or abort(404)
    require("see", found)
    if found.application.stage is BidStage.WITHDRAWN:
        return render_template(
            "review/withdrawn.html", bid=queries.bid_view(found.reading)
        )
    if not may("read", found):
        return _ask_about_conflict(found, ConflictForm(), 200)
    return _review_page(found, forms.stored(found))


def _ask_about_conflict(
    found: Assignment, form: ConflictForm, status: int
) -> ResponseReturnValue:
    page = render_template(
        "review/conflict.html",
        where=url_for(".review", key=found.id),
        bid=queries.bid_view(found.reading),
        is_cleared=found.application.id in cleared_by(found.moderator),
        begins_at=None if found.phase.has_begun else found.phase.opens_at,
        zone=found.phase.call.fund.time_zone,
        form=form,
    )
    return page, status


def _review_page(
    found: Assignment,
    sheet: forms.Sheet,
    *,
    faults: forms.Told | None = None,
    theirs: forms.Told | None = None,
) -> ResponseReturnValue:
    """Show a bid and what this moderator gave; the others' once they may see it."""
    own = found.review
    page = render_template(
        "review/review.html",
        key=found.id,
        where=url_for(".review", key=found.id),
        bid=queries.bid_view(found.reading),
        phase=found.phase,
        zone=found.phase.call.fund.time_zone,
        sheet=sheet,
        version=own.version if own else 0,
        submitted=own is not None and own.stage is Stage.SUBMITTED,
        reopened=own is not None and own.stage is Stage.DRAFT and own.reopened_at,
        can_write=may("write", found),
        has_left=found.application_id not in bids_in(found.phase),
        can_reopen=may("reopen", found),
        can_decline=may("decline", found),
        sees_others=may("see other scores", found),
        others=queries.other_reviews(found),
        versions=queries.handed_in(found),
        progress=outstanding.progress_in(found),
        sureness=CONFIDENCE,
        faults=faults or {},
        theirs=theirs or {},
    )
    return page, 409 if theirs else 200


@bp.post("/reviews/<uuid:key>/clearance")
def clear_conflict(key: UUID) -> ResponseReturnValue:
    """Say that there is no conflict, and open the bid."""
    found = queries.assignment(key, lock=True) or abort(404)
    require("see", found)
    declaring.clear_conflict(found, by=person())
    return redirect(url_for(".review", key=key), 303)


@bp.route("/reviews/<uuid:key>/conflict", methods=["GET", "POST"])
def declare_conflict(key: UUID) -> ResponseReturnValue:
    """Say what ties the moderator to the bid, and close it to them."""
    found = queries.assignment(key, lock=request.method == "POST") or abort(404)
    require("see", found)
    form = ConflictForm()
    if form.validate_on_submit():
        reason = str(form.reason.data).strip()
        declaring.declare_conflict(found, reason=reason, by=person())
        flash(_("Thank you for telling us. You will not see this bid again."))
        return redirect(url_for(".reviews"), 303)
    return _ask_about_conflict(found, form, 422 if form.is_submitted() else 200)


@bp.post("/reviews/<uuid:key>")
def save_review(key: UUID) -> ResponseReturnValue:
    """Keep the scores as far as they are given; submit where that is asked."""
    found = queries.assignment(key, lock=True) or abort(404)
    require("write", found)
    sheet, kept = forms.sent(request.form, found), forms.stored(found)
    if sheet.version != kept.version and (
        theirs := forms.differing(sheet, kept, found.phase)
    ):
        return _review_page(found, sheet, theirs=theirs)
    more = {"comment": sheet.comment, "confidence": sheet.confidence}
    reviewing.save_review(found, sheet.given, **more, by=person())
    if request.form.get("then") not in {"submit", "next"}:
        flash(_("Your review is kept as a draft."))
        return redirect(url_for(".review", key=key), 303)
    if faults := forms.faults(found):
        # Kept as a draft, so this is not a 422.
        return _review_page(found, forms.stored(found), faults=faults)
    reviewing.submit_review(found, by=person())
    flash(_("Your review is in."))
    return redirect(_onward(found), 303)


def _onward(found: Assignment) -> str:
    """Go to the next bid that waits, where that was asked for and there is one."""
    follows = outstanding.progress_in(found).next
    if request.form.get("then") == "next" and follows:
        return url_for(".review", key=follows)
    return url_for(".review", key=found.id)


@bp.post("/reviews/<uuid:key>/reopening")
def reopen_review(key: UUID) -> ResponseReturnValue:
    """Take a review back, to write on it."""
    found = queries.assignment(key, lock=True) or abort(404)
    require("reopen", found)
    reviewing.reopen_review(found, by=person())
    flash(_("Your review is open again. It does not count until it is in again."))
    return redirect(url_for(".review", key=key), 303)


@bp.route("/reviews/<uuid:key>/decline", methods=["GET", "POST"])
def decline(key: UUID) -> ResponseReturnValue:
    """Give a bid back, with the reason; it leaves the list."""
    found = queries.assignment(key, lock=request.method == "POST") or abort(404)
    require("decline", found)
    form = forms.DeclineForm()
    if form.validate_on_submit():
        reason = str(form.reason.data).strip()
        reviewing.decline(found, because=reason, by=person())
        flash(_("Thank you for telling us in time. The fund will ask somebody else."))
        return redirect(url_for(".reviews"), 303)
    page = render_template(
        "review/decline.html",
        key=key,
        bid=queries.bid_outline(found.reading),
        form=form,
    )
    return page, 422 if form.is_submitted() else 200


@bp.get("/reviews/<uuid:key>/files/<uuid:attachment>")
def file(key: UUID, attachment: UUID) -> ResponseReturnValue:
    """Hand out a file of the bid to its moderator, by the name that they see."""
    found = queries.assignment(key) or abort(404)
    require("read", found)
    name = queries.bid_view(found.reading).file_name(attachment) or abort(404)
    attached = queries.attachment_of(found, attachment) or abort(404)
    return files.hand_out(attached.file, name=name)
