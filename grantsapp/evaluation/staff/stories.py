"""Stories and recommendations at the desk: added, changed, ordered, taken out."""

from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp.access import person
from grantsapp.calls.models import Call
from grantsapp.errors import Refused
from grantsapp.evaluation import queries
from grantsapp.evaluation.actions import writing
from grantsapp.evaluation.forms import reports as forms
from grantsapp.evaluation.models import (
    EvaluationReport,
    Part,
    ReportRecommendation,
    Story,
)
from grantsapp.evaluation.staff.blueprint import bp
from grantsapp.evaluation.staff.calls import call_to
from grantsapp.i18n import gettext as _
from grantsapp.mel import queries as mel
from grantsapp.mel.queries import Lesson


def _report(call: Call) -> EvaluationReport:
    return queries.report_of(call) or abort(404)


def _back(call: Call, part: Part) -> ResponseReturnValue:
    address = url_for(".part", reference=call.reference, part=part)
    return redirect(address, 303)


def _form_page(name: str, call: Call, form: Any, **more: Any) -> ResponseReturnValue:
    template = f"evaluation/staff/{name}.html"
    page = render_template(template, call=call, form=form, **more)
    return page, 422 if form.is_submitted() else 200


def _stale_page(name: str, call: Call, form: Any, thing: Any) -> ResponseReturnValue:
    form.show_both(thing, thing.version)
    template = f"evaluation/staff/{name}.html"
    return render_template(template, call=call, form=form, one=thing, newer=True), 409


@bp.route("/calls/<reference>/report/new-story", methods=["GET", "POST"])
def add_story(reference: str) -> ResponseReturnValue:
    """Add a story."""
    return _save_story(call_to("write report", reference), None)


@bp.route("/calls/<reference>/report/stories/<uuid:key>", methods=["GET", "POST"])
def edit_story(reference: str, key: UUID) -> ResponseReturnValue:
    """Change a story."""
    found = call_to("write report", reference)
    return _save_story(found, queries.story_of(_report(found), key) or abort(404))


def _save_story(call: Call, story: Story | None) -> ResponseReturnValue:
    awards = queries.live_awards(call)
    languages = queries.languages_of(queries.report_of(call))
    lesson = None if story else _lesson(call)
    form = forms.StoryForm.of(awards, languages, story, lesson)
    if not form.validate_on_submit():
        return _form_page("story", call, form, one=story)
    if story is not None and form.is_stale(story.version):
        return _stale_page("story", call, form, story)
    report = writing.report_for(call)
    try:
        writing.save_story(report, story, **form.facts(awards), by=person())
    except Refused as no:
        form.permission.errors = [str(no)]
        return _form_page("story", call, form, one=story)
    flash(_("The story is saved."))
    return _back(call, Part.STORIES)


def _lesson(call: Call) -> Lesson | None:
    """Give what a group told in its report, if a new story is to begin with that."""
    wish = request.args.get("award", "")
    told = mel.lessons_in(call) if wish else []
    its = (one for one in told if str(one.award_id) == wish and one.may_be_told)
    return next(its, None)


@bp.post("/calls/<reference>/report/stories/<uuid:key>/order")
def order_story(reference: str, key: UUID) -> ResponseReturnValue:
    """Move a story up or down."""
    found = call_to("write report", reference)
    report = _report(found)
    story = queries.story_of(report, key) or abort(404)
    writing.move(list(report.stories), story, up=request.form.get("to") != "down")
    return _back(found, Part.STORIES)


@bp.post("/calls/<reference>/report/stories/<uuid:key>/removal")
def remove_story(reference: str, key: UUID) -> ResponseReturnValue:
    """Take a story out."""
    found = call_to("write report", reference)
    report = _report(found)
    story = queries.story_of(report, key) or abort(404)
    writing.remove_story(report, story, by=person())
    flash(_("The story is taken out."))
    return _back(found, Part.STORIES)


@bp.route("/calls/<reference>/report/new-recommendation", methods=["GET", "POST"])
def add_recommendation(reference: str) -> ResponseReturnValue:
    """Add a recommendation."""
    return _save_recommendation(call_to("write report", reference), None)


@bp.route(
    "/calls/<reference>/report/recommendations/<uuid:key>", methods=["GET", "POST"]
)
def edit_recommendation(reference: str, key: UUID) -> ResponseReturnValue:
    """Change a recommendation."""
    found = call_to("write report", reference)
    one = queries.recommendation_of(_report(found), key) or abort(404)
    return _save_recommendation(found, one)


def _save_recommendation(
    call: Call, one: ReportRecommendation | None
) -> ResponseReturnValue:
    languages = queries.languages_of(queries.report_of(call))
    form = forms.RecommendationForm.of(languages, one)
    if not form.validate_on_submit():
        return _form_page("recommendation", call, form, one=one)
    if one is not None and form.is_stale(one.version):
        return _stale_page("recommendation", call, form, one)
    report = writing.report_for(call)
    words: Any = form.words.data
    writing.save_recommendation(report, one, words, by=person())
    flash(_("The recommendation is saved."))
    return _back(call, Part.RECOMMENDATIONS)


@bp.post("/calls/<reference>/report/recommendations/<uuid:key>/order")
def order_recommendation(reference: str, key: UUID) -> ResponseReturnValue:
    """Move a recommendation up or down."""
    found = call_to("write report", reference)
    report = _report(found)
    one = queries.recommendation_of(report, key) or abort(404)
    up = request.form.get("to") != "down"
    writing.move(list(report.recommendations), one, up=up)
    return _back(found, Part.RECOMMENDATIONS)


@bp.post("/calls/<reference>/report/recommendations/<uuid:key>/removal")
def remove_recommendation(reference: str, key: UUID) -> ResponseReturnValue:
    """Take a recommendation out."""
    found = call_to("write report", reference)
    report = _report(found)
    one = queries.recommendation_of(report, key) or abort(404)
    writing.remove_recommendation(report, one, by=person())
    flash(_("The recommendation is taken out."))
    return _back(found, Part.RECOMMENDATIONS)
