"""The checklist of a call, and what its managers find right."""

import json
from hashlib import sha256
from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp.access import may, person, require
from grantsapp.awards import queries
from grantsapp.awards.actions import diligence
from grantsapp.awards.forms.diligence import BackForm, ItemForm
from grantsapp.awards.models import MATTERS, Award, Due, DueItem, Matter
from grantsapp.awards.queries import diligence as dues
from grantsapp.awards.queries import readiness
from grantsapp.awards.rules.diligence import today_in
from grantsapp.awards.staff.blueprint import bp, the_call
from grantsapp.calls.models import Call
from grantsapp.errors import Refused
from grantsapp.i18n import gettext as _


@bp.route("/calls/<reference>/checklist", methods=["GET", "POST"])
def checklist(reference: str) -> ResponseReturnValue:
    """Show what a call asks for and how far its awards are, and ask for more."""
    found = the_call(reference, lock=request.method == "POST")
    form = ItemForm().in_languages(found.languages)
    if form.is_submitted():
        require("write the checklist of", found)
    if form.validate_on_submit():
        matter = Matter(form.matter.data)
        diligence.add_item(found, matter=matter, by=person(), **_facts(form))
        flash(_("Added. Every award of this call is asked for it from now on."))
        return redirect(url_for(".checklist", reference=reference), 303)
    live = [a for a in queries.awards_in(found) if may("follow the checklist of", a)]
    page = render_template(
        "awards/staff/checklist.html",
        call=found,
        items=dues.items_of(found),
        matters=MATTERS,
        form=form,
        awards=live,
        ready=readiness.among(live),
        may_write=may("write the checklist of", found),
    )
    return page, 422 if form.is_submitted() else 200


def _facts(form: ItemForm) -> dict[str, Any]:
    names = ("title", "wants_file", "expires")
    return {name: form.data[name] for name in names}


@bp.route("/calls/<reference>/checklist/<code>", methods=["GET", "POST"])
def due_item(reference: str, code: str) -> ResponseReturnValue:
    """Ask for one thing in other words."""
    found, item = _item(reference, code, lock=request.method == "POST")
    form = ItemForm(obj=item).in_languages(found.languages)
    del form["matter"]
    if not form.is_submitted():
        form.version.data = _mark(item)
    elif form.is_stale(_mark(item)):
        form.show_both(item, _mark(item))
        return _item_page(found, item, form, 409)
    if form.validate_on_submit():
        diligence.edit_item(item, found, by=person(), **_facts(form))
        flash(_("Your changes are saved."))
        return redirect(url_for(".checklist", reference=reference), 303)
    return _item_page(found, item, form, 422 if form.is_submitted() else 200)


def _item_page(
    call: Call, item: DueItem, form: ItemForm, status: int
) -> ResponseReturnValue:
    page = "awards/staff/due_item.html"
    return render_template(page, call=call, item=item, form=form), status


@bp.post("/calls/<reference>/checklist/<code>/order")
def order_due_item(reference: str, code: str) -> ResponseReturnValue:
    """Move a point up or down."""
    found, item = _item(reference, code, lock=True)
    up = request.form.get("to") != "down"
    diligence.move_item(item, found, up=up, by=person())
    return redirect(url_for(".checklist", reference=reference), 303)


@bp.post("/calls/<reference>/checklist/<code>/removal")
def remove_due_item(reference: str, code: str) -> ResponseReturnValue:
    """Ask for it no longer."""
    found, item = _item(reference, code, lock=True)
    diligence.remove_item(item, found, by=person())
    flash(_("Removed. Nobody is asked for it any more."))
    return redirect(url_for(".checklist", reference=reference), 303)


def _item(reference: str, code: str, *, lock: bool) -> tuple[Call, DueItem]:
    """Find a point for somebody who may write it; a deed makes the list its own."""
    found = the_call(reference, lock=lock)
    require("write the checklist of", found)
    if lock:
        diligence.lay(found)
    return found, dues.item(found, code) or abort(404)


def _mark(item: DueItem) -> str:
    """Name what stands there, so that somebody else's newer words are seen."""
    words = json.dumps([dict(item.title), item.wants_file, item.expires])
    return sha256(words.encode()).hexdigest()[:12]


@bp.get("/awards/<uuid:key>/checklist/<code>")
def due(key: UUID, code: str) -> ResponseReturnValue:
    """Show what a group gave for one point, and who found it right."""
    award = queries.award(key) or abort(404)
    require("manage", award)
    item = dues.item(award.call, code) or abort(404)
    return _due_page(award, item, dues.due(award, code), BackForm(), 200)


def _due_page(
    award: Award, item: DueItem, given: Due | None, form: BackForm, status: int
) -> ResponseReturnValue:
    page = render_template(
        "awards/staff/due.html",
        call=award.call,
        award=award,
        item=item,
        line=dues.Line(item, given, today_in(award.call)),
        form=form,
        titles=dues.TITLES,
        tones=dues.TONES,
    )
    return page, status


@bp.post("/awards/<uuid:key>/checklist/<code>/look")
def look_at_due(key: UUID, code: str) -> ResponseReturnValue:
    """Find it right, as the first of two."""
    given = _given(key, code, "look at")
    diligence.look(given, by=person())
    flash(_("Noted. A second person clears it."))
    return redirect(url_for(".due", key=key, code=code), 303)


@bp.post("/awards/<uuid:key>/checklist/<code>/clear")
def clear_due(key: UUID, code: str) -> ResponseReturnValue:
    """Find it right, as the second of two."""
    given = _given(key, code, "clear")
    diligence.clear(given, by=person())
    flash(_("Cleared."))
    return redirect(url_for(".award", key=key) + "#checklist", 303)


@bp.post("/awards/<uuid:key>/checklist/<code>/back")
def send_back_due(key: UUID, code: str) -> ResponseReturnValue:
    """Ask the group for something else."""
    given = _given(key, code, "send back")
    form = BackForm()
    if not form.validate():
        return _due_page(given.award, given.item, given, form, 422)
    words = str(form.because.data).replace("\r\n", "\n").strip()
    diligence.send_back(given, because=words, by=person())
    flash(_("The group has your reason by letter."))
    return redirect(url_for(".award", key=key) + "#checklist", 303)


def _given(key: UUID, code: str, verb: str) -> Due:
    """Find what was given, held for a deed, if it still is what the page showed."""
    award = queries.award(key, lock=True) or abort(404)
    require("manage", award)
    found = dues.due(award, code, lock=True) or abort(404)
    require(verb, found)
    if request.form.get("version") != str(found.version):
        raise Refused(
            _("The group gave something new since you looked. Nothing was changed.")
        )
    return found
