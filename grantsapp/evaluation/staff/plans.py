"""The plan of analysis of a call: what stands, what stood, and a new one."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp.access import person, require
from grantsapp.calls import queries as calls
from grantsapp.calls.models import Call
from grantsapp.evaluation import forms, plan, queries
from grantsapp.evaluation.actions import declaring
from grantsapp.evaluation.actions.saying_plans import ADJUSTMENTS, CHECKS
from grantsapp.evaluation.staff.blueprint import bp
from grantsapp.i18n import gettext as _


@bp.get("/calls/<reference>/plan", endpoint="plan")
def plan_of_call(reference: str) -> ResponseReturnValue:
    """Show the plan that stands, and those before it."""
    found = calls.call(reference) or abort(404)
    require("measure", found)
    rows = queries.plans_of(found)
    return render_template(
        "evaluation/staff/plan.html",
        call=found,
        plans=[(row, plan.read(row.declared)) for row in reversed(rows)],
        told=queries.told_plan(found),
        looked=queries.looked_at(found),
        instruments=queries.instruments_of(found),
        groups=queries.groups_of(found),
        adjustments=ADJUSTMENTS,
        checks=CHECKS,
    )


@bp.route("/calls/<reference>/plan/declaration", methods=["GET", "POST"])
def declare(reference: str) -> ResponseReturnValue:
    """Declare a plan."""
    found = calls.call(reference, lock=request.method == "POST") or abort(404)
    require("declare", found)
    form = forms.PlanForm.of(found)
    if not form.validate_on_submit():
        return _page(found, form, 422 if form.is_submitted() else 200)
    rows = queries.plans_of(found)
    if form.is_stale(len(rows)):
        form.version.raw_data, form.version.data = None, str(len(rows))
        return _page(found, form, 409, newer=rows[-1])
    declaring.declare(found, form.plan(), by=person(), reason=form.why)
    flash(_("The plan is declared. It cannot be changed, only followed by another."))
    return redirect(url_for(".plan", reference=reference), 303)


def _page(call: Call, form: Any, status: int, newer: Any = None) -> ResponseReturnValue:
    page = render_template(
        "evaluation/staff/declare.html",
        call=call,
        form=form,
        newer=newer,
        looked=queries.looked_at(call),
    )
    return page, status
