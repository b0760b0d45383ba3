"""The queue of a safeguarding lead, who serves the fund and does not evaluate it."""

from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp import audit
from grantsapp.access import person, require
from grantsapp.calls import queries as calls
from grantsapp.calls.models import Call
from grantsapp.i18n import gettext as _
from grantsapp.mel import queries
from grantsapp.mel.actions import concerning
from grantsapp.mel.forms import SettlingForm
from grantsapp.mel.models import Concern

queue_bp = Blueprint("concerns", __name__, url_prefix="/staff")


@queue_bp.get("/concerns")
def desk() -> ResponseReturnValue:
    """Show a lead the calls whose queue is theirs."""
    require("list", Concern)
    led = queries.calls_led_by(person())
    waiting = queries.waiting_among(led)
    return render_template("mel/concerns/desk.html", calls=led, waiting=waiting)


@queue_bp.get("/calls/<reference>/concerns")
def queue(reference: str) -> ResponseReturnValue:
    """List what was told in a call, without its words."""
    found = _call(reference, "read concerns")
    listed = queries.concerns_in(found)
    things = {"call": found, "listed": listed, "most": queries.MOST_LISTED}
    return render_template("mel/concerns/queue.html", **things)


@queue_bp.get("/calls/<reference>/concerns/count")
def count(reference: str) -> ResponseReturnValue:
    """Say to managers how many wait and since when, and nothing else."""
    found = _call(reference, "count concerns")
    suite = queries.suite_of(found)
    named = suite.lead if suite else None
    things = {"lead": queries.lead_in(found), "named": named, "call": found}
    waiting = queries.waiting_in(found)
    return render_template("mel/concerns/count.html", waiting=waiting, **things)


@queue_bp.get("/concerns/<uuid:key>")
def concern(key: UUID) -> ResponseReturnValue:
    """Show where a concern came from and what was done; its words are opened."""
    return _page(_concern(key, "see"), SettlingForm())


@queue_bp.post("/concerns/<uuid:key>/opening")
def open_concern(key: UUID) -> ResponseReturnValue:
    """Show its words on this answer alone; who looked stands in the history."""
    found = _concern(key, "open", lock=True)
    concerning.open_it(found, by=person())
    return _page(found, SettlingForm(formdata=None), is_open=True)


@queue_bp.post("/concerns/<uuid:key>/settling")
def settle(key: UUID) -> ResponseReturnValue:
    """Say what was done about it."""
    found = _concern(key, "settle", lock=True)
    form = SettlingForm()
    fits = form.validate()
    if fits and found.read_at is None:  # more came in, which the note cannot know of
        form.note.errors = [_("Open it first: more was written. Then settle it.")]
    if form.errors:
        return _page(found, form)
    concerning.settle(found, form.note.data or "", by=person())
    flash(_("It is settled. You can open it again."))
    reference = found.survey.award.call.reference
    return redirect(url_for(".queue", reference=reference), 303)


@queue_bp.post("/concerns/<uuid:key>/reopening")
def reopen(key: UUID) -> ResponseReturnValue:
    """Say that it is not done after all."""
    found = _concern(key, "reopen", lock=True)
    concerning.reopen(found, by=person())
    return redirect(url_for(".concern", key=key), 303)


def _call(reference: str, verb: str) -> Call:
    found = calls.call(reference) or abort(404)
    require(verb, found)
    return found


def _concern(key: UUID, verb: str, *, lock: bool = False) -> Concern:
    found = queries.concern(key, lock=lock) or abort(404)
    require(verb, found)
    return found


def _page(
    found: Concern, form: SettlingForm, *, is_open: bool = False
) -> ResponseReturnValue:
    """Show a concern; with its words only where they were opened for this answer."""
    told = found if is_open else None
    things = {"told": told, "form": form, "lines": audit.history(found)}
    call = found.survey.award.call
    about = queries.told_about(found)
    page = render_template(
        "mel/concerns/concern.html", call=call, about=about, **things
    )
    return page, 422 if form.errors and request.method == "POST" else 200
