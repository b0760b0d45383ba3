"""Files that answer a question."""

from uuid import UUID

from flask import (
    Response,
    abort,
    flash,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue

from grantsapp import files
from grantsapp.access import person, require
from grantsapp.calls import queries
from grantsapp.calls.actions import applying
from grantsapp.calls.questions import Kind
from grantsapp.calls.routes.blueprint import bp
from grantsapp.i18n import gettext as _


@bp.route("/applications/<uuid:key>/files/<code>", methods=["GET", "POST"])
def add_file(key: UUID, code: str) -> ResponseReturnValue:
    """Attach a file to a question, on a page of its own."""
    received, fault = _receive() if request.method == "POST" else (None, "")
    found = queries.application(key, lock=request.method == "POST") or abort(404)
    require("write", found)
    question = found.form_version.form.question(code)
    part = next(
        (s for s in found.form_version.form.sections if question in s.questions), None
    )
    if question is None or part is None or question.kind is not Kind.FILE:
        abort(404)
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
def attachment(key: UUID) -> Response:
    """Hand out an attached file, never to be run in the browser."""
    found = queries.attachment(key) or abort(404)
    require("read", found)
    answer = send_file(
        files.path_of(found.file),
        mimetype=found.file.kind,
        as_attachment=True,
        download_name=found.file.name,
    )
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer
