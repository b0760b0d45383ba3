"""What one project is asked, and how many of its people are expected to answer."""

from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp.access import person, require
from grantsapp.awards import queries as awards
from grantsapp.awards.models import Award
from grantsapp.i18n import gettext as _
from grantsapp.mel import forms, queries
from grantsapp.mel.actions import asking
from grantsapp.mel.models import Instrument, Measure, Suite, Survey
from grantsapp.mel.rules import lacks
from grantsapp.mel.staff.blueprint import bp


@bp.route("/awards/<uuid:key>/survey", methods=["GET", "POST"])
def survey_of(key: UUID) -> ResponseReturnValue:
    """Choose what one project is asked, and how many people are expected."""
    found = awards.award(key, lock=request.method == "POST") or abort(404)
    known = queries.surveys_of(found)
    survey = known[-1].survey if known else None
    require("ask" if request.method == "POST" and not survey else "measure", found)
    suite = queries.suite_of(found.call)
    standing, offered = _standing(found, survey, suite), _offered(survey, suite)
    is_fixed = survey is not None and queries.has_answers(survey)
    form = forms.OwesForm.of(standing, offered, is_fixed=is_fixed)
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return _page(found, survey, suite, form, status)
    if form.is_stale(form.seen):
        form.show_theirs()
        return _page(found, survey, suite, form, 409)
    if survey is None:
        _ask(found, suite or abort(404), form)
        flash(_("The project is asked. Its group finds the links on its page."))
    else:
        held = queries.survey(survey.key, lock=True) or abort(404)
        _change(held, form, offered)
        flash(_("What this project is asked is saved."))
    return redirect(url_for(".surveys", reference=found.call.reference), 303)


def _standing(
    award: Award, survey: Survey | None, suite: Suite | None
) -> forms.Standing:
    """Say what a project is asked, or what we propose that it be asked."""
    if survey is not None:
        return forms.Standing(survey.instruments, survey.expected, survey.number)
    return forms.Standing(queries.owed_by(suite, award) if suite else [])


def _offered(survey: Survey | None, suite: Suite | None) -> list[Instrument]:
    rows = list(suite.instruments) if suite else []
    return rows + [r for r in (survey.instruments if survey else []) if r not in rows]


def _ask(award: Award, suite: Suite, form: Any) -> None:
    tools = [row for row in suite.instruments if str(row.id) in form.tools.data]
    asking.ask(award, tools, suite.design, expected=form.expected.data, by=person())


def _change(survey: Survey, form: Any, offered: list[Instrument]) -> None:
    if "tools" in form and not queries.has_answers(survey):
        tools = [row for row in offered if str(row.id) in form.tools.data]
        asking.owe(survey, tools, survey.design, by=person())
    asking.expect(survey, form.expected.data, by=person())


def _page(
    award: Award, survey: Survey | None, suite: Suite | None, form: Any, status: int
) -> ResponseReturnValue:
    planned = (p for p in queries.plan_of(award) if p.measure is Measure.PEOPLE)
    page = render_template(
        "mel/staff/survey_of.html",
        call=award.call,
        award=award,
        survey=survey,
        form=form,
        lacks=[] if survey else lacks(suite),
        is_fixed="tools" not in form,
        is_other=status == 409,  # noqa: PLR2004
        planned=next(planned, None),
    )
    return page, status
