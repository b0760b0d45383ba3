"""Bids that leave the house: as a table, as a document, as a bundle of files."""

from collections.abc import Callable

from flask import Response, abort, request
from flask.typing import ResponseReturnValue

from grantsapp.access import person, require
from grantsapp.calls import queries
from grantsapp.calls.actions import bids as taking
from grantsapp.calls.forms import bids as forms
from grantsapp.calls.models import Call
from grantsapp.calls.queries import bids
from grantsapp.calls.queries.bids import Wish
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
    asked = bids.asked(bids.forms_of(call))
    form = forms.bids_form(call, request.args, asked, bids.boroughs(call))
    if not form.validate():
        raise Refused(_("This address asks for what the list does not know."))
    content, count = write(call, form.wish)
    db.session.rollback()
    call = queries.call(reference, lock=True) or abort(404)
    said = forms.as_query(request.args)
    taking.note(call, content, by=person(), kind=ending, filter=said, count=count)
    return handed_out(content, kind, f"{reference}-bids.{ending}")
