"""The evaluations that the public reads: the newest edition of each report."""

from collections import Counter
from typing import Any

from flask import Response, abort, render_template
from flask.typing import ResponseReturnValue

from grantsapp import i18n
from grantsapp.access import require
from grantsapp.evaluation import queries
from grantsapp.evaluation.actions import reporting
from grantsapp.evaluation.actions.assembling import assemble
from grantsapp.evaluation.models import Edition, Evaluation
from grantsapp.evaluation.routes import reports
from grantsapp.evaluation.routes.blueprint import bp
from grantsapp.mel.models import MEASURES


@bp.get("/evaluations")
def evaluations() -> ResponseReturnValue:
    """List the published evaluations."""
    require("list", Evaluation)
    found = queries.all_published()
    rounds = Counter(one.call.fund for one in found)
    return render_template(
        "evaluation/evaluations.html",
        evaluations=found,
        funds=[fund for fund, count in rounds.items() if count > 1],
    )


def _published(reference: str) -> Edition | Evaluation:
    """Find the newest edition; of what was published before there were any, figures."""
    found = queries.edition(reference) or queries.published(reference) or abort(404)
    require("read", found)
    return found


@bp.get("/evaluations/<reference>")
def evaluation(reference: str) -> ResponseReturnValue:
    """Show what a call achieved, as far as it can be shown."""
    found = _published(reference)
    if isinstance(found, Edition):
        return reports.edition_page(found)
    figures = queries.public_figures(found)
    return render_template(
        "evaluation/evaluation.html",
        evaluation=found,
        figures=figures,
        shown=queries.shown(figures),
        measures=MEASURES,
    )


@bp.get("/evaluations/<reference>/report.pdf")
def report_pdf(reference: str) -> Response:
    """Hand out the same as a document."""
    found = _published(reference)
    if isinstance(found, Edition):
        return reports.pdf_of(found)
    content = reporting.as_pdf(_figures_alone(found), i18n.language())
    return Response(content, mimetype="application/pdf")


@bp.get("/evaluations/<reference>/report.json")
def report_json(reference: str) -> ResponseReturnValue:
    """Hand out the same as words and figures."""
    found = _published(reference)
    if isinstance(found, Edition):
        return reports.document_of(found)
    return queries.public_figures(found)


def _figures_alone(found: Evaluation) -> dict[str, Any]:
    """Make a report of figures that nobody wrote about."""
    document = assemble(found.call, None, found.public)
    return queries.told_document(document, found.call)
