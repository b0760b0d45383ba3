"""Links that work once: made for a group, and the short way that each stands for."""

from urllib.parse import urlencode
from uuid import UUID

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from grantsapp import db
from grantsapp.access import person, public, require
from grantsapp.i18n import gettext as _
from grantsapp.mel.actions import slips, ticketing
from grantsapp.mel.forms.tickets import TicketsForm
from grantsapp.mel.instruments import Moment
from grantsapp.mel.models import Survey
from grantsapp.mel.queries import tickets as told
from grantsapp.mel.queries import ways
from grantsapp.mel.routes.blueprint import bp
from grantsapp.mel.routes.ways import survey_of


@bp.route("/awards/<uuid:key>/tickets", methods=["GET", "POST"])
def tickets(key: UUID) -> ResponseReturnValue:
    """Show the links that were made, and make more: this is the only time we have them.

    The slips are drawn before anything is held, since that takes seconds.
    """
    survey = survey_of(key)
    require("hand on" if request.method == "GET" else "make links to", survey)
    asked = ways.asked_by(survey)
    form = TicketsForm().offer(asked.moments_for_links, asked.languages)
    if not form.validate_on_submit():
        page = render_template(
            "mel/tickets.html",
            award=survey.award,
            survey=survey,
            form=form,
            ways=ways,
            batches=told.batches_of(survey),
        )
        return page, 422 if form.is_submitted() else 200
    return _made(key, survey, form)


def _made(key: UUID, survey: Survey, form: TicketsForm) -> Response:
    """Draw the links, then keep their hashes, and give them away."""
    tokens, spoken = ticketing.draw(int(form.count.data or 0)), str(form.spoken.data)
    is_list = request.form.get("as") == "list"
    data = (
        slips.as_csv(tokens, spoken)
        if is_list
        else slips.as_pdf(survey, tokens, spoken)
    )
    db.let_go()
    survey = survey_of(key, lock=True)
    require("make links to", survey)
    batch = ticketing.keep(survey, tokens, Moment(form.moment.data), by=person())
    answer = Response(data, mimetype="text/csv" if is_list else "application/pdf")
    name = f"links-{survey.award.reference}-{batch}.{'csv' if is_list else 'pdf'}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.post("/awards/<uuid:key>/tickets/only")
def only_tickets(key: UUID) -> ResponseReturnValue:
    """Let people in through links that work once alone, or not any more."""
    survey = survey_of(key, lock=True)
    require("make links to", survey)
    wanted = request.form.get("only") == "y"
    ticketing.only_once(survey, wanted=wanted, by=person())
    if wanted:
        flash(_("The public link is closed: only links that work once let people in."))
    else:
        flash(_("The public link is open: everybody who has it can answer."))
    return redirect(url_for(".tickets", key=key), 303)


@bp.get("/once/<token>")
def once(token: str) -> ResponseReturnValue:
    """Lead from the short address on a slip to its survey; using it comes later."""
    public()
    found = told.ticket(token, lock=False) or abort(404)
    told_in = request.args.get("in")
    tail = f"?{urlencode({'in': told_in})}" if told_in else ""
    plain = token.replace("-", "").lower()
    return redirect(f"/surveys/{found.survey.key}/once/{plain}{tail}", 303)
