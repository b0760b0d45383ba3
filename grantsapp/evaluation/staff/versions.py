"""What a part said once: every version, to look at and to put back."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp.access import person
from grantsapp.calls.models import Call
from grantsapp.evaluation import queries
from grantsapp.evaluation.actions import parts, writing
from grantsapp.evaluation.models import ReportSection
from grantsapp.evaluation.staff.blueprint import bp
from grantsapp.evaluation.staff.calls import call_to, part_named
from grantsapp.i18n import gettext as _


def _section(call: Call, part: str) -> ReportSection:
    which = part_named(part)
    return queries.section_of(queries.report_of(call), which) or abort(404)


@bp.get("/calls/<reference>/report/parts/<part>/versions")
def versions(reference: str, part: str) -> ResponseReturnValue:
    """List the versions of a part, and show one of them."""
    found = call_to("read report", reference)
    section = _section(found, part)
    wish = request.args.get("version", section.version, type=int)
    one = next((v for v in section.versions if v.number == wish), None) or abort(404)
    return render_template(
        "evaluation/staff/versions.html",
        call=found,
        section=section,
        one=one,
        title=parts.TITLES[section.part],
    )


@bp.post("/calls/<reference>/report/parts/<part>/versions/<int:number>/return")
def put_back(reference: str, part: str, number: int) -> ResponseReturnValue:
    """Write again what a part said once."""
    found = call_to("write report", reference)
    writing.put_back(_section(found, part), number, by=person())
    flash(_("Version %(number)s is put back, as a new version.", number=number))
    return redirect(url_for(".part", reference=reference, part=part), 303)
