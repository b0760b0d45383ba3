"""Somebody tells in confidence what is wrong: no account, no cookie, no draft.

It is open to everybody who has the link: when the survey is closed, when no answers
were given, and to the young without a parent's word.
"""

from uuid import UUID, uuid4

from flask import Response, abort, current_app, redirect, render_template, request
from flask import url_for as address
from flask.typing import ResponseReturnValue

from grantsapp import i18n
from grantsapp.access import require
from grantsapp.accounts.actions import TooMany, count_try
from grantsapp.mel import queries
from grantsapp.mel.actions import concerning
from grantsapp.mel.forms import ConcernForm
from grantsapp.mel.models import Survey
from grantsapp.mel.routes.blueprint import surveys_bp
from grantsapp.mel.routes.counting import counter

AN_HOUR = 120  # from one address: a church hall shares one
A_WHILE = 300  # seconds, then a device that many use goes back to its start


@surveys_bp.get("/surveys/<uuid:key>/concern")
def concern(key: UUID) -> ResponseReturnValue:
    """Say who will read it and what they can do, and ask."""
    found = _found(key)
    return _page(found, ConcernForm(meta={"csrf": False}), uuid4())


@surveys_bp.post("/surveys/<uuid:key>/concern")
def confide(key: UUID) -> ResponseReturnValue:
    """Keep what somebody tells; what cannot be kept stays on the page."""
    form, client_key = ConcernForm(meta={"csrf": False}), _client_key()
    if request.form.get("then") == "stay":  # in another language, or for longer
        return _page(_found(key), form, client_key)
    try:
        count_try(counter("concern"), limit=AN_HOUR, minutes=60, by_the_hour=True)
    except TooMany as error:
        form.words.errors = [str(error)]
        return _page(_found(key), form, client_key, 429)
    found = _found(key)
    if not form.validate():
        return _page(found, form, client_key, 422)
    concerning.keep(
        found,
        client_key=client_key,
        wants_help=bool(form.wants_help.data),
        words=form.words.data or "",
        contact=form.contact.data or "",
        language=_spoken(),
    )
    return redirect(_place(key, "confided"), 303)


@surveys_bp.get("/surveys/<uuid:key>/concern/kept")
def confided(key: UUID) -> ResponseReturnValue:
    """Say that it was kept, and what happens now."""
    found = _found(key)
    suite = queries.suite_of(found.award.call)
    lead = queries.lead_in(found.award.call)
    things = {"again": _place(key, "concern"), "back": _back(key)}
    things |= {"suite": suite, "lead": lead, "spoken": _spoken()}
    return _for_a_while(key, render_template("mel/survey/confided.html", **things))


def _found(key: UUID) -> Survey:
    found = queries.survey(key) or abort(404)
    require("confide", found)
    return found


def _spoken() -> str:
    """Say in which language they came, which need not be one of ours."""
    wish = request.args.get("in", "")
    return wish if wish in i18n.WRITTEN else i18n.language()


def _place(key: UUID, page: str) -> str:
    """Give the address of a page that keeps language and device without a cookie."""
    told = ("in", "kiosk", "moment")
    ways = {name: request.args[name] for name in told if name in request.args}
    return address(f"surveys.{page}", **{"key": key, **ways})


def _back(key: UUID) -> str:
    """Give the address that they came from, or the start of a device for many."""
    return _place(key, "kiosk" if "kiosk" in request.args else "survey")


def _for_a_while(key: UUID, page: str) -> Response:
    """Let a device that many use go back to its start by itself."""
    response = current_app.make_response(page)
    if "kiosk" in request.args:
        response.headers["Refresh"] = f"{A_WHILE}; url={_back(key)}"
    return response


def _client_key() -> UUID:
    try:
        return UUID(request.form.get("client_key", ""))
    except ValueError:
        return uuid4()


def _page(
    found: Survey, form: ConcernForm, client_key: UUID, status: int = 200
) -> ResponseReturnValue:
    suite = queries.suite_of(found.award.call)
    things = {"form": form, "suite": suite, "client_key": client_key}
    things |= {"back": _back(found.key), "spoken": _spoken()}
    things["lead"] = queries.lead_in(found.award.call)
    page = render_template("mel/survey/concern.html", **things)
    return _for_a_while(found.key, page), status
