"""The projects of a call: asked, closed, opened again, and how many answered."""

from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp.access import person, require
from grantsapp.calls import queries as calls
from grantsapp.calls.models import Call
from grantsapp.i18n import gettext as _
from grantsapp.i18n import ngettext
from grantsapp.mel import forms, queries
from grantsapp.mel.actions import asking
from grantsapp.mel.models import DESIGNS, Suite, Survey
from grantsapp.mel.rules import lacks
from grantsapp.mel.staff.blueprint import bp


@bp.route("/calls/<reference>/surveys", methods=["GET", "POST"])
def surveys(reference: str) -> ResponseReturnValue:
    """Show what every project was asked, and ask those that were not."""
    found = calls.call(reference) or abort(404)
    require("measure" if request.method == "GET" else "ask projects", found)
    form, known = forms.AskForm(), queries.suite_of(found)
    if known is None or not form.validate_on_submit():
        page = _surveys_page(found, known, form)
        return page, 422 if form.is_submitted() else 200
    whole = form.which.data == "whole"
    _tell_asked(*asking.ask_all(known, whole=whole, by=person()))
    return redirect(url_for(".surveys", reference=reference), 303)


def _surveys_page(call: Call, suite: Suite | None, form: Any) -> str:
    projects = queries.projects_in(call)
    return render_template(
        "mel/staff/surveys.html",
        call=call,
        suite=suite,
        projects=projects,
        lacks=lacks(suite),
        unasked=sum(not one.surveys for one in projects),
        open=sum(c.survey.is_open for one in projects for c in one.surveys),
        designs=DESIGNS,
        is_in_line=queries.is_in_line,
        form=form,
    )


def _tell_asked(asked: int, left: int) -> None:
    flash(ngettext("One project was asked.", "%(num)d projects were asked.", asked))
    if left:
        words = ngettext(
            "No instrument is for the theme of one project. Ask it by hand.",
            "No instrument is for the themes of %(num)d projects. Ask them by hand.",
            left,
        )
        flash(words)


@bp.post("/calls/<reference>/surveys/closing")
def close_surveys(reference: str) -> ResponseReturnValue:
    """Take no more answers in any project."""
    found = calls.call(reference) or abort(404)
    require("measure", found)
    count = asking.close_all(found, by=person())
    flash(ngettext("One survey was closed.", "%(num)d surveys were closed.", count))
    return redirect(url_for(".surveys", reference=reference), 303)


def _survey(key: UUID) -> Survey:
    found = queries.survey(key, lock=True) or abort(404)
    require("manage", found)
    return found


def _back(survey: Survey) -> ResponseReturnValue:
    return redirect(url_for(".surveys", reference=survey.award.call.reference), 303)


@bp.post("/surveys/<uuid:key>/closing")
def close_survey(key: UUID) -> ResponseReturnValue:
    """Take no more answers."""
    found = _survey(key)
    asking.close_survey(found, by=person())
    return _back(found)


@bp.post("/surveys/<uuid:key>/opening")
def open_survey(key: UUID) -> ResponseReturnValue:
    """Take answers again."""
    found = _survey(key)
    asking.open_again(found, by=person())
    return _back(found)


@bp.post("/surveys/<uuid:key>/renewal")
def renew_survey(key: UUID) -> ResponseReturnValue:
    """Ask what the suite says now, where nobody has answered yet."""
    found = _survey(key)
    suite = queries.suite_of(found.award.call) or abort(404)
    tools = queries.renewed(suite, found)
    asking.owe(found, tools, suite.design, by=person())
    flash(_("This project is asked what the suite says now."))
    return _back(found)
