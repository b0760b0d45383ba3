"""A moderator reads bids and scores them."""

from typing import Any
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
from grantsapp.review.forms.panel import ConflictForm
from grantsapp.review.models import Assignment, Score, Stage
from grantsapp.review.routes.blueprint import bp


@bp.get("/reviews")
def reviews() -> ResponseReturnValue:
    """Show a moderator what to score, and the invitations to answer."""
    require("list", Assignment)
    mine = queries.assignments_of(person())
    views = [(a.id, queries.bid_view(a.reading), _state(a)) for a in mine]
    return render_template(
        "review/reviews.html",
        bids=views,
        done=sum(state == "submitted" for _key, _view, state in views),
        invitations=queries.invitations_of(person()),
    )


def _state(assignment: Assignment) -> str:
    if assignment.application.stage is BidStage.WITHDRAWN:
        return "withdrawn"
    if assignment.review is not None:
        return str(assignment.review.stage)
    return "opened" if may("read", assignment) else "new"


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
    return _review_page(found, None, 200)


def _ask_about_conflict(
    found: Assignment, form: ConflictForm, status: int
) -> ResponseReturnValue:
    page = render_template(
        "review/conflict.html",
        key=found.id,
        bid=queries.bid_view(found.reading),
        form=form,
    )
    return page, status


def _review_page(
    found: Assignment, faults: dict[str, str] | None, status: int
) -> ResponseReturnValue:
    """Show a bid and what this moderator gave; the others' only once that is in."""
    page = render_template(
        "review/review.html",
        key=found.id,
        bid=queries.bid_view(found.reading),
        phase=found.phase,
        given=queries.given_scores(found),
        comment=found.review.comment if found.review else "",
        submitted=found.review is not None and found.review.stage is Stage.SUBMITTED,
        can_write=may("write", found),
        others=queries.other_reviews(found),
        faults=faults or {},
    )
    return page, status


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
    comment = request.form.get("comment", "").replace("\r\n", "\n")
    reviewing.save_review(found, _given(found), comment=comment, by=person())
    if request.form.get("then") != "submit":
        flash(_("Your review is kept as a draft."))
        return redirect(url_for(".review", key=key), 303)
    if faults := _faults(found):
        return _review_page(found, faults, 200)  # kept as a draft, so not a 422
    reviewing.submit_review(found, by=person())
    flash(_("Your review is in."))
    return redirect(url_for(".review", key=key), 303)


def _given(found: Assignment) -> reviewing.Given:
    """Read the scores that were given; what is off the scale counts as not given."""
    given: reviewing.Given = {}
    for criterion in found.phase.criteria:
        typed = request.form.get(f"score-{criterion.code}", "")
        reason = request.form.get(f"reason-{criterion.code}", "").strip()
        on_scale = typed in {str(n) for n in criterion.scale}
        value = int(typed) if on_scale else None
        given[criterion.id] = (on_scale or typed == "none", value, reason)
    return given


def _faults(found: Assignment) -> dict[str, str]:
    """Say what a review still lacks, by the id of its control."""
    given: dict[UUID, Score] = queries.given_scores(found)
    faults: dict[str, str] = {}
    for criterion in found.phase.criteria:
        score: Any = given.get(criterion.id)
        if score is None or not score.is_answered:
            faults[f"score-{criterion.code}"] = _("Choose a score.")
        if score is None or not score.reason:
            faults[f"reason-{criterion.code}"] = _("Write why.")
    return faults


@bp.get("/reviews/<uuid:key>/files/<uuid:attachment>")
def file(key: UUID, attachment: UUID) -> ResponseReturnValue:
    """Hand out a file of the bid to its moderator, by the name that they see."""
    found = queries.assignment(key) or abort(404)
    require("read", found)
    name = queries.bid_view(found.reading).file_name(attachment) or abort(404)
    attached = queries.attachment_of(found, attachment) or abort(404)
    return files.hand_out(attached.file, name=name)
