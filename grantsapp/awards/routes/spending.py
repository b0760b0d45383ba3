"""What a group says it spent, with its receipts."""

from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp import files
from grantsapp.access import person, require
from grantsapp.awards import queries
from grantsapp.awards.actions import spending as deeds
from grantsapp.awards.forms.spending import SpendForm
from grantsapp.awards.models import SPENDS, Award, Spend
from grantsapp.awards.queries import spending
from grantsapp.awards.routes.blueprint import bp
from grantsapp.db import let_go
from grantsapp.i18n import gettext as _


@bp.route("/awards/<uuid:key>/spending", methods=["GET", "POST"])
def award_spending(key: UUID) -> ResponseReturnValue:
    """Show what was spent on each line, and note more."""
    found = queries.award(key, lock=request.method == "POST") or abort(404)
    require("note spending" if request.method == "POST" else "read", found)
    form = _form(found)
    if form.validate_on_submit():
        spend = deeds.note(**_typed(found, form), by=person())
        flash(_("It is noted. Now add the receipt, if you have one."))
        return redirect(url_for(".receipt", key=spend.id), 303)
    page = render_template(
        "awards/spending.html",
        award=found,
        form=form,
        spending=spending.spending_of(found),
        stages=SPENDS,
    )
    return page, 422 if form.is_submitted() else 200


def _form(award: Award, **more: Any) -> SpendForm:
    lines = spending.lines_of(award)
    return SpendForm(**more).for_lines(lines, award.call.fund.currency)


def _typed(award: Award, form: SpendForm) -> dict[str, Any]:
    lines = {str(line.id): line for line in spending.lines_of(award)}
    return {
        "line": lines[str(form.line.data)],
        "day": form.day.data,
        "what": str(form.what.data),
        "amount": form.amount.data,
    }


def _held(key: UUID) -> Spend:
    """Find what may be changed, and hold it still with its award."""
    found = spending.spend(key) or abort(404)
    require("change", found)
    if request.method == "POST":
        queries.award(found.line.award_id, lock=True)
        found = spending.spend(key, lock=True) or abort(404)
        require("change", found)
    return found


@bp.route("/awards/spending/<uuid:key>", methods=["GET", "POST"])
def spend(key: UUID) -> ResponseReturnValue:
    """Say something else of money that was spent; the fund looks at it anew."""
    found = _held(key)
    award, seen = found.line.award, spending.mark_of(found)
    now = {"what": found.what, "amount": found.amount, "day": found.day}
    form = _form(award, data={**now, "line": str(found.line_id)})
    if not form.is_submitted():
        form.version.data = seen
    elif form.is_stale(seen):
        form.show_both(found, seen)
        return _spend_page(found, form), 409
    if form.validate_on_submit():
        deeds.change(found, **_typed(award, form), by=person())
        flash(_("Your changes are saved."))
        return redirect(url_for(".award_spending", key=award.id), 303)
    return _spend_page(found, form), 422 if form.is_submitted() else 200


def _spend_page(found: Spend, form: SpendForm) -> str:
    award = found.line.award
    return render_template("awards/spend.html", spend=found, award=award, form=form)


@bp.route("/awards/spending/<uuid:key>/receipt", methods=["GET", "POST"])
def receipt(key: UUID) -> ResponseReturnValue:
    """Add a receipt, on a page of its own: a photo from a phone is fine."""
    received, fault = _receive() if request.method == "POST" else (None, "")
    if received is not None:
        require("change", spending.spend(key) or abort(404))
        let_go()
        files.store(received)
    found = _held(key)
    award = found.line.award
    if received is not None:
        deeds.attach(found, files.keep(received, by=person()), by=person())
        flash(_("The receipt is added."))
        return redirect(url_for(".award_spending", key=award.id), 303)
    page = render_template(
        "awards/receipt.html",
        spend=found,
        award=award,
        fault=fault,
        kinds=files.kinds_in_words(),
    )
    return page, 422 if fault else 200


def _receive() -> tuple[files.Received | None, str]:
    """Take the file in before the database is asked: a slow upload holds no lock."""
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        return None, _("Choose a file first.")
    try:
        return files.receive(upload.stream, upload.filename), ""
    except files.NotTaken as reason:
        return None, str(reason)


@bp.get("/awards/spending/<uuid:key>/file")
def receipt_file(key: UUID) -> ResponseReturnValue:
    """Hand out a receipt, never to be run in the browser."""
    found = spending.spend(key) or abort(404)
    require("read", found)
    return files.hand_out(found.file or abort(404))


@bp.post("/awards/spending/<uuid:key>/removal")
def drop_spend(key: UUID) -> ResponseReturnValue:
    """Take back what was noted by mistake."""
    found = _held(key)
    award = found.line.award
    deeds.drop(found, by=person())
    flash(_("It is taken back."))
    return redirect(url_for(".award_spending", key=award.id), 303)
