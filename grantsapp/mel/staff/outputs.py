"""What a project plans to deliver."""

from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp.access import person, require
from grantsapp.awards import queries as awards
from grantsapp.mel import forms, queries
from grantsapp.mel.actions import planning
from grantsapp.mel.models import Measure
from grantsapp.mel.staff.blueprint import bp


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
