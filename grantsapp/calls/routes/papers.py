"""Documents for applicants and visitors: bid, receipt, blank form."""

from uuid import UUID

from flask import Response, abort, request

from grantsapp import i18n, mail
from grantsapp.access import may, require
from grantsapp.calls import queries
from grantsapp.calls.actions import blank, fitting, freezing, papers
from grantsapp.calls.queries.papers import paper
from grantsapp.calls.routes.blueprint import bp


def _pdf(content: bytes, name: str) -> Response:
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"'}
    return Response(content, mimetype="application/pdf", headers=headers)


@bp.get("/applications/<uuid:key>/application.pdf")
def application_pdf(key: UUID) -> Response:
    """Hand an application to its authors as a document, drafts too."""
    found = queries.application(key) or abort(404)
    require("read", found)
    told = paper(found)
    return _pdf(papers.bid(told, for_its_authors=True), told.reference)


@bp.get("/applications/<uuid:key>/receipt.pdf")
def receipt_pdf(key: UUID) -> Response:
    """Confirm to the authors of an application what they handed in."""
    found = queries.application(key) or abort(404)
    require("confirm", found)
    told = paper(found)
    return _pdf(papers.receipt(told), f"{told.reference}-receipt")


@bp.get("/calls/<reference>/form.pdf")
def blank_form(reference: str) -> Response:
    """Hand out the form of a call on paper, in a language that the call offers."""
    found = queries.call(reference) or abort(404)
    if not found.is_published and not may("read", found):
        abort(404)  # a call that is being written does not exist outside
    require("read", found)
    wish = request.args.get("language", "")
    language = wish if wish in found.languages else _likely(found.languages)
    version = queries.form_version_of(found)
    form = version.form if version else fitting.form_for(found, freezing.form_of(found))
    address = mail.address(f"/calls/{found.reference}")
    content = blank.blank_form(found, form, language, address)
    return _pdf(content, f"{reference}-form-{language}")


def _likely(offered: list[str]) -> str:
    own = i18n.language()
    return own if own in offered else offered[0]
