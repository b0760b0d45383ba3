"""The pages of evaluators and managers: instruments, surveys, outputs, reports."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp import i18n
from grantsapp.access import person, require
from grantsapp.awards import queries as awards
from grantsapp.calls import queries as calls
from grantsapp.calls.models import Call
from grantsapp.i18n import ngettext
from grantsapp.mel import forms, queries
from grantsapp.mel.actions import asking, planning
from grantsapp.mel.instruments import Design
from grantsapp.mel.models import DESIGNS, Instrument, Measure
from grantsapp.mel.staff.blueprint import bp


def _call(reference: str) -> Call:
    found = calls.call(reference) or abort(404)
    require("measure", found)
    return found


@bp.get("/evaluations")
def desk() -> ResponseReturnValue:
    """Show an evaluator the calls to evaluate."""
    require("list", Instrument)
    return render_template(
        "mel/staff/desk.html", calls=queries.calls_to_evaluate(person())
    )


@bp.get("/instruments")
def instruments() -> ResponseReturnValue:
    """Show the instruments, item by item."""
    require("list", Instrument)
    tools = [row.tool for row in queries.instruments()]
    return render_template("mel/staff/instruments.html", tools=tools)


@bp.route("/calls/<reference>/surveys", methods=["GET", "POST"])
def surveys(reference: str) -> ResponseReturnValue:
    """Show who is asked what, and ask more projects."""
    found = _call(reference)
    known = queries.surveys_in(found)
    tools = {str(row.id): row for row in queries.instruments()}
    running = {str(a.id): a for a in awards.awards_in(found) if a.is_live}
    form = forms.AttachForm().offer(
        [(key, _name(row)) for key, row in tools.items()],
        [(key, f"{a.reference} {a.title}") for key, a in running.items()],
    )
    if form.validate_on_submit():
        row = tools[str(form.instrument.data)]
        has = {c.survey.award_id for c in known}
        chosen = [running[key] for key in form.awards.data or []]
        asked = [award for award in chosen if award.id not in has]
        for award in asked:
            asking.ask(award, [row], Design(form.design.data), by=person())
        count = len(asked)
        words = ngettext("One survey attached.", "%(num)d surveys attached.", count)
        flash(words)
        return redirect(url_for(".surveys", reference=reference), 303)
    things = {"surveys": known, "designs": DESIGNS, "can_attach": tools and running}
    page = render_template("mel/staff/surveys.html", call=found, form=form, **things)
    return page, 422 if form.is_submitted() else 200


def _name(row: Instrument) -> str:
    title = i18n.Text.plainly(row.tool.title).shown().text
    return f"{title} ({row.code} {row.version})"


@bp.post("/surveys/<uuid:key>/closing")
def close_survey(key: UUID) -> ResponseReturnValue:
    """Take no more answers."""
    found = queries.survey(key, lock=True) or abort(404)
    require("manage", found)
    asking.close_survey(found, by=person())
    return redirect(url_for(".surveys", reference=found.award.call.reference), 303)


@bp.route("/awards/<uuid:key>/outputs", methods=["GET", "POST"])
def outputs(key: UUID) -> ResponseReturnValue:
    """Show and change what a project plans to deliver."""
    found = awards.award(key, lock=request.method == "POST") or abort(404)
    require("plan", found)
    form = forms.OutputForm()
    if form.validate_on_submit():
        measure = Measure(form.measure.data)
        planning.plan_output(found, measure, form.planned.data or 0, by=person())
        return redirect(url_for(".outputs", key=key), 303)
    page = render_template(
        "mel/staff/outputs.html",
        call=found.call,
        award=found,
        form=form,
        plan=queries.plan_of(found),
    )
    return page, 422 if form.is_submitted() else 200


@bp.post("/outputs/<uuid:key>/removal")
def drop_output(key: UUID) -> ResponseReturnValue:
    """Plan an output no longer."""
    found = queries.output(key) or abort(404)
    require("manage", found)
    award = found.award
    planning.drop_output(found, award, by=person())
    return redirect(url_for(".outputs", key=award.id), 303)
