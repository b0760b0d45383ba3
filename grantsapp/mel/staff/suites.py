"""The suite of a call: its instruments in order, and the frame around them."""

from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp import audit, i18n
from grantsapp.access import person, require
from grantsapp.calls import queries as calls
from grantsapp.calls.models import Call
from grantsapp.errors import Refused
from grantsapp.i18n import gettext as _
from grantsapp.mel import forms, pace, queries
from grantsapp.mel.actions import recalling, suiting
from grantsapp.mel.instruments import Design
from grantsapp.mel.models import ABOUT, DESIGNS, FOLLOW_UPS, Instrument, Suite
from grantsapp.mel.rules import lacks
from grantsapp.mel.staff.blueprint import bp


def _call(reference: str) -> Call:
    """Find a call; whoever writes holds it, so that one suite is made and kept."""
    found = calls.call(reference, lock=request.method == "POST") or abort(404)
    require("measure", found)
    return found


@bp.get("/calls/<reference>/suite")
def suite(reference: str) -> ResponseReturnValue:
    """Show the suite of a call, and what it lacks."""
    found = _call(reference)
    known = queries.suite_of(found)
    tools = known.instruments if known else []
    design = known.design if known else Design.RETROSPECTIVE
    return render_template(
        "mel/staff/suite.html",
        call=found,
        suite=known,
        tools=tools,
        lacks=lacks(known),
        themes=_themes(found),
        minutes=pace.minutes([row.tool for row in tools], design),
        per_minute=pace.PER_MINUTE,
        designs=DESIGNS,
        follow_ups=FOLLOW_UPS,
        about=ABOUT,
        unspoken=_unspoken(known),
        is_asked=bool(queries.surveys_in(found)),
    )


def _themes(call: Call) -> dict[str, i18n.Text]:
    return {theme.code: theme.name for theme in call.fund.themes}


def _unspoken(suite: Suite | None) -> list[str]:
    """Name the languages of a suite in which our own words are not there."""
    codes = suite.languages if suite else []
    return [i18n.language_name(code) for code in codes if code not in i18n.LANGUAGES]


@bp.route("/calls/<reference>/suite/frame", methods=["GET", "POST"])
def frame_suite(reference: str) -> ResponseReturnValue:
    """Say how people are asked, in which languages, and who helps."""
    found = _call(reference)
    known, people = queries.suite_of(found), queries.serving(found)
    standing = known or Suite(parts=[])
    spoken = queries.spoken_by(standing.instruments, found)
    form = forms.SuiteForm.of(found, standing, spoken, people)
    if not form.validate_on_submit():
        return _frame_page(found, form, 422 if form.is_submitted() else 200)
    if form.is_stale(standing.version or 1):
        form.show_theirs(found, standing, spoken)
        newer = audit.history(found)[-1].by_name
        return _frame_page(found, form, 409, newer_by=newer)
    kept = suiting.suite_for(found)
    suiting.frame(kept, by=person(), **form.facts(people))
    recalling.replan_all(kept)
    flash(
        _("The suite is saved. Projects that were asked already keep what they have.")
    )
    return redirect(url_for(".suite", reference=reference), 303)


def _frame_page(
    call: Call, form: Any, status: int, newer_by: str = ""
) -> ResponseReturnValue:
    page = render_template(
        "mel/staff/frame.html", call=call, form=form, newer_by=newer_by
    )
    return page, status


@bp.route("/calls/<reference>/suite/instruments", methods=["GET", "POST"])
def choose_instruments(reference: str) -> ResponseReturnValue:
    """Show the library beside what is chosen; add one of it."""
    found = _call(reference)
    library = queries.instruments()
    if request.method == "POST":
        wish = request.form.get("instrument", "")
        tool = next((row for row in library if str(row.id) == wish), None)
        if tool is None:
            raise Refused(_("Choose an instrument of the library."))
        suiting.add(suiting.suite_for(found), tool, by=person())
        return redirect(url_for(".choose_instruments", reference=reference), 303)
    known = queries.suite_of(found)
    chosen = known.instruments if known else []
    return render_template(
        "mel/staff/choose_instruments.html",
        call=found,
        library=library,
        chosen={row.id for row in chosen},
        codes={row.code for row in chosen},
        themes=_themes(found),
    )


@bp.post("/calls/<reference>/suite/instruments/<uuid:key>/order")
def order_instrument(reference: str, key: UUID) -> ResponseReturnValue:
    """Move an instrument up or down."""
    known, tool = _in_suite(reference, key)
    suiting.move(known, tool, up=request.form.get("to") != "down", by=person())
    return redirect(url_for(".suite", reference=reference), 303)


@bp.post("/calls/<reference>/suite/instruments/<uuid:key>/removal")
def remove_instrument(reference: str, key: UUID) -> ResponseReturnValue:
    """Take an instrument out of the suite."""
    known, tool = _in_suite(reference, key)
    suiting.remove(known, tool, by=person())
    return redirect(url_for(".suite", reference=reference), 303)


def _in_suite(reference: str, key: UUID) -> tuple[Suite, Instrument]:
    """Find an instrument of the house; one that was taken out already does no harm."""
    found = _call(reference)
    known = queries.suite_of(found, lock=True) or abort(404)
    tools = (row for row in queries.instruments() if row.id == key)
    return known, next(tools, None) or abort(404)
