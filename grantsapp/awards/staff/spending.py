"""The budget of an award and what its group spent, as the fund sees it."""

from typing import Any
from uuid import UUID

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp import audit, i18n, sheets
from grantsapp.access import person, require
from grantsapp.awards import queries
from grantsapp.awards.actions import budgeting, tabling
from grantsapp.awards.actions import spending as deeds
from grantsapp.awards.forms.budget import BudgetForm
from grantsapp.awards.forms.spending import QueryForm
from grantsapp.awards.models import SPENDS, Award, Spend
from grantsapp.awards.queries import spending
from grantsapp.awards.staff.blueprint import bp
from grantsapp.errors import Late
from grantsapp.i18n import gettext as _


@bp.get("/awards/<uuid:key>/spending")
def award_spending(key: UUID) -> ResponseReturnValue:
    """Show what was spent on each line, to be looked at."""
    found = queries.award(key) or abort(404)
    require("check spending", found)
    return render_template(
        "awards/staff/spending.html",
        call=found.call,
        award=found,
        spending=spending.spending_of(found),
        stages=SPENDS,
        mark_of=spending.mark_of,
    )


@bp.post("/awards/<uuid:key>/spending/<any(csv, xlsx):ending>")
def take_spending(key: UUID, ending: str) -> ResponseReturnValue:
    """Hand out the spending of an award as a table; the history tells who took it."""
    found = queries.award(key, lock=True) or abort(404)
    require("check spending", found)
    sums, spends = tabling.spending_tables(found)
    audit.record("took the spending", found, by=person(), ending=ending)
    name = f"{found.reference}-spending.{ending}"
    if ending == "csv":
        return _download(sheets.csv_bytes(*spends), "text/csv; charset=utf-8", name)
    tabs: dict[str, sheets.Table] = {_("Budget"): sums, _("Spending"): spends}
    is_rtl = i18n.direction() == "rtl"
    content = sheets.workbook_bytes(tabs, right_to_left=is_rtl)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return _download(content, kind, name)


def _download(content: bytes, kind: str, name: str) -> Response:
    told = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, content_type=kind, headers=told)


@bp.route("/awards/<uuid:key>/budget", methods=["GET", "POST"])
def budget(key: UUID) -> ResponseReturnValue:
    """Write the lines of a budget, until the agreement is signed."""
    found = queries.award(key, lock=request.method == "POST") or abort(404)
    require("edit the budget", found)
    lines = spending.lines_of(found)
    now = [budgeting.Wish(one.id, one.title, one.amount) for one in lines]
    form, seen = BudgetForm(data={"budget": now}), spending.budget_mark(found)
    form.for_award(found.amount or 0, found.call.fund.currency)
    if not form.is_submitted():
        form.version.data = seen
    elif form.is_stale(seen):
        form.show_now(now)
        form.version.raw_data, form.version.data = None, seen
        return _budget_page(found, form), 409
    if form.validate_on_submit():
        budgeting.edit(found, form.budget.data, by=person())
        flash(_("Your changes are saved."))
        return redirect(url_for(".award_spending", key=key), 303)
    return _budget_page(found, form), 422 if form.is_submitted() else 200


def _budget_page(found: Award, form: BudgetForm) -> str:
    facts: dict[str, Any] = {"call": found.call, "award": found, "form": form}
    return render_template("awards/staff/budget.html", **facts)


def _held(key: UUID, verb: str) -> Spend:
    """Find what was spent, for somebody who may judge it, and hold it still."""
    found = spending.spend(key) or abort(404)
    require(verb, found)
    if request.method == "POST":
        queries.award(found.line.award_id, lock=True)
        found = spending.spend(key, lock=True) or abort(404)
        require(verb, found)
    return found


@bp.post("/awards/spending/<uuid:key>/agreement")
def agree_to_spend(key: UUID) -> ResponseReturnValue:
    """Agree to what was on the page, and to nothing newer."""
    found = _held(key, "agree")
    if request.form.get("version", "") != spending.mark_of(found):
        raise Late(_("The group changed this meanwhile. Look at it again."))
    deeds.agree(found, by=person())
    return redirect(url_for(".award_spending", key=found.line.award_id), 303)


@bp.route("/awards/spending/<uuid:key>/query", methods=["GET", "POST"])
def query_spend(key: UUID) -> ResponseReturnValue:
    """Ask the group about it."""
    found = _held(key, "query")
    form, award = QueryForm(data={"question": found.query}), found.line.award
    if form.validate_on_submit():
        question = str(form.question.data).strip()
        deeds.query(found, question=question, by=person())
        flash(_("The group gets your question by letter."))
        return redirect(url_for(".award_spending", key=award.id), 303)
    page = render_template(
        "awards/staff/query.html", call=award.call, award=award, spend=found, form=form
    )
    return page, 422 if form.is_submitted() else 200
