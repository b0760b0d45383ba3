"""The pages of evaluators and managers: figures, publication, the data package."""

from uuid import UUID

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    redirect,
    render_template,
    url_for,
)
from flask.typing import ResponseReturnValue

from grantsapp import i18n
from grantsapp.access import person, require
from grantsapp.calls import queries as calls
from grantsapp.calls.models import Call
from grantsapp.evaluation import queries
from grantsapp.evaluation.actions import evaluating, exporting, reporting
from grantsapp.i18n import gettext as _
from grantsapp.mel.models import MEASURES

bp = Blueprint("evaluation_staff", __name__, url_prefix="/staff")


def _call(reference: str, *, lock: bool = False) -> Call:
    found = calls.call(reference, lock=lock) or abort(404)
    require("measure", found)
    return found


@bp.get("/calls/<reference>/evaluation")
def evaluation(reference: str) -> ResponseReturnValue:
    """Show the newest figures of a call, unsuppressed."""
    found = _call(reference)
    newest = queries.newest(found)
    return render_template(
        "evaluation/staff/evaluation.html",
        call=found,
        evaluation=newest,
        figures=newest.inside if newest else None,
        shown=queries.shown(newest.inside) if newest else [],
        measures=MEASURES,
    )


@bp.post("/calls/<reference>/evaluations")
def evaluate(reference: str) -> ResponseReturnValue:
    """Work the figures out anew."""
    evaluating.evaluate(_call(reference, lock=True), by=person())
    flash(_("The figures are worked out."))
    return redirect(url_for(".evaluation", reference=reference), 303)


@bp.post("/evaluations/<uuid:key>/publication")
def publish(key: UUID) -> ResponseReturnValue:
    """Give the suppressed figures to the public."""
    found = queries.evaluation(key, lock=True) or abort(404)
    require("publish", found)
    evaluating.publish(found, by=person())
    flash(_("The evaluation is published."))
    return redirect(url_for(".evaluation", reference=found.call.reference), 303)


@bp.get("/calls/<reference>/report.pdf")
def report_pdf(reference: str) -> Response:
    """Hand out the newest figures as a document, unsuppressed."""
    newest = queries.newest(_call(reference)) or abort(404)
    content = reporting.as_pdf(newest.inside, i18n.language())
    return Response(content, mimetype="application/pdf")


@bp.get("/calls/<reference>/report.json")
def report_json(reference: str) -> ResponseReturnValue:
    """Hand out the newest figures, unsuppressed."""
    newest = queries.newest(_call(reference)) or abort(404)
    return newest.inside


@bp.post("/calls/<reference>/responses.zip")
def export(reference: str) -> Response:
    """Hand out the responses with their codebook, and note who took them."""
    found = _call(reference)
    content = exporting.package(found, by=person())
    name = f"{found.reference}-responses.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, mimetype="application/zip", headers=headers)
