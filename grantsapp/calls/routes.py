"""The pages of visitors and applicants."""

from typing import Any
from uuid import UUID

from flask import (
    Blueprint,
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

from grantsapp import clock, files, i18n
from grantsapp.access import may, person, require
from grantsapp.accounts import actions as accounts
from grantsapp.accounts import queries as people
from grantsapp.calls import queries
from grantsapp.calls.actions import applying
from grantsapp.calls.forms import applicant as forms
from grantsapp.calls.models import Application, Call
from grantsapp.calls.questions import Kind, Section
from grantsapp.i18n import gettext as _

bp = Blueprint("calls", __name__)


@bp.get("/calls")
def calls() -> ResponseReturnValue:
    """List the calls: open ones first."""
    require("list", Call)
    now, others = queries.open_calls(), queries.other_calls()
    return render_template("calls/calls.html", open_calls=now, other_calls=others)


@bp.get("/calls/<reference>")
def call(reference: str) -> ResponseReturnValue:
    """Show a call: what it is for, how much, until when."""
    found = queries.call(reference) or abort(404)
    if not found.is_published and not may("read", found):
        abort(404)  # a call that is being written does not exist outside
    require("read", found)
    version = queries.form_version_of(found)
    return render_template(
        "calls/call.html", call=found, form=version.form if version else None
    )


@bp.route("/calls/<reference>/applying", methods=["GET", "POST"])
def apply(reference: str) -> ResponseReturnValue:
    """Ask for which group a person applies, and start."""
    found = queries.call(reference, lock=request.method == "POST") or abort(404)
    if not found.is_published and not may("manage", found):
        abort(404)
    require("apply to", found)
    mine = people.organisations_of(person())
    here = url_for(".apply", reference=reference)
    if not mine:
        return redirect(url_for("accounts.add_organisation", next=here), 303)
    fault = ""
    if request.method == "POST":
        chosen = next((o for o in mine if str(o.id) == request.form.get("for")), None)
        if chosen is not None:
            language = request.form.get("language", i18n.language())[:8]
            begun = applying.start_application(
                found, chosen, by=person(), language=language
            )
            return redirect(url_for(".application", key=begun.id), 303)
        fault = _("Choose the group that applies.")
    page = render_template(
        "calls/apply.html",
        call=found,
        organisations=mine,
        fault=fault,
        place=here,
        languages=i18n.WRITTEN,
    )
    return page, 422 if fault else 200


@bp.get("/applications")
def applications() -> ResponseReturnValue:
    """List a person's applications."""
    require("list", Application)
    mine = queries.applications_of(person())
    return render_template("calls/applications.html", applications=mine)


@bp.get("/applications/<uuid:key>")
def application(key: UUID) -> ResponseReturnValue:
    """Show an application as a list of what is done and what is left."""
    found = queries.application(key) or abort(404)
    require("read", found)
    readings = queries.readings(found)
    progress = [
        (section, _left(section, readings), _begun(section, queries.raw_answers(found)))
        for section in found.form_version.form.sections
    ]
    return render_template(
        "calls/application.html", application=found, progress=progress
    )


def _left(section: Section, readings: dict[str, Any]) -> int:
    return sum(readings[q.code].fault is not None for q in section.questions)


def _begun(section: Section, raw: dict[str, list[str]]) -> bool:
    return any(raw.get(q.code) for q in section.questions)


@bp.get("/applications/<uuid:key>/sections/<code>")
def section(key: UUID, code: str) -> ResponseReturnValue:
    """Show the questions of one section, as far as they are answered."""
    found = queries.application(key) or abort(404)
    require("read", found)
    part = found.form_version.form.section(code) or abort(404)
    if not may("write", found):
        return redirect(url_for(".check_answers", key=key), 303)
    return _section_page(found, part)


def _section_page(
    found: Application, part: Section, clashes: tuple[applying.Clash, ...] = ()
) -> str:
    """Show a section; faults of what was typed, or of everything from `?check`."""
    sections = found.form_version.form.sections
    fields = forms.fields(
        part,
        found,
        queries.raw_answers(found),
        queries.readings(found),
        mark_missing="check" in request.args,
        clashes=clashes,
    )
    return render_template(
        "calls/section.html",
        application=found,
        section=part,
        number=sections.index(part) + 1,
        count=len(sections),
        fields=fields,
    )


@bp.post("/applications/<uuid:key>/sections/<code>")
def save_section(key: UUID, code: str) -> ResponseReturnValue:
    """Keep what was typed, right or wrong, and go on."""
    found = queries.application(key, lock=True) or abort(404)
    require("write", found)
    part = found.form_version.form.section(code) or abort(404)
    asked = [q for q in part.questions if q.kind is not Kind.FILE]
    typed = {q.code: _typed(q.code) for q in asked}
    versions = {q.code: _version(q.code) for q in asked}
    clashes = applying.save_section(
        found, typed, versions, by=person(), language=i18n.language()
    )
    _remove_files(found)
    if clashes:
        lost = {clash.question: clash.mine for clash in clashes}
        accounts.keep_beside(request.path, lost, by=person())
        return _section_page(found, part, tuple(clashes))
    return redirect(_onward(found, part), 303)


def _remove_files(found: Application) -> None:
    """Take out the file whose button was pressed; the rest of the page is saved too."""
    wish = request.form.get("then", "").removeprefix("remove:")
    for attachment in [a for a in found.attachments if str(a.id) == wish]:
        applying.detach(attachment, by=person())


def _typed(code: str) -> list[str]:
    values = (v.replace("\r\n", "\n") for v in request.form.getlist(code))
    return [v for v in values if v.strip()]


def _version(code: str) -> int:
    return request.form.get(f"version-{code}", 0, type=int)


def _onward(found: Application, part: Section) -> str:
    """Go where the pressed button leads: a file, the list, or the next section.

    What was typed and is wrong keeps its author on the page, with the faults.
    """
    then = request.form.get("then", "next")
    here = url_for(".section", key=found.id, code=part.code)
    question = found.form_version.form.question(then.removeprefix("file:"))
    if then.startswith("file:") and question:
        return url_for(".add_file", key=found.id, code=question.code)
    if then.startswith("remove:"):
        return here
    if then == "list":
        return url_for(".application", key=found.id)
    readings, raw = queries.readings(found), queries.raw_answers(found)
    if any(readings[q.code].fault and raw.get(q.code) for q in part.questions):
        return here + "#faults"
    sections = found.form_version.form.sections
    position = sections.index(part) + 1
    if position == len(sections):
        return url_for(".check_answers", key=found.id)
    return url_for(".section", key=found.id, code=sections[position].code)


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


@bp.get("/applications/<uuid:key>/check")
def check_answers(key: UUID) -> ResponseReturnValue:
    """Show everything once more before it is sent, or as it was sent."""
    found = queries.application(key) or abort(404)
    require("read", found)
    return _check_page(found, 200)


def _check_page(found: Application, status: int) -> ResponseReturnValue:
    page = render_template(
        "calls/check_answers.html",
        application=found,
        readings=queries.readings(found),
        raw=queries.raw_answers(found),
        sentence=forms.sentence,
        shown=forms.shown,
        refused=status != 200,  # noqa: PLR2004
    )
    return page, status


@bp.post("/applications/<uuid:key>/submission")
def submit_application(key: UUID) -> ResponseReturnValue:
    """Hand it in, once."""
    found = queries.application(key, lock=True) or abort(404)
    require("submit", found)
    if any(reading.fault for reading in queries.readings(found).values()):
        return _check_page(found, 422)
    applying.submit_application(found, by=person(), at=clock.now())
    return redirect(url_for(".application", key=key), 303)
