"""A fund and its bank: payments handed over, statements read in."""

import base64
import binascii
from typing import Any
from uuid import UUID

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp.access import person, require
from grantsapp.awards import statements
from grantsapp.awards.actions import exporting, reconciling
from grantsapp.awards.forms import banking as forms
from grantsapp.awards.forms.money import ReasonForm
from grantsapp.awards.models import PaymentStage, StatementLine
from grantsapp.awards.queries import money
from grantsapp.awards.staff.blueprint import bp
from grantsapp.calls import queries as calls
from grantsapp.calls.forms import carrying
from grantsapp.calls.models import Fund
from grantsapp.i18n import gettext as _

MOST_FAULTS = 50


def _fund(key: UUID) -> Fund:
    found = calls.fund(key, lock=request.method == "POST") or abort(404)
    require("manage", found)
    return found


@bp.route("/funds/<uuid:key>/payments", methods=["GET", "POST"])
def payments(key: UUID) -> ResponseReturnValue:
    """Show what waits for release and for the bank, and hand payments over."""
    fund = _fund(key)
    ready, batches = money.to_hand_over(fund), money.batches_of(fund)
    account = next((one.account for one in batches if one.account), "")
    form = forms.HandOverForm.of(ready, account)
    if form.validate_on_submit():
        exporting.hand_over(
            fund,
            form.keys(),
            format_=str(form.format.data),
            paid_from=form.paid_from(),
            by=person(),
        )
        flash(_("The file is ready. Take it and give it to the bank."))
        return redirect(url_for(".payments", key=key), 303)
    page = render_template(
        "awards/staff/payments.html",
        fund=fund,
        prepared=money.payments_in(fund, PaymentStage.PREPARED),
        ready=ready,
        batches=batches,
        form=form,
    )
    return page, 422 if form.is_submitted() else 200


@bp.post("/batches/<uuid:key>/file")
def take_batch(key: UUID) -> Response:
    """Hand the file for the bank out; who took it is on record."""
    found = money.batch(key) or abort(404)
    require("take", found)
    content, kind, name = exporting.taken(found, by=person())
    header = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, content_type=kind, headers=header)


@bp.route("/funds/<uuid:key>/statements", methods=["GET", "POST"])
def bank_statements(key: UUID) -> ResponseReturnValue:
    """Look at a statement before anything is taken over from it."""
    fund = _fund(key)
    if request.method == "GET":
        return _list(fund, [])
    sent = forms.sent_file()
    if isinstance(sent, str):
        return _list(fund, [sent]), 422
    return _look(fund, *sent)


def _list(fund: Fund, faults: list[str]) -> str:
    found = money.statements_of(fund)
    things = {"statements": found, "faults": faults}
    return render_template("awards/staff/statements.html", fund=fund, **things)


def _look(
    fund: Fund, name: str, content: bytes, *, status: int = 200
) -> ResponseReturnValue:
    try:
        seen = reconciling.preview(fund, content)
    except statements.Faults as error:
        faults = [forms.sentence(one) for one in error.faults[:MOST_FAULTS]]
        return _list(fund, faults), 422
    carried = [name, base64.b64encode(content).decode()]
    page = render_template(
        "awards/staff/statement_preview.html",
        fund=fund,
        seen=seen,
        why=forms.WHY,
        is_other=status != 200,  # noqa: PLR2004 - OK
        carried=carrying.packed(carried),
    )
    return page, status


@bp.post("/funds/<uuid:key>/statements/read")
def read_statement(key: UUID) -> ResponseReturnValue:
    """Take over what the preview showed, if it is still so."""
    fund = _fund(key)
    carried = _carried(request.form.get("carried", ""))
    if carried is None:
        return _list(fund, [_("Choose a file first.")]), 422
    name, content = carried
    try:
        seen = reconciling.preview(fund, content)
    except statements.Faults:
        return _look(fund, name, content)
    if seen.mark != request.form.get("mark"):
        return _look(fund, name, content, status=409)
    kept = reconciling.take_over(fund, seen, name=name, by=person())
    flash(_("The statement is read in."))
    return redirect(url_for(".bank_statement", key=kept.id), 303)


def _carried(words: str) -> tuple[str, bytes] | None:
    found: Any = carrying.unpacked(words)
    try:
        name, packed = found
        return str(name), base64.b64decode(packed, validate=True)
    except (TypeError, ValueError, binascii.Error):
        return None


@bp.get("/statements/<uuid:key>")
def bank_statement(key: UUID) -> ResponseReturnValue:
    """Show the lines of a statement, and what is still unclear."""
    found = money.statement(key) or abort(404)
    require("manage", found)
    dues = forms.open_dues(money.moves_of(found.fund))
    open_lines = {
        line.id: forms.MatchForm.of(line, dues)
        for line in found.lines
        if not (line.payment or line.repayment or line.aside_because)
    }
    things = {"statement": found, "open_lines": open_lines}
    return render_template("awards/staff/statement.html", fund=found.fund, **things)


@bp.route("/statements/lines/<uuid:key>", methods=["GET", "POST"])
def match_line(key: UUID) -> ResponseReturnValue:
    """Say by hand what a line stands for, or that it is nothing of ours."""
    line = _line(key)
    form = forms.MatchForm.of(
        line, forms.open_dues(money.moves_of(line.statement.fund))
    )
    if form.validate_on_submit():
        wish = form.key() or abort(404)
        reconciling.match_by_hand(line, wish, by=person())
        flash(_("The line is matched."))
        return redirect(url_for(".bank_statement", key=line.statement_id), 303)
    return _line_page(line, form, ReasonForm(formdata=None))


@bp.post("/statements/lines/<uuid:key>/aside")
def set_line_aside(key: UUID) -> ResponseReturnValue:
    """Say that a line is nothing of these awards."""
    line, form = _line(key), ReasonForm()
    if form.validate():
        reconciling.set_aside(line, because=form.words(), by=person())
        flash(_("The line is set aside."))
        return redirect(url_for(".bank_statement", key=line.statement_id), 303)
    dues = forms.open_dues(money.moves_of(line.statement.fund))
    return _line_page(line, forms.MatchForm.of(line, dues), form)


def _line(key: UUID) -> StatementLine:
    found = money.statement_line(key) or abort(404)
    if request.method == "POST":  # the fund first, as when a statement is read in
        calls.fund(found.statement.fund_id, lock=True)
        found = money.statement_line(key, lock=True) or abort(404)
    require("settle", found)
    return found


def _line_page(
    line: StatementLine, form: forms.MatchForm, aside: ReasonForm
) -> ResponseReturnValue:
    things = {"line": line, "form": form, "aside": aside, "fund": line.statement.fund}
    page = render_template("awards/staff/statement_line.html", **things)
    return page, 422 if request.method == "POST" else 200
