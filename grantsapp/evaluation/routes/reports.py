"""The editions of a report that the public reads; each stays at its own address."""

from collections.abc import Callable
from typing import Any

from flask import Response, abort, render_template
from flask.typing import ResponseReturnValue

from grantsapp import i18n
from grantsapp.access import require
from grantsapp.evaluation import queries
from grantsapp.evaluation.actions import parts, reporting, saying_origins
from grantsapp.evaluation.models import Edition
from grantsapp.evaluation.routes.blueprint import bp


@bp.get("/evaluations/<reference>/editions/<int:number>")
def edition(reference: str, number: int) -> ResponseReturnValue:
    """Show an edition of a report, the newest or an earlier one."""
    return edition_page(_edition(reference, number))


@bp.get("/evaluations/<reference>/editions/<int:number>/report.pdf")
def edition_pdf(reference: str, number: int) -> Response:
    """Hand out the same as a document."""
    return pdf_of(_edition(reference, number))


@bp.get("/evaluations/<reference>/editions/<int:number>/report.json")
def edition_json(reference: str, number: int) -> ResponseReturnValue:
    """Hand out the same as words and figures."""
    return document_of(_edition(reference, number))


def _edition(reference: str, number: int) -> Edition:
    found = queries.edition(reference, number) or abort(404)
    require("read", found)
    return found


def document_of(found: Edition) -> dict[str, Any]:
    """Give what was frozen, with its digest and the names of today."""
    document = found.document | {"digest": found.digest}
    return queries.told_document(document, found.report.call)


def pdf_of(found: Edition) -> Response:
    """Draw an edition on paper, in the reader's language."""
    content = reporting.as_pdf(document_of(found), i18n.language())
    return Response(content, mimetype="application/pdf")


def numbers_of(
    found: Edition, document: dict[str, Any], *, is_newest: bool
) -> Callable[[str], str]:
    """Give the addresses of the pages on which this edition's numbers are explained."""
    where: dict[str, Any] = {"reference": document["call"]}
    if is_newest:
        return saying_origins.links(document["figures"], ".number", **where)
    where["number"] = found.number
    return saying_origins.links(document["figures"], ".edition_number", **where)


def edition_page(found: Edition) -> str:
    """Show an edition, and lead to the others."""
    document = document_of(found)
    editions = queries.editions_of(found.report)
    return render_template(
        "evaluation/report/edition.html",
        document=document,
        head=reporting.head_of(document),
        chapters=parts.chapters(document),
        edition=found,
        newest=editions[-1],
        editions=editions,
        number_url=numbers_of(found, document, is_newest=found == editions[-1]),
    )
