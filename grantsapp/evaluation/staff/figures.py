"""The pages of evaluators and managers: figures."""

from typing import Any

from flask import (
    Response,
    abort,
    flash,
    redirect,
    render_template,
    url_for,
)
from flask.typing import ResponseReturnValue

from grantsapp import i18n
from grantsapp.access import may, person, require
from grantsapp.calls import queries as calls
from grantsapp.calls.models import Call
from grantsapp.evaluation import queries
from grantsapp.evaluation.actions import evaluating, reporting
from grantsapp.evaluation.actions.assembling import draft
from grantsapp.evaluation.staff.blueprint import bp
from grantsapp.i18n import gettext as _
from grantsapp.mel.models import MEASURES


def _call(reference: str, verb: str = "evaluate", *, lock: bool = False) -> Call:
    found = calls.call(reference, lock=lock) or abort(404)
    require(verb, found)
    return found


def _figures(call: Call) -> dict[str, Any] | None:
    """Give the newest figures: whole to the evaluator, suppressed to a manager."""
    newest = queries.newest(call)
    if newest is None:
        return None
    if may("evaluate", call):
        return newest.inside
    return queries.public_figures(newest)


@bp.get("/calls/<reference>/evaluation")
def evaluation(reference: str) -> ResponseReturnValue:
    """Show the newest figures of a call, as far as the reader may see them."""
    found = _call(reference, "measure")
    figures = _figures(found)
    return render_template(
        "evaluation/staff/evaluation.html",
        call=found,
        evaluation=queries.newest(found),
        figures=figures,
        work=queries.work_on(found),
        is_given_up=queries.is_given_up,
        shown=queries.shown(figures) if figures else [],
        measures=MEASURES,
    )


@bp.post("/calls/<reference>/evaluations")
def evaluate(reference: str) -> ResponseReturnValue:
    """Have a worker work the figures out."""
    evaluating.ask(_call(reference, lock=True), by=person())
    flash(_("The figures are being worked out."))
    return redirect(url_for(".evaluation", reference=reference), 303)


@bp.get("/calls/<reference>/report.pdf")
def report_pdf(reference: str) -> Response:
    """Hand out the draft of the report around the newest figures."""
    found = _call(reference, "measure")
    document = draft(found, _figures(found) or abort(404))
    content = reporting.as_pdf(document, i18n.language())
    return Response(content, mimetype="application/pdf")


@bp.get("/calls/<reference>/report.json")
def report_json(reference: str) -> ResponseReturnValue:
    """Hand out the newest figures."""
    return _figures(_call(reference, "measure")) or abort(404)
