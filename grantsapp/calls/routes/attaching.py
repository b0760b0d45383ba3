"""Files that answer a question."""

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
from grantsapp.access import person, require
from grantsapp.calls import queries
from grantsapp.calls.actions import applying
from grantsapp.calls.models import Application
from grantsapp.calls.questions import Kind, Question, Section
from grantsapp.calls.routes.blueprint import bp
from grantsapp.db import let_go
from grantsapp.i18n import gettext as _


@bp.route("/applications/<uuid:key>/files/<code>", methods=["GET", "POST"])
def add_file(key: UUID, code: str) -> ResponseReturnValue:
    """Attach a file to a question, on a page of its own."""
    received, fault = _receive() if request.method == "POST" else (None, "")
    if received is not None:
        _store(received, key, code)
    found, question, part = _asked_for(key, code, lock=request.method == "POST")
    if received is not None:
        kept = files.keep(received, by=person())
        applying.attach(found, code, kept, by=person())
        flash(_("The file “%(name)s” is attached.", name=kept.name))
        return redirect(url_for(".section", key=key, code=part.code), 303)
    page = render_template(
        "calls/add_file.html",
        application=found,
        question=question,
        section=part,
        fault=fault,
        kinds=files.kinds_in_words(),
    )
    return page, 422 if fault else 200


def _asked_for(
    key: UUID, code: str, *, lock: bool
) -> tuple[Application, Question, Section]:
    """Find the question that wants a file, for somebody who may answer it."""
    found = queries.application(key, lock=lock) or abort(404)
    require("write", found)
    for part in found.form_version.form.sections:
        for question in part.questions:
            if question.code == code and question.kind is Kind.FILE:
                return found, question, part
    return abort(404)


def _store(received: files.Received, key: UUID, code: str) -> None:
    """Put the bytes where they stay, for who may, before anything is locked."""
    found, _question, _part = _asked_for(key, code, lock=False)
    applying.see_room(found, code)
    let_go()
    files.store(received)


def _receive() -> tuple[files.Received | None, str]:
    """Take the file in before the database is asked: a slow upload holds no lock."""
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        return None, _("Choose a file first.")
    try:
        return files.receive(upload.stream, upload.filename), ""
    except files.NotTaken as reason:
        return None, str(reason)


@bp.get("/attachments/<uuid:key>")
def attachment(key: UUID) -> ResponseReturnValue:
    """Hand out an attached file, never to be run in the browser."""
    found = queries.attachment(key) or abort(404)
    require("read", found)
    return files.hand_out(found.file)
