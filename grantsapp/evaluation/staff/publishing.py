"""The way out: what will be public is looked at first, then frozen as an edition."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp import unseen
from grantsapp.access import person, require, why_not
from grantsapp.calls.models import Call
from grantsapp.evaluation import queries
from grantsapp.evaluation.actions import (
    assembling,
    editions,
    parts,
    saying_plans,
    writing,
)
from grantsapp.evaluation.models import Evaluation
from grantsapp.evaluation.staff.blueprint import bp
from grantsapp.evaluation.staff.calls import call_to
from grantsapp.i18n import gettext as _


@bp.get("/calls/<reference>/report/publication")
def check_publication(reference: str) -> ResponseReturnValue:
    """Show what would be public, and what one should know before."""
    found = call_to("write report", reference)
    return _page(found, queries.newest(found) or abort(404))


@bp.post("/calls/<reference>/report/publication")
def publish(reference: str) -> ResponseReturnValue:
    """Give the report to the public as an edition."""
    found = call_to("write report", reference)
    newest = queries.newest(found) or abort(404)
    require("publish report", newest)
    reason = request.form.get("reason", "").strip()
    report = writing.report_for(found)
    if queries.editions_of(report) and unseen.is_blank(reason):
        return _page(found, newest, reasonless=True), 422
    made = editions.publish(report, newest, reason=reason, by=person())
    flash(_("Edition %(number)s is published.", number=made.number))
    return redirect(url_for(".report", reference=reference), 303)


def _page(call: Call, newest: Evaluation, *, reasonless: bool = False) -> str:
    report = queries.report_of(call)
    states = queries.part_states(report)
    document = assembling.draft(call, newest.public)
    no = why_not("publish report", newest)
    return render_template(
        "evaluation/staff/publication.html",
        call=call,
        evaluation=newest,
        languages=queries.languages_of(report),
        editions=queries.editions_of(report),
        refused=str(no.sentence) if no and no.sentence else "",
        titles=parts.TITLES,
        unwritten=[one for one in states if one.missing],
        partly=_partly(states, queries.languages_of(report)),
        waiting=sum(one.waiting for one in states),
        departures=_departures(document["figures"]),
        document=document,
        reasonless=reasonless,
    )


def _partly(
    states: list[queries.PartState], languages: list[str]
) -> dict[str, list[queries.PartState]]:
    """List, by language, the parts that are written and not in this one."""
    lacking = {
        code: [one for one in states if one.written and code not in one.written]
        for code in languages
    }
    return {code: some for code, some in lacking.items() if some}


def _departures(figures: dict[str, Any]) -> list[str]:
    plan = figures.get("plan")
    return saying_plans.departures(plan) if plan else []
