"""The responses that a rule speaks of: a person looks, ticks, and leaves them out."""

from collections.abc import Collection
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp.access import person, require
from grantsapp.calls import queries as calls
from grantsapp.calls.models import Call
from grantsapp.i18n import gettext as _
from grantsapp.i18n import ngettext
from grantsapp.mel import forms, queries, telling_quality
from grantsapp.mel.actions import excluding
from grantsapp.mel.quality.limits import Limits, Rule
from grantsapp.mel.quality.reasons import Why
from grantsapp.mel.quality.weighing import LISTED
from grantsapp.mel.staff.blueprint import bp

FORM = "ticks"  # what a fault about the ticks leads to


@bp.route("/calls/<reference>/quality/rules/<rule>", methods=["GET", "POST"])
def doubts(reference: str, rule: str) -> ResponseReturnValue:
    """Show the responses that a rule speaks of; leave out those that are ticked."""
    found = calls.call(reference) or abort(404)
    require("weigh answers", found)
    if rule not in list(Rule):
        abort(404)
    form, ticked = forms.ExcludeForm(), _ticked()
    if not form.is_submitted():
        return _page(found, Rule(rule), form, ticked)
    if not form.validate() or not ticked:
        return _page(found, Rule(rule), form, ticked), 422
    some = queries.responses_to_weigh(found, ticked)
    why, note = Why(form.reason.data), form.note.data or ""
    count = excluding.exclude(some, why, note, by=person())
    flash(
        ngettext("One response is left out.", "%(num)d responses are left out.", count)
    )
    return redirect(url_for(".doubts", reference=reference, rule=rule, page=_at()), 303)


def _at() -> int:
    return request.args.get("page", 1, type=int)


def _ticked() -> list[UUID]:
    """Read which responses are ticked; what is no key is none of them."""
    found: list[UUID] = []
    for text in request.form.getlist("response"):
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def _page(
    call: Call, rule: Rule, form: forms.ExcludeForm, ticked: Collection[UUID]
) -> str:
    surveys = queries.surveys_in(call)
    weighty = queries.weighed(call, sum(c.responses + c.left_out for c in surveys))
    known = weighty.found
    faults = form.faults()
    if form.is_submitted() and not ticked:
        faults = [(FORM, _("Tick at least one response.")), *faults]
    return render_template(
        "mel/staff/doubts.html",
        call=call,
        rule=rule,
        weighty=weighty,
        looks_for=telling_quality.looks_for(rule, Limits()),
        number=known.flagged.get(rule, 0) if known else 0,
        found=queries.flagged(call, known.listed.get(rule, ()) if known else (), _at()),
        titles=queries.titles_in(surveys),
        form=form,
        faults=faults,
        ticked=ticked,
        listed=LISTED,
        say=telling_quality,
    )
