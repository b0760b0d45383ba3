"""What became of the recommendations of the round before, at the desk."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp.access import person
from grantsapp.errors import Refused
from grantsapp.evaluation import queries
from grantsapp.evaluation.actions import writing
from grantsapp.evaluation.actions.parts.recommendations import BECAME
from grantsapp.evaluation.models import (
    Became,
    EvaluationReport,
    Part,
    ReportRecommendation,
)
from grantsapp.evaluation.staff.blueprint import bp
from grantsapp.evaluation.staff.calls import call_to
from grantsapp.i18n import gettext as _


@bp.route("/calls/<reference>/report/fates", methods=["GET", "POST"])
def fates(reference: str) -> ResponseReturnValue:
    """Show what the round before recommended; keep what became of each."""
    found = call_to("write report", reference)
    report = queries.report_of(found)
    before = queries.recommended_before(report) if report else []
    if request.method == "GET" or report is None:
        known = {one.recommendation_id: one for one in report.fates} if report else {}
        return render_template(
            "evaluation/staff/fates.html",
            call=found,
            report=report,
            before=before,
            known=known,
            became=BECAME,
        )
    writing.save_fates(report, _typed(report, before), by=person())
    flash(_("What became of the recommendations is saved."))
    part = Part.RECOMMENDATIONS
    return redirect(url_for(".part", reference=reference, part=part), 303)


def _typed(
    report: EvaluationReport, before: list[ReportRecommendation]
) -> dict[ReportRecommendation, tuple[Became | None, dict[str, str]]]:
    """Read what was chosen and typed of each recommendation."""
    form, found = request.form, {}
    for one in before:
        wish = form.get(f"became-{one.id}", "")
        if wish and wish not in set(Became):
            raise Refused(_("Choose what became of it from the list."))
        words = {
            code: form.get(f"words-{one.id}-{code}", "").replace("\r\n", "\n")
            for code in report.languages
        }
        found[one] = (Became(wish) if wish else None, words)
    return found
