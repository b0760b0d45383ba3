"""Where a number of a published report comes from."""

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from grantsapp.access import require
from grantsapp.evaluation import queries
from grantsapp.evaluation.actions import saying_origins
from grantsapp.evaluation.routes import reports
from grantsapp.evaluation.routes.blueprint import bp


@bp.get("/evaluations/<reference>/numbers/<path:path>")
def number(reference: str, path: str) -> ResponseReturnValue:
    """Say where a number of the newest edition comes from."""
    return _page(reference, path)


@bp.get("/evaluations/<reference>/editions/<int:number>/numbers/<path:path>")
def edition_number(reference: str, number: int, path: str) -> ResponseReturnValue:
    """Say where a number of one edition comes from."""
    return _page(reference, path, number)


def _page(reference: str, path: str, edition: int | None = None) -> str:
    """Tell a number from what the edition itself tells everybody today."""
    found = queries.edition(reference, edition) or abort(404)
    require("read", found)
    document = reports.document_of(found)
    return render_template(
        "evaluation/report/number.html",
        told=saying_origins.told(document, path) or abort(404),
        number_url=reports.numbers_of(found, document, is_newest=edition is None),
        document=document,
        edition=found,
        evaluation=found.evaluation,
    )
