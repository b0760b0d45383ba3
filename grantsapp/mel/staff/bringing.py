"""Files of responses: what was brought to a call, and bringing another one."""

from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp import files
from grantsapp.access import person, require
from grantsapp.calls import queries as calls
from grantsapp.calls.models import Call
from grantsapp.db import let_go
from grantsapp.i18n import gettext as _
from grantsapp.i18n import lazy_gettext
from grantsapp.mel import queries
from grantsapp.mel.actions import bringing, reviving
from grantsapp.mel.forms import files as forms
from grantsapp.mel.models import FileStage, ResponseFile
from grantsapp.mel.queries.grounds import Ground, ground_of
from grantsapp.mel.staff.blueprint import bp
from grantsapp.mel.tables import Faults, signature
from grantsapp.mel.tables.opening import LARGEST

STAGES = {
    FileStage.MAPPED: (lazy_gettext("Being looked at"), "wait"),
    FileStage.WAITING: (lazy_gettext("Being taken"), "wait"),
    FileStage.REFUSED: (lazy_gettext("Refused"), "stop"),
    FileStage.TAKEN: (lazy_gettext("Taken"), "good"),
    FileStage.BACK: (lazy_gettext("Taken back"), ""),
}
_FORM_AROUND = 1024 * 1024  # what comes beside a file


@bp.url_value_preprocessor
def let_large_files_in(endpoint: str | None, values: Any) -> None:
    """Take in more than elsewhere, on one page, from somebody who may bring a file.

    It is asked before the body of the request is read, and holds nothing then.
    """
    if endpoint == "mel_staff.bring_file" and person().is_authenticated:
        _call(values["reference"])
        request.max_content_length = LARGEST + _FORM_AROUND
        let_go()


def _call(reference: str) -> Call:
    found = calls.call(reference) or abort(404)
    require("bring", found)
    return found


@bp.get("/calls/<reference>/responses/files")
def brought_files(reference: str) -> ResponseReturnValue:
    """Show the files that were brought, and the way to bring another."""
    return _list(_call(reference), [])


def _list(call: Call, faults: list[str]) -> str:
    ground = ground_of(call)
    return render_template(
        "mel/staff/response_files.html",
        call=call,
        files=queries.files_in(call),
        stages=STAGES,
        faults=faults,
        can_bring=bool(ground.tools and ground.projects),
        has_tools=bool(ground.tools),
        most=LARGEST // 1024 // 1024,
    )


@bp.post("/calls/<reference>/responses/files")
def bring_file(reference: str) -> ResponseReturnValue:
    """Take a file in, if it is one that we can read."""
    received, faults = forms.taken()
    found = _call(reference)
    ground = ground_of(found)
    if received is None or not (ground.tools and ground.projects):
        faults = faults or [_("There is nothing yet that a file could belong to.")]
        return _list(found, faults), 422
    let_go()  # a long file is looked at, and stored, while nothing is held
    try:
        table = bringing.opened_as(received.path.read_bytes(), {}, ground)
        mark = signature(table.names)
        known = queries.remembered(_call(reference), mark)
        matching, was = bringing.matched(table, ground, known and known.mapping)
    except Faults as refused:
        return _list(_call(reference), [forms.placed(f) for f in refused.faults]), 422
    let_go()
    files.store(received)
    file = bringing.bring(_call(reference), received, matching, was=was, by=person())
    return redirect(url_for(".brought_file", key=file.id), 303)


def the_file(key: UUID, verb: str = "bring") -> ResponseFile:
    """Find a file; whoever changes something holds it."""
    lock = request.method == "POST"
    found = queries.response_file(key, lock=lock) or abort(404)
    require(verb, found)
    return found


def ground_for(file: ResponseFile) -> Ground:
    """Give what a file is read against."""
    return ground_of(file.call)


@bp.post("/responses/files/<uuid:key>/removal")
def give_up_file(key: UUID) -> ResponseReturnValue:
    """Forget a file of which nothing was taken."""
    found = the_file(key)
    reference = found.call.reference
    bringing.give_up(found, by=person())
    flash(_("The file is removed. Nothing of it was kept."))
    return redirect(url_for(".brought_files", reference=reference), 303)


@bp.route("/responses/files/<uuid:key>/return", methods=["GET", "POST"])
def take_back_file(key: UUID) -> ResponseReturnValue:
    """Leave out of all figures what a file brought, with a reason."""
    found = the_file(key, "take back")
    form = forms.TakeBackForm()
    if form.validate_on_submit():
        because = str(form.reason.data).replace("\r\n", "\n").strip()
        reviving.take_back(found, because, by=person())
        flash(_("The file is taken back. Its answers are out of all figures."))
        return redirect(url_for(".brought_file", key=key), 303)
    page = render_template(
        "mel/staff/take_back_file.html", call=found.call, file=found, form=form
    )
    return page, 422 if form.is_submitted() else 200
