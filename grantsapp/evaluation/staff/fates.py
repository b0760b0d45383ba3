"""What became of the recommendations of the round before, at the desk."""

import json
from hashlib import sha256

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp import i18n
from grantsapp.access import person
from grantsapp.calls.models import Call
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

Told = dict[ReportRecommendation, tuple[Became | None, dict[str, str]]]


@bp.route("/calls/<reference>/report/fates", methods=["GET", "POST"])
def fates(reference: str) -> ResponseReturnValue:
    """Show what the round before recommended; keep what became of each."""
    found = call_to("write report", reference)
    report = queries.report_of(found)
    before = queries.recommended_before(report) if report else []
    if request.method == "GET" or report is None:
        return _page(found, report, before)
    typed, saved = _typed(report, before), _saved(report, before)
    if typed != saved and request.form.get("seen") != _digest(saved):
        return _page(found, report, before, typed), 409
    writing.save_fates(report, typed, by=person())
    flash(_("What became of the recommendations is saved."))
    part = Part.RECOMMENDATIONS
    return redirect(url_for(".part", reference=reference, part=part), 303)


def _page(
    call: Call,
    report: EvaluationReport | None,
    before: list[ReportRecommendation],
    mine: Told | None = None,
) -> str:
    """Show the form; with what was typed beside what somebody saved meanwhile."""
    saved = _saved(report, before) if report else {}
    return render_template(
        "evaluation/staff/fates.html",
        call=call,
        report=report,
        before=before,
        told=saved if mine is None else mine,
        saved=saved,
        newer=mine is not None,
        seen=_digest(saved),
        became=BECAME,
    )


def _saved(report: EvaluationReport, before: list[ReportRecommendation]) -> Told:
    """Give what is kept of each recommendation, as somebody would type it."""
    known = {fate.recommendation_id: fate for fate in report.fates}
    found: Told = {}
    for one in before:
        fate = known.get(one.id)
        words = fate.words if fate else i18n.Text()
        spoken = {code: words.plain(code) for code in report.languages}
        found[one] = (fate.became if fate else None, spoken)
    return found


def _digest(told: Told) -> str:
    """Name what a form showed, so that saving it overwrites nothing newer."""
    plain = [[str(one.id), str(what), words] for one, (what, words) in told.items()]
    return sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()[:16]


def _typed(report: EvaluationReport, before: list[ReportRecommendation]) -> Told:
    """Read what was chosen and typed of each recommendation."""
    form = request.form
    found: Told = {}
    for one in before:
        wish = form.get(f"became-{one.id}", "")
        if wish and wish not in set(Became):
            raise Refused(_("Choose what became of it from the list."))
        words = {
            code: form.get(f"words-{one.id}-{code}", "").replace("\r\n", "\n").strip()
            for code in report.languages
        }
        found[one] = (Became(wish) if wish else None, words)
    return found
