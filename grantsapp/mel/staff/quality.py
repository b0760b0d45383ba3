"""How good the answers of a call are: against what is expected, by rules, by scales."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from grantsapp.access import may, require
from grantsapp.calls import queries as calls
from grantsapp.calls.models import Call
from grantsapp.i18n import gettext as _
from grantsapp.mel import queries, telling_quality
from grantsapp.mel.actions import weighing
from grantsapp.mel.quality.limits import Limits, Rule
from grantsapp.mel.quality.reliability import for_managers
from grantsapp.mel.staff.blueprint import bp


def _call(reference: str) -> Call:
    found = calls.call(reference) or abort(404)
    require("measure", found)
    return found


@bp.get("/calls/<reference>/quality")
def quality(reference: str) -> ResponseReturnValue:
    """Show what came in against what was expected, and what can be doubted of it."""
    found = _call(reference)
    surveys = queries.surveys_in(found)
    weighty = queries.weighed(found, sum(c.responses + c.left_out for c in surveys))
    known = weighty.found
    return render_template(
        "mel/staff/quality.html",
        call=found,
        weighty=weighty,
        projects=queries.projects_to_weigh(surveys, known),
        rules=[(rule, telling_quality.looks_for(rule, Limits())) for rule in Rule],
        by_award=queries.flags_by_award(known) if known else {},
        left_out=queries.left_out_in(found),
        say=telling_quality,
    )


@bp.post("/calls/<reference>/quality/weighing")
def weigh(reference: str) -> ResponseReturnValue:
    """Have a worker look through the answers of a large call."""
    found = _call(reference)
    weighing.ask_to_weigh(found)
    flash(_("The answers are being looked through. This takes a minute or two."))
    return redirect(url_for(".quality", reference=reference), 303)


@bp.get("/calls/<reference>/quality/reliability")
def reliability(reference: str) -> ResponseReturnValue:
    """Show how the scales hold together."""
    found = _call(reference)
    surveys = queries.surveys_in(found)
    weighty = queries.weighed(found, sum(c.responses + c.left_out for c in surveys))
    every = weighty.found.reliability if weighty.found else ()
    sees_all = may("weigh answers", found)
    return render_template(
        "mel/staff/reliability.html",
        call=found,
        weighty=weighty,
        scales=queries.scales_of(every if sees_all else for_managers(every), surveys),
        sees_all=sees_all,
        say=telling_quality,
    )
