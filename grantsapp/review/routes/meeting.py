"""A member of the panel reads without scoring, and meets with the others."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp import files
from grantsapp.access import may, person, require
from grantsapp.calls import queries as calls
from grantsapp.i18n import gettext as _
from grantsapp.review import queries
from grantsapp.review.actions import declaring
from grantsapp.review.actions import meeting as meetings
from grantsapp.review.forms.meeting import RemarkForm
from grantsapp.review.forms.panel import ConflictForm
from grantsapp.review.models import Reading
from grantsapp.review.queries import agendas, talk
from grantsapp.review.queries import meeting as met
from grantsapp.review.routes.blueprint import bp
from grantsapp.review.rules.meeting import MEETINGS
from grantsapp.review.rules.panel import cleared_by

BID = "/panels/<uuid:key>/bids/<uuid:bid>/<uuid:phase>"


@bp.get("/panels/<uuid:key>")
def panel(key: UUID) -> ResponseReturnValue:
    """Show a member the bids that they read without scoring, phase by phase."""
    found = queries.moderator(key) or abort(404)
    require("meet", found)
    return render_template(
        "review/panel.html", moderator=found, views=met.phases_for(found)
    )


@bp.get("/panels/<uuid:key>/agenda/<uuid:phase>")
def agenda(key: UUID, phase: UUID) -> ResponseReturnValue:
    """Show a member the order of a meeting; of bids they are tied to, the place."""
    found = queries.moderator(key) or abort(404)
    require("meet", found)
    its = queries.phase(phase) or abort(404)
    is_ours = its.call_id == found.call_id and its.kind in MEETINGS
    if not is_ours or not its.has_begun:
        abort(404)
    return render_template(
        "review/agenda.html",
        moderator=found,
        phase=its,
        items=agendas.own_agenda(found, its),
    )


def _reading(key: UUID, bid: UUID, phase: UUID) -> Reading:
    """Find a bid that a member may see in a phase."""
    member = queries.moderator(key) or abort(404)
    its, application = queries.phase(phase), calls.application(bid)
    if its is None or application is None:
        abort(404)
    if not its.call_id == member.call_id == application.call_id:
        abort(404)
    reading = Reading(member, application, its)
    require("see", reading)
    if not met.lets_read(its, member):
        abort(404)  # who scores it reads it beside the scores to give
    return reading


def _where(reading: Reading) -> str:
    bid, phase = reading.application.id, reading.phase.id
    return url_for(".panel_bid", key=reading.moderator.id, bid=bid, phase=phase)


@bp.get(BID)
def panel_bid(key: UUID, bid: UUID, phase: UUID) -> ResponseReturnValue:
    """Ask about conflicts first; then show the bid, and what is said of it."""
    reading = _reading(key, bid, phase)
    is_cleared = reading.application.id in cleared_by(reading.moderator)
    if reading.phase.has_begun and not is_cleared:
        return _ask_about_conflict(reading, ConflictForm(), 200)
    require("read", reading)
    return _bid_page(reading, RemarkForm(), 200)


def _ask_about_conflict(
    reading: Reading, form: ConflictForm, status: int
) -> ResponseReturnValue:
    page = render_template(
        "review/conflict.html",
        where=_where(reading),
        bid=queries.bid_outline(reading),
        is_cleared=reading.application.id in cleared_by(reading.moderator),
        begins_at=None if reading.phase.has_begun else reading.phase.opens_at,
        zone=reading.phase.call.fund.time_zone,
        form=form,
    )
    return page, status


def _bid_page(reading: Reading, form: RemarkForm, status: int) -> ResponseReturnValue:
    """Show a bid to somebody who does not score it; scores only where they meet."""
    meets = reading.phase.kind in MEETINGS
    page = render_template(
        "review/panel_bid.html",
        where=_where(reading),
        moderator=reading.moderator,
        phase=reading.phase,
        bid=queries.bid_view(reading),
        talk=_talk(reading) if meets else None,
        form=form if meets and may("speak", reading) else None,
    )
    return page, status


def _talk(reading: Reading) -> talk.Talk:
    member = reading.moderator.person
    return talk.talk_on(reading.application, reading.phase, member=member)


@bp.post(f"{BID}/remarks")
def say(key: UUID, bid: UUID, phase: UUID) -> ResponseReturnValue:
    """Say something of a bid, to all who meet on it."""
    reading = _reading(key, bid, phase)
    if reading.phase.kind not in MEETINGS:
        abort(404)
    require("speak", reading)
    form = RemarkForm()
    if not form.validate_on_submit():
        require("read", reading)
        return _bid_page(reading, form, 422)
    text = str(form.text.data).replace("\r\n", "\n").strip()
    meetings.remark(reading, text, by=person())
    flash(_("Your remark is with the panel."))
    return redirect(_where(reading) + "#remarks", 303)


@bp.post(f"{BID}/clearance")
def clear_panel_bid(key: UUID, bid: UUID, phase: UUID) -> ResponseReturnValue:
    """Say that there is no conflict, and open the bid."""
    reading = _reading(key, bid, phase)
    declaring.clear_conflict(reading, by=person())
    return redirect(_where(reading), 303)


@bp.route(f"{BID}/conflict", methods=["GET", "POST"])
def declare_panel_conflict(key: UUID, bid: UUID, phase: UUID) -> ResponseReturnValue:
    """Say what ties the member to the bid, and close it to them."""
    reading = _reading(key, bid, phase)
    form = ConflictForm()
    if form.validate_on_submit():
        reason = str(form.reason.data).strip()
        declaring.declare_conflict(reading, reason=reason, by=person())
        flash(_("Thank you for telling us. You will not see this bid again."))
        return redirect(url_for(".panel", key=key), 303)
    return _ask_about_conflict(reading, form, 422 if request.method == "POST" else 200)


@bp.get(f"{BID}/files/<uuid:attachment>")
def panel_file(
    key: UUID, bid: UUID, phase: UUID, attachment: UUID
) -> ResponseReturnValue:
    """Hand out a file of the bid to a member who reads it."""
    reading = _reading(key, bid, phase)
    require("read", reading)
    attached = calls.attachment(attachment)
    name = queries.bid_view(reading).file_name(attachment)
    if attached is None or attached.application_id != bid or name is None:
        abort(404)
    return files.hand_out(attached.file, name=name)
