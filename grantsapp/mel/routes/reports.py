"""The pages of grantees who report."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp import i18n
from grantsapp.access import may, person, require
from grantsapp.awards import queries as awards
from grantsapp.awards.models import Award
from grantsapp.i18n import gettext as _
from grantsapp.mel import queries
from grantsapp.mel.actions import reporting
from grantsapp.mel.models import MEASURES
from grantsapp.mel.routes.blueprint import bp


@bp.route("/awards/<uuid:key>/report", methods=["GET", "POST"])
def report(key: UUID) -> ResponseReturnValue:
    """Show the report of a grantee; keep what is typed, send it when it is whole."""
    found = awards.award(key, lock=request.method == "POST") or abort(404)
    if request.method == "GET":
        require("read report", found)
        return _report_page(found)
    require("report on", found)
    own = (*reporting.TEXTS, reporting.PERMISSION)
    names = [*own, *(str(p.measure) for p in queries.plan_of(found))]
    typed = {n: request.form.get(n, "").replace("\r\n", "\n") for n in names}
    known = queries.report_on(found, lock=True)
    if known and known.version != request.form.get("version", 0, type=int):
        return _report_page(found, typed), 409
    saved = reporting.save_report(found, typed, language=i18n.language(), by=person())
    if request.form.get("then") != "send":
        flash(_("Your report is saved. Send it when it is ready."))
        return redirect(url_for(".report", key=key), 303)
    if reporting.faults(found, saved):
        return redirect(url_for(".report", key=key, check=1), 303)
    reporting.submit_report(found, by=person())
    flash(_("Thank you. Your report is with the fund."))
    return redirect(url_for("awards.award", key=key), 303)


def _report_page(found: Award, mine: dict[str, str] | None = None) -> str:
    """Show a report; with what was typed beside what somebody else saved meanwhile."""
    known, writes = queries.report_on(found), may("report on", found)
    checks = writes and "check" in request.args and mine is None
    faults = reporting.faults(found, known) if checks else []
    saved = reporting.typed_in(known)
    shown = mine or saved
    return render_template(
        "mel/report.html",
        award=found,
        report=known,
        plan=queries.plan_of(found),
        delivered=queries.delivered_by(known),
        measures=MEASURES,
        faults=faults,
        whys=dict(faults),
        writes=writes,
        asked=reporting,  # its questions, and who may read a story
        typed=shown,
        theirs={n: v for n, v in saved.items() if shown.get(n, "") != v},
    )
