"""Bids that leave the house: as a table, as a document, as a bundle of files."""

import hashlib
from collections.abc import Callable
from uuid import UUID

from flask import Response, abort, request
from flask.typing import ResponseReturnValue

from grantsapp import audit
from grantsapp.access import person, require
from grantsapp.calls import queries
from grantsapp.calls.actions import bids as taking
from grantsapp.calls.actions import papers, zipping
from grantsapp.calls.forms import bids as forms
from grantsapp.calls.models import Call
from grantsapp.calls.queries import asked as asking
from grantsapp.calls.queries import bids
from grantsapp.calls.queries.bids import Wish
from grantsapp.calls.queries.papers import paper
from grantsapp.calls.staff.bids import untied
from grantsapp.calls.staff.blueprint import bp
from grantsapp.db import db
from grantsapp.errors import Refused
from grantsapp.i18n import gettext as _

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Write = Callable[[Call, Wish], tuple[bytes, int]]


def handed_out(content: bytes, kind: str, name: str) -> Response:
    """Answer with a file to be saved."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, mimetype=kind, headers=headers)


@bp.post("/calls/<reference>/applications.csv")
def bids_csv(reference: str) -> ResponseReturnValue:
    """Hand out what the address selects as CSV."""
    return _table(reference, "csv", "text/csv", taking.as_csv)


@bp.post("/calls/<reference>/applications.xlsx")
def bids_xlsx(reference: str) -> ResponseReturnValue:
    """Hand out what the address selects as a workbook."""
    return _table(reference, "xlsx", XLSX, taking.as_workbook)


def _table(reference: str, ending: str, kind: str, write: Write) -> Response:
    """Read and write first, so that nobody waits for it; then note who took it."""
    call = queries.call(reference) or abort(404)
    require("manage", call)
    asked = asking.asked(asking.forms_of(call))
    boroughs, names = bids.counts(call).boroughs, queries.names_in(call)
    form = forms.bids_form(call, request.args, asked, boroughs, names)
    if not form.validate():
        raise Refused(_("This address asks for what the list does not know."))
    content, count = write(call, untied(call, form.wish))
    db.session.rollback()
    call = queries.call(reference, lock=True) or abort(404)
    said = forms.as_query(request.args)
    taking.note(call, content, by=person(), kind=ending, filter=said, count=count)
    return handed_out(content, kind, f"{reference}-bids.{ending}")


@bp.get("/applications/<uuid:key>/application.pdf")
def application_pdf(key: UUID) -> Response:
    """Hand a bid to its fund as a document; what is sensitive stays on the page."""
    found = queries.application(key) or abort(404)
    require("manage", found)
    told = paper(found)
    content = papers.bid(told, for_its_authors=False)
    headers = {"Content-Disposition": f'inline; filename="{told.reference}.pdf"'}
    return Response(content, mimetype="application/pdf", headers=headers)


@bp.post("/applications/<uuid:key>/application.zip")
def application_zip(key: UUID) -> Response:
    """Hand out one bid with its files, and note who took it."""
    found = queries.application(key) or abort(404)
    require("manage", found)
    told = paper(found)
    db.session.rollback()  # documents are written while nobody waits for the books
    content = zipping.one(told)
    found = queries.application(key) or abort(404)
    digest = hashlib.sha256(content).hexdigest()
    audit.record("took the bid with its files", found, by=person(), hash=digest)
    return handed_out(content, "application/zip", f"{told.reference}.zip")
