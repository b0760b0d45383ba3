"""The page on which sheets of paper are typed in, one after the other."""

from datetime import datetime, time
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp import clock
from grantsapp.access import require
from grantsapp.i18n import gettext as _
from grantsapp.i18n import ngettext
from grantsapp.mel import paper
from grantsapp.mel.actions import keying as deeds
from grantsapp.mel.actions.keying import Outcome
from grantsapp.mel.actions.paper_form import age_in_words
from grantsapp.mel.forms import keying as forms
from grantsapp.mel.instruments import Moment
from grantsapp.mel.models import ABOUT, Survey
from grantsapp.mel.queries import ways
from grantsapp.mel.routes.blueprint import bp
from grantsapp.mel.routes.ways import survey_of
from grantsapp.mel.rules.ways import keyable


@bp.get("/awards/<uuid:key>/keying")
def keying(key: UUID) -> ResponseReturnValue:
    """Show an empty sheet; what the last one had in common is filled in."""
    survey = survey_of(key)
    require("key", survey)
    asked, moment = ways.asked_by(survey), _moment(survey)
    known = ("spoken", "sheet")
    values = {name: request.args.get(name, "") for name in known}
    values["client_key"] = str(uuid4())
    return _page(forms.Typed(asked, moment, values), [])


@bp.post("/awards/<uuid:key>/keying")
def key_sheet(key: UUID) -> ResponseReturnValue:
    """Keep a sheet and go on to the next; what is wrong is said at its place."""
    survey = survey_of(key, lock=True)
    require("key", survey)
    typed = forms.read(ways.asked_by(survey), _moment(survey), request.form.to_dict())
    if faults := typed.faults() or _whose(survey, typed):
        return _page(typed, faults), 422
    flash(_taken(survey, typed) if typed.is_taken else _not_taken(typed))
    page = url_for(
        ".keying",
        key=key,
        moment=ways.SLUGS[typed.moment],
        spoken=typed["spoken"],
        sheet=paper.following(typed["sheet"]),
    )
    return redirect(page, 303)


def _moment(survey: Survey) -> Moment:
    """Say of which moment the sheet is; what cannot be keyed now is not found."""
    open_now, wish = keyable(survey), request.values.get("moment", "")
    moment = ways.PLACES.get(wish) if wish else open_now[0]
    if moment is None or moment not in open_now:
        abort(404)
    return moment


def _whose(survey: Survey, typed: forms.Typed) -> list[forms.Fault]:
    """Ask at once whose a sheet is whose number is taken, while it lies there."""
    is_taken = typed.is_taken and deeds.is_number_taken(survey, typed.sitting())
    return typed.whose() if is_taken else []


def _taken(survey: Survey, typed: forms.Typed) -> str:
    """Keep a sheet, and say what became of it."""
    sheet, is_another = typed["sheet"], typed.is_anothers
    outcome = deeds.keep(survey, typed.sitting(), is_another=is_another)
    if outcome is Outcome.SAME:
        return _("This sheet was typed in already, with the same answers.")
    if outcome is Outcome.BESIDE:
        return _(
            "Sheet %(sheet)s is kept beside the other one with this number, and both "
            "count.",
            sheet=sheet,
        )
    if outcome is Outcome.OTHER:
        return _(
            "Sheet %(sheet)s was typed in before with other answers. Both are kept, "
            "and the evaluator decides which one counts.",
            sheet=sheet,
        )
    count = _keyed_today(survey)
    if not sheet:
        return ngettext(
            "The sheet is kept. One typed in today.",
            "The sheet is kept. %(num)d typed in today.",
            count,
        )
    return ngettext(
        "Sheet %(sheet)s is kept. %(num)d typed in today.",
        "Sheet %(sheet)s is kept. %(num)d typed in today.",
        count,
        sheet=sheet,
    )


def _not_taken(typed: forms.Typed) -> str:
    if not typed.is_agreed:
        return _(
            "The person did not tick to take part, so nothing of this sheet is kept. "
            "Please destroy it. You did nothing wrong."
        )
    return _(
        "Without a parent's tick we cannot take these answers, and nothing of the "
        "sheet is kept. If a parent agrees later, they can tick it, and you type it "
        "in again."
    )


def _keyed_today(survey: Survey) -> int:
    zone = survey.award.call.fund.time_zone
    midnight = datetime.combine(clock.today(zone), time(), ZoneInfo(zone))
    return ways.keyed_since(survey, midnight)


def _page(typed: forms.Typed, faults: list[forms.Fault]) -> str:
    asked = typed.asked
    return render_template(
        "mel/keying.html",
        award=asked.survey.award,
        asked=asked,
        typed=typed,
        faults=faults,
        whys=dict(faults),
        open_now=keyable(asked.survey),
        ways=ways,
        ABOUT=ABOUT,
        TICKS=forms.TICKS,
        WHOSE=forms.WHOSE,
        letters=paper.LETTERS,
        most_days=paper.DAYS,
        ages=age_in_words(asked.minimum_age),
        keyed=_keyed_today(asked.survey),
    )
