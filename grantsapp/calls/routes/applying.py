"""Applying: for a group, section by section."""

import secrets
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

from grantsapp import i18n
from grantsapp.access import may, person, require
from grantsapp.accounts import actions as accounts
from grantsapp.accounts import queries as people
from grantsapp.accounts.models import Kind as OrganisationKind
from grantsapp.accounts.models import Organisation
from grantsapp.calls import queries
from grantsapp.calls.actions import applying, correcting, fitting
from grantsapp.calls.fitting import Route
from grantsapp.calls.forms import applicant as forms
from grantsapp.calls.models import Application, Call
from grantsapp.calls.questions import Kind, Section
from grantsapp.calls.routes.blueprint import bp
from grantsapp.calls.rules import speaks_for
from grantsapp.i18n import gettext as _


@bp.route("/calls/<reference>/applying", methods=["GET", "POST"])
def apply(reference: str) -> ResponseReturnValue:
    """Ask for which group a person applies, and start."""
    found = queries.call(reference, lock=request.method == "POST") or abort(404)
    if not found.is_published and not may("manage", found):
        abort(404)
    require("apply to", found)
    mine, route = people.organisations_of(person()), _route()
    if not mine:
        return redirect(_describe(found, route), 303)
    fault = ""
    if request.method == "POST":
        chosen = next((o for o in mine if str(o.id) == request.form.get("for")), None)
        if chosen is None:
            fault = _("Choose the group that applies.")
        else:
            fault = fitting.why_not(found, chosen, route)
        if chosen is not None and not fault:
            language = request.form.get("language", i18n.language())[:8]
            begun = applying.start_application(
                found, chosen, by=person(), language=language, route=route
            )
            return redirect(url_for(".application", key=begun.id), 303)
    return _apply_page(found, mine, route, fault), 422 if fault else 200


def _apply_page(call: Call, mine: list[Organisation], route: Route, fault: str) -> str:
    alone = fitting.takes(call, OrganisationKind.INDIVIDUAL)
    return render_template(
        "calls/apply.html",
        call=call,
        organisations=mine,
        chosen=request.form.get("for"),
        route=route,
        alone=alone and not any(o.is_one_person for o in mine),
        fault=fault,
        place=_here(call, route),
        languages=i18n.WRITTEN,
    )


def _route() -> Route:
    wish = request.form.get("route") or request.args.get("route")
    return Route.SPONSOR if wish == Route.SPONSOR else Route.OWN


def _here(call: Call, route: Route) -> str:
    way = None if route is Route.OWN else route
    return url_for(".apply", reference=call.reference, route=way)


def _describe(call: Call, route: Route) -> str:
    """Lead to the page where somebody describes their group, or just themselves."""
    only_alone = call.organisation_kinds == [OrganisationKind.INDIVIDUAL]
    values: dict[str, Any] = {"as": "one-person"} if only_alone else {}
    return url_for("accounts.add_organisation", next=_here(call, route), **values)


@bp.get("/applications")
def applications() -> ResponseReturnValue:
    """List a person's applications."""
    require("list", Application)
    mine = queries.applications_of(person())
    statuses = queries.statuses_of([own.application for own in mine])
    return render_template(
        "calls/applications.html", applications=mine, statuses=statuses
    )


@bp.get("/applications/<uuid:key>")
def application(key: UUID) -> ResponseReturnValue:
    """Show an application as a list of what is done and what is left."""
    found = queries.application(key) or abort(404)
    require("read", found)
    readings = queries.readings(found, working=True)
    raw = queries.raw_answers(found, working=True)
    progress = [
        (section, _left(section, readings), _begun(section, raw))
        for section in found.form_version.form.sections
    ]
    return render_template(
        "calls/application.html",
        application=found,
        progress=progress,
        raw=raw,
        asked_then=forms.shown_raw,
        corrections=correcting.since_begun(found) if may("write", found) else [],
        status=queries.status_of(found),
        clarifications=queries.clarifications_of(found),
        appeal=queries.appeal_on(found),
        speaks=speaks_for.why_not(person(), found) is None,
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
        queries.raw_answers(found, working=True),
        queries.readings(found, working=True),
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
        more=request.args.get("more", ""),
        corrections=correcting.since_begun(found),
        page_key=secrets.token_urlsafe(9),
    )


@bp.post("/applications/<uuid:key>/sections/<code>")
def save_section(key: UUID, code: str) -> ResponseReturnValue:
    """Keep what was typed, right or wrong, and go on."""
    found = queries.application(key, lock=True) or abort(404)
    require("write", found)
    page = _opened_page(found)
    shown = (page.form or found.form_version.form).section(code) or abort(404)
    asked = [q for q in shown.questions if q.kind is not Kind.FILE]
    typed = {q.code: forms.typed_in(q, request.form) for q in asked}
    versions = {q.code: _version(q.code) for q in asked}
    clashes = applying.save_section(
        found, typed, versions, by=person(), language=i18n.language(), page=page
    )
    if page.saves_itself:
        return _saved_by_itself(found, clashes, is_stale=page.form is not None)
    _remove_files(found)
    part = found.form_version.form.section(code)
    if clashes:
        lost = {clash.question: clash.mine for clash in clashes}
        accounts.keep_beside(request.path, lost, by=person())
        if part is not None:
            return _section_page(found, part, tuple(clashes))
    return redirect(_onward(found, part, is_stale=page.form is not None), 303)


def _opened_page(found: Application) -> applying.Opened:
    """Read what the page says of itself; its form is named where it is out of date."""
    number = request.form.get("version.form", type=int)
    older = None
    if number and number != found.form_version.number:
        older = queries.form_version_with(found.call, number)
    return applying.Opened(
        form=older.form if older else None,
        key=request.form.get("version.page", "")[:40],
        turn=max(0, request.form.get("version.turn", 0, type=int)),
        saves_itself=request.form.get("then") == "by-itself",
    )


def _saved_by_itself(
    found: Application, clashes: list[applying.Clash], *, is_stale: bool
) -> ResponseReturnValue:
    """Tell a page that saved by itself which edits it stands at now."""
    return {
        "versions": {a.question: a.version for a in found.answers},
        "clashes": [clash.question for clash in clashes],
        "corrected": is_stale,
    }


def _remove_files(found: Application) -> None:
    """Take out the file whose button was pressed; the rest of the page is saved too."""
    wish = request.form.get("then", "").removeprefix("remove:")
    for attachment in [a for a in found.attachments if str(a.id) == wish]:
        applying.detach(attachment, by=person())


def _version(code: str) -> int:
    return request.form.get(f"version-{code}", 0, type=int)


def _onward(found: Application, part: Section | None, *, is_stale: bool) -> str:
    """Go where the pressed button leads: a file, the list, or the next section.

    What was typed and is wrong keeps its author on the page, with the faults; a form
    that was corrected meanwhile, too, with what changed.
    """
    then = request.form.get("then", "next")
    if is_stale:
        flash(_("The fund corrected this form while you wrote. Everything is kept."))
    if part is None:
        return url_for(".application", key=found.id)
    here = url_for(".section", key=found.id, code=part.code)
    if is_stale or then.startswith("remove:"):
        return here
    question = found.form_version.form.question(then.removeprefix("file:"))
    if then.startswith("file:") and question:
        return url_for(".add_file", key=found.id, code=question.code)
    table = part.table(then.removeprefix("more:"))
    if table:
        return f"{here}?more={table.code}#{table.code}-lines"
    if then == "list":
        return url_for(".application", key=found.id)
    return here + "#faults" if _has_faults(found, part) else _next_page(found, part)


def _has_faults(found: Application, part: Section) -> bool:
    """Say whether something that was typed here is wrong."""
    readings = queries.readings(found, working=True)
    raw = queries.raw_answers(found, working=True)
    return any(readings[q.code].fault and raw.get(q.code) for q in part.questions)


def _next_page(found: Application, part: Section) -> str:
    sections = found.form_version.form.sections
    position = sections.index(part) + 1
    if position == len(sections):
        return url_for(".check_answers", key=found.id)
    return url_for(".section", key=found.id, code=sections[position].code)
