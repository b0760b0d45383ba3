"""What a group gives for the checklist of its award, one page a point."""

from datetime import date
from types import SimpleNamespace
from uuid import UUID

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from grantsapp import files
from grantsapp.access import person, require
from grantsapp.awards import queries
from grantsapp.awards.actions import diligence
from grantsapp.awards.forms.diligence import GiveForm
from grantsapp.awards.forms.papers import taken
from grantsapp.awards.models import Award, Due, DueItem
from grantsapp.awards.queries import diligence as dues
from grantsapp.awards.routes.blueprint import bp
from grantsapp.awards.rules.diligence import today_in
from grantsapp.db import let_go
from grantsapp.i18n import gettext as _


@bp.get("/awards/<uuid:key>/checklist/<code>")
def due(key: UUID, code: str) -> ResponseReturnValue:
    """Show a group one point: what it gave, and what became of it."""
    award, item, given = _asked_for(key, code, lock=False)
    form = GiveForm(obj=given)
    form.version.data = _version(given)
    return _page(award, item, given, form, 200)


@bp.post("/awards/<uuid:key>/checklist/<code>")
def give_due(key: UUID, code: str) -> ResponseReturnValue:
    """Answer a point of the checklist, or answer it anew."""
    received, fault = taken()
    award, item, given = _asked_for(key, code, lock=False)
    _require_open(given)
    form = GiveForm()
    has_file = received is not None or bool(given and given.file_id)
    fits = form.fits(item, has_file=has_file, today=today_in(award.call))
    if fault or not fits:
        again = received is not None
        return _page(award, item, given, form, 422, fault=fault, again=again)
    if received is not None:
        let_go()
        files.store(received)
    award, item, given = _asked_for(key, code, lock=True)
    _require_open(given)
    if form.is_stale(_version(given)):
        theirs = SimpleNamespace(said=given and given.said, until=given and given.until)
        form.show_both(theirs, _version(given))
        again = received is not None
        return _page(award, item, given, form, 409, again=again)
    _give(award, item, form, received)
    flash(_("Thank you. The fund looks at it."))
    return redirect(url_for(".award", key=key) + "#checklist", 303)


def _give(
    award: Award, item: DueItem, form: GiveForm, received: files.Received | None
) -> None:
    until: date | None = form.until.data  # type: ignore[assignment]
    kept = files.keep(received, by=person()) if received else None
    said = str(form.said.data or "").replace("\r\n", "\n").strip()
    facts = {"said": said, "file": kept, "by": person()}
    diligence.give(award, item, until=until if item.expires else None, **facts)


def _asked_for(
    key: UUID, code: str, *, lock: bool
) -> tuple[Award, DueItem, Due | None]:
    """Find the award and the point, for somebody of the group; hold both for a deed."""
    found = queries.award(key) or abort(404)
    require("answer the checklist of", found)
    if lock:
        diligence.lay(found.call)  # the call before the award, as everywhere
        found = queries.award(key, lock=True) or abort(404)
        require("answer the checklist of", found)
        dues.hold(found.call, code)
    item = dues.item(found.call, code) or abort(404)
    return found, item, dues.due(found, code, lock=lock)


def _require_open(given: Due | None) -> None:
    if given is not None:
        require("replace", given)


def _version(given: Due | None) -> str:
    return str(given.version if given else 0)


def _page(
    award: Award,
    item: DueItem,
    given: Due | None,
    form: GiveForm,
    status: int,
    *,
    fault: str = "",
    again: bool = False,
) -> ResponseReturnValue:
    page = render_template(
        "awards/due.html",
        award=award,
        item=item,
        line=dues.Line(item, given, today_in(award.call)),
        form=form,
        fault=fault,
        again=again,
        faults=form.faults() + ([("file", fault)] if fault else []),
        kinds=files.kinds_in_words(),
        titles=dues.TITLES,
        tones=dues.TONES,
    )
    return page, status


@bp.get("/awards/<uuid:key>/checklist/<code>/paper")
def due_paper(key: UUID, code: str) -> ResponseReturnValue:
    """Hand out the paper that was given, to the group and to those who look at it."""
    award = queries.award(key) or abort(404)
    given = dues.due(award, code)
    if given is None:
        require("follow the checklist of", award)
        abort(404)
    require("open", given)
    return files.hand_out(given.file or abort(404))
